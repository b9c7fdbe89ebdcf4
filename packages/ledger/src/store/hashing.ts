import { createHmac, hash } from 'node:crypto'
import { type Hashing, hashingWith, type Sha256 } from '../log/hash.ts'
import type { Digests } from '../records/commitment.ts'
import { plain } from './bytes.ts'

const sha256: Sha256 = (bytes) => plain(hash('sha256', bytes, 'buffer'))

/** Tree hashing by Node's own SHA-256: about twice as fast as the portable one. */
export const native: Hashing = hashingWith(sha256)

/** What `commit` takes, by Node's own. */
export const nativeDigests: Digests = { hex: (bytes) => hash('sha256', bytes, 'hex'), hmac }

/** Bytes of a block of SHA-256. */
const BLOCK = 64

/** HMAC (RFC 2104) out of two hashes, which costs a fraction of what making a key object does. */
function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  if (key.length > BLOCK) return plain(createHmac('sha256', key).update(message).digest())
  const inner = padded(key, 0x36, message)
  return sha256(padded(key, 0x5c, sha256(inner)))
}

function padded(key: Uint8Array, pad: number, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BLOCK + message.length).fill(pad, 0, BLOCK)
  for (let index = 0; index < key.length; index++) bytes[index]! ^= key[index]!
  bytes.set(message, BLOCK)
  return bytes
}
