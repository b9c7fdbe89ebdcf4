import { CompactRange, leafHash, type NodeReader } from '../../src/index.ts'

/** A log in memory, built by the package itself. */
export interface Tree {
  readonly entries: readonly Uint8Array[]
  readonly node: NodeReader
  /** Of the first `size` leaves. */
  readonly roots: readonly Uint8Array[]
  /** How many nodes were read so far. */
  readonly reads: () => number
}

export const entryOf = (index: number): Uint8Array => new TextEncoder().encode(`entry ${index}`)

export function growTree(size: number): Tree {
  const entries = Array.from({ length: size }, (_, index) => entryOf(index))
  const nodes = new Map<string, Uint8Array>()
  const range = CompactRange.of(0, [])
  range.onNode = (level, index, hash) => nodes.set(`${level}/${index}`, hash)
  const roots = [range.root()]
  for (const entry of entries) {
    range.append(leafHash(entry))
    roots.push(range.root())
  }
  let reads = 0
  const node: NodeReader = (level, index) => {
    reads++
    const hash = nodes.get(`${level}/${index}`)
    if (hash === undefined) throw new Error(`node ${level}/${index} is not complete`)
    return hash
  }
  return { entries, node, roots, reads: () => reads }
}

/** Every copy of some bytes with one bit flipped. */
export function* flips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const copy = bytes.slice()
    copy[bit >> 3]! ^= 1 << (bit & 7)
    yield copy
  }
}
