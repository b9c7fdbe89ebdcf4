import { hash } from 'node:crypto'
import { isRotation } from '../keys/rotation.ts'
import { HASH_LENGTH } from '../log/hash.ts'
import { TILE_WIDTH } from '../log/tiles.ts'
import type { BundleFiles } from './bundle.ts'
import { CanonicalScanner } from './canonical.ts'
import { fingerprint, type Seed } from './ids.ts'
import type { RecordCheck } from './records.ts'

/** A whole bundle of which every entry is as its tile says, and canonical. */
export interface QuickBundle {
  /** Of the subtree over its leaves. */
  readonly root: Uint8Array
  /** The fingerprints of the ids; none where entries are not looked at. */
  readonly ids: Float64Array
}

/** The prefix of a leaf. It takes the place of the length's second byte, so that an entry is hashed where it lies. */
const LEAF = 0

const scanner = new CanonicalScanner()
const node = new Uint8Array(1 + 2 * HASH_LENGTH)
node[0] = 1

/**
 * Reads a bundle on the assumption that nothing is wrong with it and nothing special in it; null where that turns out
 * false, and `readBundle` has to say more. Several times faster: nothing is copied, nothing is kept.
 */
export function quickBundle({ entries, tile, width }: BundleFiles, check: RecordCheck, seed: Seed): QuickBundle | null {
  if (entries === null || tile?.length !== TILE_WIDTH * HASH_LENGTH || width !== TILE_WIDTH || check === 'schema')
    return null
  const bytes = new Uint8Array(entries)
  const ids = new Float64Array(check === 'canonical' ? TILE_WIDTH : 0)
  let begin = 0
  for (let at = 0; at < TILE_WIDTH; at++) {
    const end = begin + 2 + bytes[begin]! * 256 + bytes[begin + 1]!
    if (!(end <= bytes.length)) return null
    if (check === 'canonical') {
      const entry = bytes.subarray(begin + 2, end)
      if (isRotation(entry) || !scanner.scan(entry) || scanner.idEnd === scanner.idBegin) return null
      ids[at] = fingerprint(entry, scanner.idBegin, scanner.idEnd, seed)
    }
    bytes[begin + 1] = LEAF
    if (!isAt(tile, at * HASH_LENGTH, hash('sha256', bytes.subarray(begin + 1, end), 'buffer'))) return null
    begin = end
  }
  return begin === bytes.length ? { root: rootOf(tile), ids } : null
}

function rootOf(tile: Uint8Array): Uint8Array {
  const hashes = new Uint8Array(tile)
  for (let count = TILE_WIDTH; count > 1; count /= 2) {
    for (let at = 0; at < count; at += 2) {
      node.set(hashes.subarray(at * HASH_LENGTH, (at + 2) * HASH_LENGTH), 1)
      hashes.set(hash('sha256', node, 'buffer'), (at / 2) * HASH_LENGTH)
    }
  }
  return hashes.slice(0, HASH_LENGTH)
}

function isAt(bytes: Uint8Array, offset: number, hash: Uint8Array): boolean {
  for (let at = 0; at < HASH_LENGTH; at++) if (bytes[offset + at] !== hash[at]) return false
  return true
}
