import { CompactRange } from '../log/range.ts'
import { TILE_WIDTH } from '../log/tiles.ts'
import { joinBytes } from './bytes.ts'
import { native } from './hashing.ts'
import type { StoredTile } from './store.ts'

/** How many levels of the tree one level of tiles spans. */
const TILE_HEIGHT = 8

/** What must be known of a log to go on with it. */
export interface Tree {
  /** In leaves. */
  readonly size: number
  /** The roots of the perfect subtrees, left to right. */
  readonly peaks: readonly Uint8Array[]
  /** For each level of tiles the hashes of the tile at the right edge, which is not full yet. */
  readonly edges: readonly (readonly Uint8Array[])[]
}

export interface Growth {
  readonly tree: Tree
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Those that became full. */
  readonly tiles: readonly StoredTile[]
}

/** The log after some more leaves; `tree` stays as it is, so that a transaction that fails leaves nothing behind. */
export function grow(tree: Tree, leaves: readonly Uint8Array[]): Growth {
  const range = CompactRange.of(tree.size, tree.peaks, native)
  const edges = tree.edges.map((edge) => [...edge])
  const tiles: StoredTile[] = []
  range.onNode = (height, index, hash) => {
    if (height % TILE_HEIGHT !== 0) return
    const level = height / TILE_HEIGHT
    if (level > 0) {
      tiles.push({ level: level - 1, index, root: hash, hashes: joinBytes(edges[level - 1]!) })
      edges[level - 1] = []
    }
    edges[level] ??= []
    edges[level].push(hash)
  }
  for (const leaf of leaves) range.append(leaf)
  return { tree: { size: range.size, peaks: range.hashes, edges }, root: range.root(), tiles }
}

/** A part of a level of tiles: the hashes from `first` to `end`, without it. */
export interface Edge {
  readonly level: number
  readonly first: number
  readonly end: number
}

/** The unfinished tiles of a log of `size` leaves, lowest level first. */
export function edgesOf(size: number): readonly Edge[] {
  const edges: Edge[] = []
  for (let end = size; end > 0; end = Math.floor(end / TILE_WIDTH)) {
    edges.push({ level: edges.length, first: end - (end % TILE_WIDTH), end })
  }
  return edges
}
