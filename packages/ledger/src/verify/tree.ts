import { same } from '../log/bytes.ts'
import { EMPTY_ROOT, HASH_LENGTH, type Hashing } from '../log/hash.ts'
import { CompactRange, joined } from '../log/range.ts'
import { TILE_WIDTH, tilePath } from '../log/tiles.ts'
import { hashAt } from './bundle.ts'
import type { Damage } from './damage.ts'

/** A tile above the lowest level, as it must be by the leaves so far. */
export interface ExpectedTile {
  readonly level: number
  readonly index: number
  readonly hashes: readonly Uint8Array[]
}

const TILE_HEIGHT = 8

/** The tree over one account of the leaves, in memory that grows with its height alone. */
export class Tree {
  readonly #hashing: Hashing
  /** Over the roots of whole bundles. */
  readonly #bundles: CompactRange
  /** Over the leaves after them. */
  #tail: CompactRange
  #edges: Uint8Array[][]
  #complete: ExpectedTile[] = []

  constructor(hashing: Hashing, from?: Tree) {
    this.#hashing = hashing
    this.#bundles = copyOf(from === undefined ? undefined : from.#bundles, hashing)
    this.#tail = copyOf(from === undefined ? undefined : from.#tail, hashing)
    this.#edges = from === undefined ? [] : from.#edges.map((edge) => [...edge])
    this.#bundles.onNode = (height, index, hash) => this.#take(height, index, hash)
  }

  /** Another tree that goes on from here on its own. */
  fork(): Tree {
    return new Tree(this.#hashing, this)
  }

  append(leaf: Uint8Array): void {
    this.#tail.append(leaf)
    if (this.#tail.size < TILE_WIDTH) return
    this.appendBundle(this.#tail.root())
    this.#tail = CompactRange.of(0, [], this.#hashing)
  }

  /** Takes 256 leaves at once, by the root over them. The leaves before them are whole bundles too. */
  appendBundle(root: Uint8Array): void {
    this.#bundles.append(root)
  }

  root(): Uint8Array {
    const peaks = [...this.#bundles.hashes, ...this.#tail.hashes]
    return peaks.length === 0 ? EMPTY_ROOT : joined(peaks, this.#hashing)
  }

  /** The tiles that were completed since the last call. */
  completed(): readonly ExpectedTile[] {
    return this.#complete.splice(0)
  }

  /** The partial tiles at the right edge, when all leaves are there. */
  partial(): readonly ExpectedTile[] {
    return this.#edges.flatMap((hashes, level) => {
      const whole = Math.floor(this.#bundles.size / TILE_WIDTH ** (level - 1))
      return hashes.length === 0 ? [] : [{ level, index: Math.floor(whole / TILE_WIDTH), hashes }]
    })
  }

  #take(height: number, index: number, hash: Uint8Array): void {
    if (height % TILE_HEIGHT !== 0) return
    const level = height / TILE_HEIGHT + 1
    while (this.#edges.length <= level) this.#edges.push([])
    const edge = this.#edges[level]!
    edge.push(hash)
    if (edge.length < TILE_WIDTH) return
    this.#complete.push({ level, index: Math.floor(index / TILE_WIDTH), hashes: edge })
    this.#edges[level] = []
  }
}

const copyOf = (range: CompactRange | undefined, hashing: Hashing) =>
  CompactRange.of(range?.size ?? 0, range?.hashes ?? [], hashing)

/** What is wrong with a tile above the lowest level; `bytes` null where it is missing. */
export function damageOfTile({ level, index, hashes }: ExpectedTile, bytes: Uint8Array | null): readonly Damage[] {
  const path = tilePath(level, index, hashes.length)
  if (bytes === null) return [{ path, offset: null, index: null, what: 'the tile is missing' }]
  const damage: Damage[] = []
  for (const [at, hash] of hashes.entries()) {
    if (same(hashAt(bytes, at), hash)) continue
    damage.push({ path, offset: at * HASH_LENGTH, index: null, what: 'the hash is not that of the leaves below it' })
  }
  if (damage.length === 0 && bytes.length !== hashes.length * HASH_LENGTH)
    damage.push({
      path,
      offset: Math.min(bytes.length, hashes.length * HASH_LENGTH),
      index: null,
      what: 'the tile has a wrong length',
    })
  return damage
}
