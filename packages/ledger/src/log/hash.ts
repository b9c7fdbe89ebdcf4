import { sha256 } from '@noble/hashes/sha2.js'

/** SHA-256 of some bytes, 32 bytes long. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** The two hashes of an RFC 6962 tree. The prefixes keep an entry from ever passing for a pair of nodes. */
export interface Hashing {
  /** SHA-256(0x00 ‖ entry). */
  readonly leafHash: (entry: Uint8Array) => Uint8Array
  /** SHA-256(0x01 ‖ left ‖ right), of two hashes of 32 bytes. */
  readonly nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array
}

export const HASH_LENGTH = 32

/** The most that a bundle of entries can carry in one entry: its length stands in two bytes. */
export const MAX_ENTRY_LENGTH = 65_535

/** Tree hashing over a SHA-256 of the caller's choice: a native one, say, for work in bulk. */
export function hashingWith(hash: Sha256): Hashing {
  const leaf = new Uint8Array(1 + MAX_ENTRY_LENGTH)
  const node = new Uint8Array(1 + 2 * HASH_LENGTH)
  node[0] = 1
  return {
    leafHash(entry) {
      const bytes =
        entry.length <= MAX_ENTRY_LENGTH ? leaf.subarray(0, 1 + entry.length) : new Uint8Array(1 + entry.length)
      bytes.set(entry, 1)
      return hash(bytes)
    },
    nodeHash(left, right) {
      node.set(left, 1)
      node.set(right, 1 + HASH_LENGTH)
      return hash(node)
    },
  }
}

/** Tree hashing that runs anywhere. */
export const portable: Hashing = hashingWith(sha256)

export const { leafHash, nodeHash } = portable

/** SHA-256 of nothing: the root of a tree without leaves. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array())
