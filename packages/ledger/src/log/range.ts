import { EMPTY_ROOT, type Hashing, portable } from './hash.ts'

/** Told of each perfect subtree when it is complete: its height (0 for a leaf), its place from the left, its hash. */
export type NodeListener = (level: number, index: number, hash: Uint8Array) => void

/**
 * The roots of the perfect subtrees of a tree's first `size` leaves, left to right: all that is needed to go on
 * appending and to name the root at any time.
 */
export class CompactRange {
  /** Called by `append` for the leaf and for every subtree that it completes, in this order. */
  onNode?: NodeListener
  #size: number
  readonly #hashes: Uint8Array[]
  readonly #hashing: Hashing

  private constructor(size: number, hashes: readonly Uint8Array[], hashing: Hashing) {
    this.#size = size
    this.#hashes = [...hashes]
    this.#hashing = hashing
  }

  /** Goes on where a tree of `size` leaves was left. Throws a RangeError where there is not one hash per subtree. */
  static of(size: number, hashes: readonly Uint8Array[], hashing: Hashing = portable): CompactRange {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`a tree can't have ${size} leaves`)
    const count = perfectSubtrees(0, size).length
    if (hashes.length !== count) throw new RangeError(`a tree of ${size} leaves has ${count} perfect subtrees`)
    return new CompactRange(size, hashes, hashing)
  }

  /** In leaves. */
  get size(): number {
    return this.#size
  }

  get hashes(): readonly Uint8Array[] {
    return this.#hashes
  }

  /** Takes the next leaf's hash (`leafHash`, not the entry). */
  append(leaf: Uint8Array): void {
    let [level, index, hash] = [0, this.#size, leaf]
    this.onNode?.(level, index, hash)
    for (; index % 2 === 1; level++) {
      hash = this.#hashing.nodeHash(this.#hashes.pop()!, hash)
      index = (index - 1) / 2
      this.onNode?.(level + 1, index, hash)
    }
    this.#hashes.push(hash)
    this.#size++
  }

  /** The root of the tree of all leaves so far: 32 bytes. */
  root(): Uint8Array {
    return this.#hashes.length === 0 ? EMPTY_ROOT.slice() : joined(this.#hashes, this.#hashing)
  }
}

/** The root over perfect subtrees of falling size, left to right: at least one. */
export function joined(hashes: readonly Uint8Array[], { nodeHash }: Hashing = portable): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** A node of a tree: the root of the perfect subtree over the leaves from `index · 2^level` on. */
export interface NodeId {
  readonly level: number
  readonly index: number
}

/**
 * The perfect subtrees that the leaves `begin` to `end` (without it) fall into, left to right. `begin` is a multiple of
 * every size that occurs, as in each subtree of RFC 6962.
 */
export function perfectSubtrees(begin: number, end: number): readonly NodeId[] {
  const nodes: NodeId[] = []
  let level = 0
  while (2 ** (level + 1) <= end - begin) level++
  for (; begin < end; level--) {
    const size = 2 ** level
    if (size > end - begin) continue
    nodes.push({ level, index: begin / size })
    begin += size
  }
  return nodes
}
