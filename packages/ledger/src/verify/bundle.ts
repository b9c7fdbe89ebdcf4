import { same } from '../log/bytes.ts'
import { HASH_LENGTH, type Hashing } from '../log/hash.ts'
import { entriesPath, TILE_WIDTH, tilePath } from '../log/tiles.ts'
import type { Damage } from './damage.ts'

/** The two files that say what 256 leaves are. */
export interface BundleFiles {
  readonly index: number
  readonly width: number
  /** Null where a file is missing. */
  readonly entries: Uint8Array | null
  readonly tile: Uint8Array | null
}

/** What stands in a bundle at one place. */
export interface FoundEntry {
  /** Of its length, in the bundle. */
  readonly offset: number
  readonly entry: Uint8Array
}

/** What the two files say, each for itself. Where one of them says nothing, it is taken to agree. */
export interface ReadBundle {
  readonly found: readonly FoundEntry[]
  /** The leaf hashes by the entries, and by the tile. */
  readonly computed: readonly Uint8Array[]
  readonly stated: readonly Uint8Array[]
  /** Where they differ: one of the two files is damaged there. */
  readonly differing: readonly number[]
  readonly damage: readonly Damage[]
}

/** Null where both files are missing or torn: then nothing tells what the leaves are. */
export function readBundle(files: BundleFiles, hashing: Hashing): ReadBundle | null {
  const { width, tile } = files
  const decoded = files.entries === null ? { found: [], isWhole: false } : decode(files.entries, width)
  const hasTile = tile?.length === width * HASH_LENGTH
  if (!decoded.isWhole && !hasTile) return null
  const stated = hasTile ? split(tile) : null
  const computed: Uint8Array[] = []
  const differing: number[] = []
  for (let at = 0; at < decoded.found.length; at++) {
    const hash = hashing.leafHash(decoded.found[at]!.entry)
    computed.push(hash)
    if (hasTile && !isAt(tile, at * HASH_LENGTH, hash)) differing.push(at)
  }
  if (decoded.isWhole && stated !== null) return { found: decoded.found, computed, stated, differing, damage: [] }
  if (stated === null)
    return { found: decoded.found, computed, stated: computed, differing: [], damage: [tileDamage(files, computed)] }
  const readable = differing[0] ?? decoded.found.length
  const damage = [entriesDamage(files, decoded.found, readable)]
  return { found: decoded.found.slice(0, readable), computed: stated, stated, differing: [], damage }
}

/** The entries of a bundle as far as they can be read. */
function decode(
  bytes: Uint8Array,
  width: number,
): { readonly found: readonly FoundEntry[]; readonly isWhole: boolean } {
  const found: FoundEntry[] = []
  let at = 0
  while (found.length < width && at + 2 <= bytes.length) {
    const end = at + 2 + bytes[at]! * 256 + bytes[at + 1]!
    if (end > bytes.length) break
    found.push({ offset: at, entry: bytes.subarray(at + 2, end) })
    at = end
  }
  return { found, isWhole: found.length === width && at === bytes.length }
}

function entriesDamage({ index, width, entries }: BundleFiles, found: readonly FoundEntry[], at: number): Damage {
  const path = entriesPath(index, width)
  const leaf = index * TILE_WIDTH + Math.min(at, width - 1)
  if (entries === null) return { path, offset: null, index: null, what: 'the bundle of entries is missing' }
  const last = found.at(-1)
  const end = last === undefined ? 0 : last.offset + 2 + last.entry.length
  const offset = found[at]?.offset ?? end
  return { path, offset, index: leaf, what: 'the bundle of entries is torn: from here on it can not be read' }
}

function tileDamage({ index, width, tile }: BundleFiles, computed: readonly Uint8Array[]): Damage {
  const path = tilePath(0, index, width)
  if (tile === null) return { path, offset: null, index: null, what: 'the tile is missing' }
  const first = computed.findIndex((hash, at) => !isAt(tile, at * HASH_LENGTH, hash))
  const offset = first === -1 ? width * HASH_LENGTH : first * HASH_LENGTH
  const leaf = index * TILE_WIDTH + (first === -1 ? width - 1 : first)
  return { path, offset, index: leaf, what: `the tile has ${tile.length} bytes and not ${width * HASH_LENGTH}` }
}

export const split = (tile: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: tile.length / HASH_LENGTH }, (_, at) => hashAt(tile, at))

export const hashAt = (tile: Uint8Array, at: number): Uint8Array =>
  tile.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH)

function isAt(bytes: Uint8Array, offset: number, hash: Uint8Array): boolean {
  return same(bytes.subarray(offset, offset + HASH_LENGTH), hash)
}
