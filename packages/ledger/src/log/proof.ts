import { type Hashing, portable } from './hash.ts'
import { joined, perfectSubtrees } from './range.ts'

/** Reads the root of the perfect subtree over the leaves from `index · 2^level` on; level 0 are the leaf hashes. */
export type NodeReader = (level: number, index: number) => Uint8Array

/** Leaves `begin` to `end`, without it. */
interface Leaves {
  readonly begin: number
  readonly end: number
}

/**
 * The proof of RFC 6962 that leaf `index` is in the tree of the first `size` leaves, in O(log size) reads. Throws a
 * RangeError unless 0 ≤ index < size, and whatever the reader throws.
 */
export function inclusionProof(
  index: number,
  size: number,
  node: NodeReader,
  hashing: Hashing = portable,
): readonly Uint8Array[] {
  if (!within(0, index, size - 1)) throw new RangeError(`leaf ${index} is not in a tree of ${size} leaves`)
  return siblings(index, size).map((leaves) => rootOf(leaves, node, hashing))
}

/**
 * The proof of RFC 6962 that the tree of the first `size2` leaves extends that of the first `size1`, in O(log size2)
 * reads. Throws a RangeError unless 1 ≤ size1 ≤ size2, and whatever the reader throws.
 */
export function consistencyProof(
  size1: number,
  size2: number,
  node: NodeReader,
  hashing: Hashing = portable,
): readonly Uint8Array[] {
  if (!within(1, size1, size2)) throw new RangeError(`no proof leads from ${size1} leaves to ${size2}`)
  return bridge(size1, size2).map((leaves) => rootOf(leaves, node, hashing))
}

const within = (least: number, value: number, most: number) =>
  Number.isSafeInteger(value) && Number.isSafeInteger(most) && least <= value && value <= most

/** What stands beside the way from the root down to a leaf, lowest first. */
function siblings(index: number, size: number): readonly Leaves[] {
  const beside: Leaves[] = []
  for (let [begin, end] = [0, size]; end - begin > 1; ) {
    const middle = split(begin, end)
    if (index < middle) {
      beside.unshift({ begin: middle, end })
      end = middle
    } else {
      beside.unshift({ begin, end: middle })
      begin = middle
    }
  }
  return beside
}

/** The subtrees that both trees are made of: the last one inside the old tree, and what stands beside the way to it. */
function bridge(size1: number, size2: number): readonly Leaves[] {
  const beside: Leaves[] = []
  let [begin, end] = [0, size2]
  while (end !== size1) {
    const middle = split(begin, end)
    if (size1 <= middle) {
      beside.unshift({ begin: middle, end })
      end = middle
    } else {
      beside.unshift({ begin, end: middle })
      begin = middle
    }
  }
  return begin === 0 ? beside : [{ begin, end }, ...beside]
}

/** Where RFC 6962 parts a tree: its left side is the largest power of two below its size. */
function split(begin: number, end: number): number {
  let left = 1
  while (left * 2 < end - begin) left *= 2
  return begin + left
}

const rootOf = ({ begin, end }: Leaves, node: NodeReader, hashing: Hashing) =>
  joined(
    perfectSubtrees(begin, end).map(({ level, index }) => node(level, index)),
    hashing,
  )
