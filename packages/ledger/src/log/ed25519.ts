import { ed25519 } from '@noble/curves/ed25519.js'

/** The point that some bytes encode, if it lies in the group of prime order and is not its neutral element. */
function soundPoint(bytes: Uint8Array) {
  try {
    const point = ed25519.Point.fromBytes(bytes, false)
    return !point.is0() && point.isTorsionFree() ? point : null
  } catch {
    return null
  }
}

/** Whether a public key can stand for one signer only: keys of small or mixed order are refused. */
export const isSoundKey = (publicKey: Uint8Array): boolean => publicKey.length === 32 && soundPoint(publicKey) !== null

/**
 * Verifies strictly, by a sound key. With key and nonce both in the group of prime order, verifiers with and without the cofactor agree,
 * so that nothing passes here which OpenSSL or Go would refuse.
 */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || soundPoint(signature.subarray(0, 32)) === null) return false
  return ed25519.verify(signature, message, publicKey, { zip215: false })
}

/** From the 32 bytes of a private key (its seed). */
export const publicKeyOf = (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed)

export const signEd25519 = (message: Uint8Array, seed: Uint8Array): Uint8Array => ed25519.sign(message, seed)
