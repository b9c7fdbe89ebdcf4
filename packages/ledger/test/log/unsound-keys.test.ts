import { createPublicKey, verify } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { expect, it } from 'vitest'
import { parseVerifierKey, printVerifierKey } from '../../src/index.ts'
import { verifyEd25519 } from '../../src/log/ed25519.ts'
import { keyIdOf } from '../../src/log/key.ts'

/** The points of order 1, 2, 4 and 8. */
const small = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map(hexToBytes)

const torsion = ed25519.Point.fromBytes(small[4]!)
const seed = new Uint8Array(32).fill(3)
const publicKey = ed25519.getPublicKey(seed)
const mixed = ed25519.Point.fromBytes(publicKey).add(torsion).toBytes()

const littleEndian = (bytes: Uint8Array) => BigInt(`0x${bytesToHex(bytes.toReversed())}`)

const vkeyOf = (key: Uint8Array) =>
  printVerifierKey({ name: 'a', keyId: keyIdOf('a', 1, key), type: 1, publicKey: key })

it.each([...small, mixed].map((key) => [key]))('a key of small or mixed order is refused: %s', (key) => {
  expect(ed25519.Point.fromBytes(key).isTorsionFree() && !ed25519.Point.fromBytes(key).is0()).toBe(false)
  expect(parseVerifierKey(vkeyOf(key))).toEqual({ ok: false, reason: 'the key of `a` is no sound public key' })
})

it('a key that is no point, or not written in its shortest form, is refused', () => {
  expect(parseVerifierKey(vkeyOf(publicKey)).ok).toBe(true)
  for (const key of ['02', 'ee'].map((byte) => hexToBytes(`${byte}${'ff'.repeat(30)}7f`))) {
    expect(parseVerifierKey(vkeyOf(key)).ok).toBe(false)
  }
})

it('a signature is refused whose scalar is not reduced', () => {
  const message = utf8ToBytes('message')
  const signature = ed25519.sign(message, seed)
  expect(verifyEd25519(signature, message, publicKey)).toBe(true)
  const order = ed25519.Point.Fn.ORDER
  const scalar = littleEndian(signature.subarray(32)) + order
  const bytes = hexToBytes(scalar.toString(16).padStart(64, '0')).reverse()
  expect(verifyEd25519(concatBytes(signature.subarray(0, 32), bytes), message, publicKey)).toBe(false)
})

it('a signature is refused that holds only with the cofactor', () => {
  const message = utf8ToBytes('message')
  const { Point, utils } = ed25519
  const { scalar } = utils.getExtendedPublicKey(seed)
  const Fn = Point.Fn
  const nonce = 12_345n
  const commitment = Point.BASE.multiply(nonce).add(torsion).toBytes()
  const challenge = Fn.create(littleEndian(sha512(concatBytes(commitment, publicKey, message))))
  const response = Fn.toBytes(Fn.add(nonce, Fn.mul(challenge, scalar)))
  const signature = concatBytes(commitment, response)
  expect(ed25519.verify(signature, message, publicKey, { zip215: false })).toBe(true)
  expect(verifyEd25519(signature, message, publicKey)).toBe(false)
  expect(opensslVerifies(signature, message)).toBe(false)
})

it('OpenSSL accepts what is signed here', () => {
  const message = utf8ToBytes('message')
  expect(opensslVerifies(ed25519.sign(message, seed), message)).toBe(true)
})

function opensslVerifies(signature: Uint8Array, message: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, message, key, signature)
}
