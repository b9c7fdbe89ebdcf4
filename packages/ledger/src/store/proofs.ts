import { EMPTY_ROOT, HASH_LENGTH } from '../log/hash.ts'
import { consistencyProof, inclusionProof, type NodeReader } from '../log/proof.ts'
import { joined, perfectSubtrees } from '../log/range.ts'
import { nodesOfTiles } from '../log/tiles.ts'
import { StoreFailure } from './failure.ts'
import { native } from './hashing.ts'
import type { LedgerStore } from './store.ts'

type Tiles = Pick<LedgerStore, 'tile'>

/** That the leaf at `index` is in the tree of the first `size`. Rejected with a RangeError unless 0 ≤ index < size. */
export function proveInclusion(store: Tiles, index: number, size: number): Promise<readonly Uint8Array[]> {
  return fromTiles(store, size, (node) => inclusionProof(index, size, node, native))
}

/** That the first `size2` leaves extend the first `size1`. Rejected with a RangeError unless 1 ≤ size1 ≤ size2. */
export function proveConsistency(store: Tiles, size1: number, size2: number): Promise<readonly Uint8Array[]> {
  return fromTiles(store, size2, (node) => consistencyProof(size1, size2, node, native))
}

/** The root of the tree of the first `size` leaves, as the stored tiles have it. */
export function rootAt(store: Tiles, size: number): Promise<Uint8Array> {
  return fromTiles(store, size, (node) => {
    const peaks = perfectSubtrees(0, size).map(({ level, index }) => node(level, index))
    return peaks.length === 0 ? EMPTY_ROOT.slice() : joined(peaks, native)
  })
}

/** Asks twice: first to see which tiles are needed, then with them at hand. Which they are depends on sizes alone. */
async function fromTiles<T>(store: Tiles, size: number, ask: (node: NodeReader) => T): Promise<T> {
  const tiles = new Map<string, { level: number; index: number; width: number; hashes: Uint8Array }>()
  const noting = (level: number, index: number, width: number) => {
    const hashes = new Uint8Array(width * HASH_LENGTH)
    tiles.set(`${level}/${index}`, { level, index, width, hashes })
    return hashes
  }
  ask(nodesOfTiles(size, noting, native))
  for (const tile of tiles.values()) tile.hashes = await readTile(store, tile)
  return ask(nodesOfTiles(size, (level, index) => tiles.get(`${level}/${index}`)!.hashes, native))
}

async function readTile(store: Tiles, { level, index, width }: { level: number; index: number; width: number }) {
  const hashes = await store.tile(level, index, width)
  if (hashes !== null) return hashes
  throw new StoreFailure('damaged', `tile ${index} of level ${level} has no ${width} hashes: run \`bylaw ledger fsck\``)
}
