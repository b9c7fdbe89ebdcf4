import { bytesToHex, concatBytes, randomBytes } from '@noble/hashes/utils.js'
import { type Answer, refuse } from './answer.ts'
import { encodeBase64 } from './base64.ts'
import { publicKeyOf, signEd25519 } from './ed25519.ts'
import { isKeyName, keyIdOf, keyParts, printVerifierKey } from './key.ts'
import { COSIGNATURE, ED25519 } from './scheme.ts'

/** Whatever can sign under a name: a key in memory, a key kept elsewhere, a type of signature still to come. */
export interface Signer {
  readonly name: string
  /** Four bytes. */
  readonly keyId: Uint8Array
  /** The signature type. */
  readonly type: number
  sign(message: Uint8Array): Uint8Array
}

/** A key pair as text. */
export interface KeyPair {
  /** To hand out. */
  readonly vkey: string
  /** To keep: `PRIVATE+KEY+name+id+base64(type ‖ seed)`. */
  readonly privateKey: string
}

const PRIVATE = 'PRIVATE+KEY+'
const SEED_LENGTH = 32

/**
 * A new key to sign checkpoints with or, of the cosignature type, to witness those of others. `seed` is 32 secret bytes,
 * random unless given. Throws a RangeError for a name with spaces or plus, another type or another seed.
 */
export function generateKey(
  name: string,
  type: number = ED25519,
  seed: Uint8Array = randomBytes(SEED_LENGTH),
): KeyPair {
  if (!isKeyName(name)) throw new RangeError("a key's name can't be empty or hold spaces or plus")
  if (!isEd25519(type)) throw new RangeError(`no keys of type ${type} can be made here`)
  if (seed.length !== SEED_LENGTH) throw new RangeError(`a seed has ${SEED_LENGTH} bytes`)
  const publicKey = publicKeyOf(seed)
  const keyId = keyIdOf(name, type, publicKey)
  const secret = encodeBase64(concatBytes(Uint8Array.of(type), seed))
  const privateKey = `${PRIVATE}${name}+${bytesToHex(keyId)}+${secret}`
  return { vkey: printVerifierKey({ name, keyId, type, publicKey }), privateKey }
}

const isEd25519 = (type: number) => type === ED25519 || type === COSIGNATURE

/** Reads a private key. The reason of a refusal never repeats what was given. */
export function readSigner(privateKey: string): Answer<{ readonly signer: Signer; readonly vkey: string }> {
  const isPrivate = typeof privateKey === 'string' && privateKey.startsWith(PRIVATE)
  const parts = isPrivate ? keyParts(privateKey.slice(PRIVATE.length)) : null
  if (parts === null || parts.material.length !== SEED_LENGTH)
    return refuse(`a private key reads \`${PRIVATE}name+id+key\``)
  const { name, id, type, material: seed } = parts
  if (!isEd25519(type)) return refuse(`the private key is of a type not known here: ${type}`)
  const publicKey = publicKeyOf(seed)
  const keyId = keyIdOf(name, type, publicKey)
  if (bytesToHex(keyId) !== id) return refuse('the id in the private key is not that of the key')
  const signer: Signer = { name, keyId, type, sign: (message) => signEd25519(message, seed) }
  return { ok: true, signer, vkey: printVerifierKey({ name, keyId, type, publicKey }) }
}
