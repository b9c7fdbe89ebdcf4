import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Disclosure,
  parseLeaf,
  parseVerifierKey,
  verifyCheckpoint,
  verifyConsistency,
  verifyCosigned,
  verifyDisclosure,
  verifyInclusion,
  verifyNote,
  verifyReceipt,
} from '../src/index.ts'

/** One file of `vectors/`; its README says what each part means. */
interface Vector {
  readonly why: string
  readonly claim: never
  readonly ok: boolean
}

type Proof = readonly string[] | null

/** Not decoded by the package: nothing but verification is to refuse a claim. */
const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'))
const hashes = (proof: Proof) => (proof === null ? null : proof.map(bytes))

const verifiers = {
  inclusion: (claim: { index: string; size: string; leafHash: string; root: string; proof: Proof }) =>
    verifyInclusion({
      index: BigInt(claim.index),
      size: BigInt(claim.size),
      leafHash: bytes(claim.leafHash),
      root: bytes(claim.root),
      proof: hashes(claim.proof),
    }),
  consistency: (claim: { size1: string; size2: string; root1: string; root2: string; proof: Proof }) =>
    verifyConsistency({
      size1: BigInt(claim.size1),
      size2: BigInt(claim.size2),
      root1: bytes(claim.root1),
      root2: bytes(claim.root2),
      proof: hashes(claim.proof),
    }),
  note: ({ note, keys }: { note: string; keys: readonly string[] }) =>
    verifyNote(
      note,
      keys.map(parseVerifierKey).filter((key) => key.ok),
    ),
  checkpoint: ({ text, vkey }: { text: string; vkey: string }) => verifyCheckpoint(text, vkey),
  cosigned: (claim: { text: string; vkey: string; witnesses: string[]; quorum: number }) =>
    verifyCosigned(claim.text, claim.vkey, claim.witnesses, claim.quorum),
  receipt: ({ text, leaf, vkey }: { text: string; leaf: string; vkey: string }) =>
    verifyReceipt(text, bytes(leaf), vkey),
  leaf: ({ entry }: { entry: string }) => parseLeaf(new TextEncoder().encode(entry)),
  disclosure: ({ disclosure, digest }: { disclosure: Disclosure; digest: string }) =>
    verifyDisclosure(disclosure, digest),
}

const folder = resolve(import.meta.dirname, '../vectors')

describe.each(Object.entries(verifiers))('%s', (kind, verify) => {
  const files = readdirSync(join(folder, kind)).filter((file) => file.endsWith('.json'))

  it('has cases to accept and more to refuse', () => {
    const accepted = files.filter((file) => read(join(folder, kind, file)).ok)
    expect(accepted.length).toBeGreaterThanOrEqual(2)
    expect(files.length).toBeGreaterThan(2 * accepted.length)
  })

  it.each(files)('%s', (file) => {
    const { claim, ok } = read(join(folder, kind, file))
    expect(verify(claim)).toMatchObject(ok ? { ok } : { ok, reason: expect.any(String) })
  })
})

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Vector

it('every folder of vectors has its verifier', () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).toSorted()).toEqual(Object.keys(verifiers).toSorted())
})

/** Those of transparency-dev/merkle, which are not part of this repository: `BYLAW_VECTORS` names a folder with them. */
const merkle = join(
  process.env.BYLAW_VECTORS ?? resolve(import.meta.dirname, '../../../../shared/data/vectors'),
  'merkle.json',
)

interface MerkleCase {
  readonly path: string
  readonly root: string
  readonly leafHash: string
  readonly root1: string
  readonly root2: string
  readonly leafIdx: bigint
  readonly treeSize: bigint
  readonly size1: bigint
  readonly size2: bigint
  readonly proof: Proof
  readonly wantErr: boolean
}

describe.skipIf(!existsSync(merkle))('the vectors of transparency-dev/merkle', () => {
  const { inclusion, consistency } = existsSync(merkle) ? readMerkle() : { inclusion: [], consistency: [] }

  it('are there', () => {
    expect(inclusion.length).toBeGreaterThan(40)
    expect(consistency.length).toBeGreaterThan(40)
  })

  it.each(inclusion)('$path', ({ leafIdx: index, treeSize: size, leafHash, root, proof, wantErr }) => {
    const claim = { index, size, leafHash: bytes(leafHash), root: bytes(root), proof: hashes(proof) }
    expect(verifyInclusion(claim).ok).toBe(!wantErr)
  })

  it.each(consistency)('$path', ({ size1, size2, root1, root2, proof, wantErr }) => {
    const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2), proof: hashes(proof) }
    expect(verifyConsistency(claim).ok).toBe(!wantErr)
  })
})

/** Its sizes go up to 2^64 − 1, which a double can't hold. */
function readMerkle(): Record<'inclusion' | 'consistency', readonly MerkleCase[]> {
  const exact = readFileSync(merkle, 'utf8').replaceAll(/"(leafIdx|treeSize|size[12])": ?(\d+)/g, '"$1": "$2n"')
  return JSON.parse(exact, (_, value) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  )
}
