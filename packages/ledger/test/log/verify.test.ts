import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  leafHash,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '../../src/index.ts'
import { hostile } from './hostile.ts'
import { flips, growTree } from './tree.ts'

const tree = growTree(20)
const cases = [
  [0, 1],
  [0, 2],
  [6, 7],
  [3, 8],
  [12, 13],
  [16, 20],
] as const

const inclusionOf = (index: number, size: number) => ({
  index,
  size,
  leafHash: leafHash(tree.entries[index]!),
  root: tree.roots[size]!,
  proof: inclusionProof(index, size, tree.node),
})

const consistencyOf = (size1: number, size2: number) => ({
  size1,
  size2,
  root1: tree.roots[size1]!,
  root2: tree.roots[size2]!,
  proof: consistencyProof(size1, size2, tree.node),
})

function* flipped(proof: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  for (const [at, hash] of proof.entries()) for (const flip of flips(hash)) yield proof.with(at, flip)
}

describe('one flipped bit', () => {
  it.each(cases)('in an inclusion proof of %i in %i is refused', (index, size) => {
    const claim = inclusionOf(index, size)
    expect(verifyInclusion(claim)).toEqual({ ok: true })
    for (const root of flips(claim.root)) expect(verifyInclusion({ ...claim, root }).ok).toBe(false)
    for (const leafHash of flips(claim.leafHash)) expect(verifyInclusion({ ...claim, leafHash }).ok).toBe(false)
    for (const proof of flipped(claim.proof)) expect(verifyInclusion({ ...claim, proof }).ok).toBe(false)
  })

  it.each(cases)('in a consistency proof from %i + 1 to %i is refused', (before, size2) => {
    const claim = consistencyOf(before + 1, size2)
    expect(verifyConsistency(claim)).toEqual({ ok: true })
    for (const root1 of flips(claim.root1)) expect(verifyConsistency({ ...claim, root1 }).ok).toBe(false)
    for (const root2 of flips(claim.root2)) expect(verifyConsistency({ ...claim, root2 }).ok).toBe(false)
    for (const proof of flipped(claim.proof)) expect(verifyConsistency({ ...claim, proof }).ok).toBe(false)
  })
})

describe('a proof', () => {
  it('holds for no other place of a tree, and for no other tree', () => {
    for (const [index, size] of cases) {
      const claim = inclusionOf(index, size)
      const others = Array.from({ length: 20 }, (_, at) => at).filter((other) => other !== index)
      for (const other of others) expect(verifyInclusion({ ...claim, index: other }).ok).toBe(false)
    }
    const claim = consistencyOf(6, 13)
    for (const size1 of [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14]) {
      expect(verifyConsistency({ ...claim, size1 }).ok).toBe(false)
    }
  })

  it('is refused with a hash more or less', () => {
    for (const [index, size] of cases) {
      const inclusion = inclusionOf(index, size)
      const consistency = consistencyOf(index + 1, size)
      for (const proof of resized(inclusion.proof)) expect(verifyInclusion({ ...inclusion, proof }).ok).toBe(false)
      for (const proof of resized(consistency.proof))
        expect(verifyConsistency({ ...consistency, proof }).ok).toBe(false)
    }
  })

  it('is read alike with sizes as numbers and as bigints', () => {
    expect(verifyInclusion({ ...inclusionOf(3, 8), index: 3n, size: 8n })).toEqual({ ok: true })
    expect(verifyConsistency({ ...consistencyOf(3, 8), size1: 3n, size2: 8n })).toEqual({ ok: true })
  })

  it('may be absent where it has no hashes', () => {
    expect(verifyInclusion({ ...inclusionOf(0, 1), proof: null })).toEqual({ ok: true })
    expect(verifyConsistency({ ...consistencyOf(7, 7), proof: null })).toEqual({ ok: true })
    expect(verifyInclusion({ ...inclusionOf(0, 2), proof: null }).ok).toBe(false)
  })

  it('leads through a tree of 2^63 leaves', () => {
    // All leaves alike: the root of a perfect subtree depends on its height alone.
    const twins = [leafHash(Uint8Array.of(7))]
    for (let level = 1; level < 64; level++) twins.push(nodeHash(twins[level - 1]!, twins[level - 1]!))
    const [leaf, root, proof, size] = [twins[0]!, twins[63]!, twins.slice(0, 63), 2n ** 63n]
    const claim = { index: 0n, size, leafHash: leaf, root, proof }
    expect(verifyInclusion(claim)).toEqual({ ok: true })
    expect(verifyInclusion({ ...claim, index: size - 1n })).toEqual({ ok: true })
    expect(verifyInclusion({ ...claim, index: size }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, size: 2n ** 64n - 1n }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, size: 2n ** 64n }).ok).toBe(false)
    expect(verifyConsistency({ size1: 1n, size2: size, root1: leaf, root2: root, proof })).toEqual({ ok: true })
  })

  it('can say nothing about a tree without leaves', () => {
    const empty = { size1: 0, root1: EMPTY_ROOT, proof: [] }
    expect(verifyConsistency({ ...empty, size2: 0, root2: EMPTY_ROOT }).ok).toBe(false)
    expect(verifyConsistency({ ...empty, size2: 5, root2: tree.roots[5]! }).ok).toBe(false)
    expect(verifyInclusion({ index: 0, size: 0, leafHash: EMPTY_ROOT, root: EMPTY_ROOT, proof: [] }).ok).toBe(false)
  })
})

const resized = (proof: readonly Uint8Array[]) =>
  [[...proof, EMPTY_ROOT], [EMPTY_ROOT, ...proof], proof.slice(1), proof.slice(0, -1)].filter(
    (other) => other.length !== proof.length,
  )

describe('whatever it is given, a verifier answers', () => {
  const inclusion = inclusionOf(3, 8)
  const consistency = consistencyOf(3, 8)

  it('with one part of a claim replaced', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keysOf(inclusion)), hostile, (name, value) => {
        expect(verifyInclusion({ ...inclusion, [name]: value } as never).ok).toBe(value === inclusion[name])
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...keysOf(consistency)), hostile, (name, value) => {
        expect(verifyConsistency({ ...consistency, [name]: value } as never).ok).toBe(value === consistency[name])
      }),
    )
  })

  it('with anything in place of a claim', () => {
    fc.assert(
      fc.property(hostile, (claim) => {
        expect(verifyInclusion(claim as never).ok).toBe(false)
        expect(verifyConsistency(claim as never).ok).toBe(false)
      }),
    )
  })
})

const keysOf = <T extends object>(value: T) => Object.keys(value) as (keyof T)[]
