import { type Answer, answering, refuse } from './answer.ts'
import { isHash, same } from './bytes.ts'
import { nodeHash } from './hash.ts'

/** A claim that a leaf is in a tree. Hashes are 32 bytes; no proof (null) is an empty one. */
export interface InclusionClaim {
  readonly index: number | bigint
  readonly size: number | bigint
  readonly leafHash: Uint8Array
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[] | null
}

/** A claim that the tree of `size2` leaves begins with all leaves of the tree of `size1`. */
export interface ConsistencyClaim {
  readonly size1: number | bigint
  readonly size2: number | bigint
  readonly root1: Uint8Array
  readonly root2: Uint8Array
  readonly proof: readonly Uint8Array[] | null
}

const LARGEST = 2n ** 64n - 1n

/** The way from a leaf to the root of the largest tree there can be. */
export const LONGEST_PROOF = 64

/** Whether the proof leads from the leaf at this index to the root, as in RFC 6962. Never throws, whatever it is given. */
export function verifyInclusion(claim: InclusionClaim): Answer<object> {
  return answering(() => {
    const [index, size, proof] = [whole(claim.index), whole(claim.size), hashes(claim.proof)]
    const { leafHash, root } = claim
    if (index === null || size === null) return refuse('the index and the size must be whole numbers below 2^64')
    if (index >= size) return refuse(`leaf ${index} is not in a tree of ${size} leaves`)
    if (!isHash(leafHash) || !isHash(root) || proof === null) return refuse(NO_HASHES)
    const found = climb(index, size - 1n, leafHash, proof)
    if (found === null) return refuse(WRONG_LENGTH)
    return same(found, root) ? { ok: true } : refuse('the proof does not lead from the leaf to the root')
  })
}

const NO_HASHES = 'the hashes must be 32 bytes each, the proof a list of at most 64 of them'
const WRONG_LENGTH = 'the proof has a wrong number of hashes for these sizes'

function climb(node: bigint, last: bigint, leaf: Uint8Array, proof: readonly Uint8Array[]): Uint8Array | null {
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0n) return null
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash)
      const passed = node === 0n ? 0n : zeros(node)
      node >>= passed
      last >>= passed
    } else {
      hash = nodeHash(hash, sibling)
    }
    node >>= 1n
    last >>= 1n
  }
  return last === 0n ? hash : null
}

/**
 * Whether the proof shows that the second tree extends the first, as in RFC 6962. A first tree without leaves proves
 * nothing and is refused. Never throws, whatever it is given.
 */
export function verifyConsistency(claim: ConsistencyClaim): Answer<object> {
  return answering(() => {
    const [size1, size2, proof] = [whole(claim.size1), whole(claim.size2), hashes(claim.proof)]
    const { root1, root2 } = claim
    if (size1 === null || size2 === null) return refuse('the sizes must be whole numbers below 2^64')
    if (size1 === 0n) return refuse('every tree extends one without leaves: there is nothing to verify')
    if (size1 > size2) return refuse(`a tree of ${size2} leaves can't extend one of ${size1}`)
    if (!isHash(root1) || !isHash(root2) || proof === null) return refuse(NO_HASHES)
    if (size1 === size2) return proof.length === 0 ? equal(root1, root2) : refuse(WRONG_LENGTH)
    const passed = zeros(size1)
    const whole1 = size1 >> passed === 1n
    const [first, ...rest] = whole1 ? [root1, ...proof] : proof
    if (first === undefined) return refuse(WRONG_LENGTH)
    const found = climbBoth((size1 - 1n) >> passed, (size2 - 1n) >> passed, first, rest)
    if (found === null) return refuse(WRONG_LENGTH)
    if (!same(found.old, root1)) return refuse('the proof does not lead to the first root')
    return same(found.new, root2) ? { ok: true } : refuse('the proof does not lead to the second root')
  })
}

const equal = (root1: Uint8Array, root2: Uint8Array): Answer<object> =>
  same(root1, root2) ? { ok: true } : refuse('two trees of one size have different roots')

/** From the last subtree that both trees have whole, up to the root of the old tree and of the new one. */
function climbBoth(node: bigint, last: bigint, shared: Uint8Array, proof: readonly Uint8Array[]) {
  const roots = { old: shared, new: shared }
  for (const sibling of proof) {
    if (last === 0n) return null
    if (isOdd(node) || node === last) {
      roots.old = nodeHash(sibling, roots.old)
      roots.new = nodeHash(sibling, roots.new)
      const passed = node === 0n ? 0n : zeros(node)
      node >>= passed
      last >>= passed
    } else {
      roots.new = nodeHash(roots.new, sibling)
    }
    node >>= 1n
    last >>= 1n
  }
  return last === 0n ? roots : null
}

const isOdd = (value: bigint) => (value & 1n) === 1n

/** How many zero bits a number above 0 ends in. */
function zeros(value: bigint): bigint {
  let count = 0n
  while (((value >> count) & 1n) === 0n) count++
  return count
}

function whole(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null
  return typeof value === 'bigint' && value >= 0n && value <= LARGEST ? value : null
}

function hashes(proof: unknown): readonly Uint8Array[] | null {
  if (proof === null || proof === undefined) return []
  if (!Array.isArray(proof) || proof.length > LONGEST_PROOF) return null
  const list: unknown[] = Array.from(proof)
  return list.every(isHash) ? list : null
}
