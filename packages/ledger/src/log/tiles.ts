import { isBytes } from '@noble/hashes/utils.js'
import { HASH_LENGTH, type Hashing, MAX_ENTRY_LENGTH, portable } from './hash.ts'
import type { NodeReader } from './proof.ts'

/** How many hashes or entries a full tile holds. */
export const TILE_WIDTH = 256

/** How many levels of the tree one level of tiles spans. */
const TILE_HEIGHT = 8

/** A tile of hashes, or a bundle of entries. `width` is 256 for a full one, less for the partial one at the right edge. */
export interface Tile {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** `tile/<L>/<N>[.p/<W>]`, as in C2SP tlog-tiles. */
export const tilePath = (level: number, index: number, width: number = TILE_WIDTH): string => path(level, index, width)

/** `tile/entries/<N>[.p/<W>]`. */
export const entriesPath = (index: number, width: number = TILE_WIDTH): string => path('entries', index, width)

function path(level: number | 'entries', index: number, width: number): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`
  return `tile/${level}/${inGroups(index)}${partial}`
}

function inGroups(index: number): string {
  const digits = String(index)
  const groups = digits.padStart(3 * Math.ceil(digits.length / 3), '0').match(/.../g)!
  return groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/')
}

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/

/** Reads a path back; null for anything that `tilePath` and `entriesPath` would not write. */
export function parseTilePath(path: string): Tile | null {
  const [whole, level, groups, width] = (typeof path === 'string' && PATH.exec(path)) || []
  if (whole === undefined) return null
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups!.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  return isTile(tile) && printed(tile) === path ? tile : null
}

const isTile = ({ level, index, width }: Tile) =>
  (level === 'entries' || level < 64) && Number.isSafeInteger(index) && width >= 1 && width <= TILE_WIDTH

const printed = ({ level, index, width }: Tile) => path(level, index, width)

/** A bundle: each entry after its length in two bytes. Throws a RangeError for an entry over 65,535 bytes. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_LENGTH) throw new RangeError(`an entry of ${entry.length} bytes fits in no bundle`)
    view.setUint16(at, entry.length)
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** The entries of a bundle, as views of it; null where it is torn or holds more than a bundle can. */
export function decodeEntries(bytes: Uint8Array): readonly Uint8Array[] | null {
  if (!isBytes(bytes)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length || entries.length === TILE_WIDTH) return null
    const end = at + 2 + view.getUint16(at)
    if (end > bytes.length) return null
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries
}

/** Every tile of hashes and bundle of entries that a tree of `size` leaves has and one of `since` leaves had not. */
export function* tilesOf(size: number, since = 0): Generator<Tile> {
  yield* tilesOfLevel('entries', size, since)
  for (let level = 0; size > 0; level++) {
    yield* tilesOfLevel(level, size, since)
    size = Math.floor(size / TILE_WIDTH)
    since = Math.floor(since / TILE_WIDTH)
  }
}

function* tilesOfLevel(level: Tile['level'], size: number, since: number): Generator<Tile> {
  if (size === since) return
  for (let index = Math.floor(since / TILE_WIDTH); index * TILE_WIDTH < size; index++) {
    yield { level, index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }
  }
}

/** The hashes of a tile of hashes, one after the other. */
export function encodeTile(level: number, index: number, width: number, node: NodeReader): Uint8Array {
  const bytes = new Uint8Array(width * HASH_LENGTH)
  for (let at = 0; at < width; at++) bytes.set(node(level * TILE_HEIGHT, index * TILE_WIDTH + at), at * HASH_LENGTH)
  return bytes
}

/** Reads one tile of hashes: `width` × 32 bytes. */
export type TileReader = (level: number, index: number, width: number) => Uint8Array

/** Reads any node of a tree of `size` leaves from its tiles: one tile each, and what lies inside a tile is hashed again. */
export function nodesOfTiles(size: number, read: TileReader, hashing: Hashing = portable): NodeReader {
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT)
    const count = 2 ** (level % TILE_HEIGHT)
    const first = index * count
    const tile = Math.floor(first / TILE_WIDTH)
    const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** tileLevel) - tile * TILE_WIDTH)
    return perfectRoot(read(tileLevel, tile, width), first % TILE_WIDTH, count, hashing)
  }
}

function perfectRoot(tile: Uint8Array, first: number, count: number, hashing: Hashing): Uint8Array {
  if (count === 1) return tile.slice(first * HASH_LENGTH, (first + 1) * HASH_LENGTH)
  const half = count / 2
  return hashing.nodeHash(perfectRoot(tile, first, half, hashing), perfectRoot(tile, first + half, half, hashing))
}
