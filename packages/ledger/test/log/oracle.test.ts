import { describe, expect, it } from 'vitest'
import { NaiveTree } from '../../reference/rfc6962.ts'
import {
  CompactRange,
  consistencyProof,
  encodeBase64,
  encodeTile,
  inclusionProof,
  leafHash,
  nodesOfTiles,
  perfectSubtrees,
  verifyConsistency,
  verifyInclusion,
} from '../../src/index.ts'
import { growTree } from './tree.ts'

const SIZE = 300
const tree = growTree(SIZE)
const naive = new NaiveTree(tree.entries)
const sizes = Array.from({ length: SIZE }, (_, at) => at + 1)
const leaves = tree.entries.map(leafHash)

const text = (proof: readonly Uint8Array[]) => proof.map(encodeBase64).join(' ')

describe(`every tree of up to ${SIZE} leaves`, () => {
  it('has the root of RFC 6962', () => {
    for (const size of [0, ...sizes]) expect(encodeBase64(tree.roots[size]!)).toBe(encodeBase64(naive.root(0, size)))
  })

  it('has its inclusion proofs, and they verify', () => {
    for (const size of sizes) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, tree.node)
        const claim = { index, size, leafHash: leaves[index]!, root: tree.roots[size]!, proof }
        if (text(proof) !== text(naive.path(index, 0, size))) expect.fail(`another proof of ${index} in ${size}`)
        if (!verifyInclusion(claim).ok) expect.fail(`the proof of ${index} in ${size} is refused`)
      }
    }
  })

  it('has its consistency proofs, and they verify', () => {
    for (const size2 of sizes) {
      for (let size1 = 1; size1 <= size2; size1++) {
        const proof = consistencyProof(size1, size2, tree.node)
        const claim = { size1, size2, root1: tree.roots[size1]!, root2: tree.roots[size2]!, proof }
        if (text(proof) !== text(naive.proof(size1, size2))) expect.fail(`another proof from ${size1} to ${size2}`)
        if (!verifyConsistency(claim).ok) expect.fail(`the proof from ${size1} to ${size2} is refused`)
      }
    }
  })

  it('goes on from its perfect subtrees alone', () => {
    for (const size of sizes) {
      const hashes = perfectSubtrees(0, size).map(({ level, index }) => tree.node(level, index))
      const range = CompactRange.of(size, hashes)
      expect(range.root()).toEqual(tree.roots[size])
      if (size < SIZE) range.append(leaves[size]!)
      expect(range.size).toBe(Math.min(size + 1, SIZE))
      expect(range.root()).toEqual(tree.roots[Math.min(size + 1, SIZE)])
    }
  })
})

it('reads O(log n) nodes for a proof', () => {
  const large = growTree(5_000)
  for (const [index, size] of [
    [0, 5_000],
    [4_999, 5_000],
    [2_047, 4_095],
    [4_095, 4_999],
  ] as const) {
    const before = large.reads()
    inclusionProof(index, size, large.node)
    consistencyProof(index + 1, size, large.node)
    expect(large.reads() - before).toBeLessThanOrEqual(4 * Math.ceil(Math.log2(size)))
  }
})

it('makes the same proofs from tiles', () => {
  const large = growTree(70_000)
  const read = { tiles: 0 }
  const node = nodesOfTiles(70_000, (level, index, width) => {
    read.tiles++
    return encodeTile(level, index, width, large.node)
  })
  for (const index of [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]) {
    expect(text(inclusionProof(index, 70_000, node))).toBe(text(inclusionProof(index, 70_000, large.node)))
    expect(text(consistencyProof(index + 1, 70_000, node))).toBe(text(consistencyProof(index + 1, 70_000, large.node)))
  }
  expect(read.tiles).toBeLessThan(9 * 2 * 2 * 17)
})

it('refuses to prove what is not there', () => {
  expect(() => inclusionProof(5, 5, tree.node)).toThrow(RangeError)
  expect(() => inclusionProof(-1, 5, tree.node)).toThrow(RangeError)
  expect(() => inclusionProof(0.5, 5, tree.node)).toThrow(RangeError)
  expect(() => consistencyProof(0, 5, tree.node)).toThrow(RangeError)
  expect(() => consistencyProof(6, 5, tree.node)).toThrow(RangeError)
  expect(() => CompactRange.of(3, [leaves[0]!])).toThrow(RangeError)
  expect(() => CompactRange.of(-1, [])).toThrow(RangeError)
})
