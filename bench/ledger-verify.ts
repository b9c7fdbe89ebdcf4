/**
 * Verifies a whole log in one pass, side by side with hashing the same entries by `node:crypto` and doing nothing else:
 *
 *     node bench/ledger-verify.ts [RECORDS]
 */
import { hash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import {
  CompactRange,
  encodeEntries,
  encodeLeaf,
  encodeTile,
  generateKey,
  hashingWith,
  leafHash,
  readSigner,
  signCheckpoint,
  TILE_WIDTH,
  tilesOf,
} from '../packages/ledger/src/index.ts'
import { pathOf, type RecordCheck, type Source, verifyLog } from '../packages/ledger/src/node.ts'

/** A log as its files, in memory: the disk is not what is measured. */
export interface SampleLog {
  readonly source: Source
  readonly vkey: string
  readonly entries: readonly Uint8Array[]
}

const recordOf = (at: number) =>
  ({
    v: 1,
    id: `rec_${String(at).padStart(44, '0')}`,
    time: '2026-01-31T12:00:00.000Z',
    policy: 'a'.repeat(64),
    specs: [],
    principal: { key: 'app', level: 'developer', user: null },
    deployment: 'clinic',
    endpoint: '/v1/chat/completions',
    model: 'm',
    behaviors: [
      { id: 'drug-information', value: 'general', by: { statement: 'limit', level: 'root', source: 'a.md:1' } },
    ],
    checks: [],
    tools: [],
    outcome: 'complete',
    bodies: [{ name: 'request', digest: 'b'.repeat(64) }],
  }) as const

export function sampleLog(size: number): SampleLog {
  const entries = Array.from({ length: size }, (_, at) => encodeLeaf(recordOf(at)))
  const nodes = new Map<number, Uint8Array[]>()
  const range = CompactRange.of(
    0,
    [],
    hashingWith((bytes) => hash('sha256', bytes, 'buffer')),
  )
  range.onNode = (height, index, node) => {
    if (!nodes.has(height)) nodes.set(height, [])
    nodes.get(height)![index] = node
  }
  for (const entry of entries) range.append(leafHash(entry))
  const files = new Map<string, Uint8Array>()
  for (const tile of tilesOf(size)) {
    const { level, index, width } = tile
    const bytes =
      level === 'entries'
        ? encodeEntries(entries.slice(index * TILE_WIDTH, index * TILE_WIDTH + width))
        : encodeTile(level, index, width, (height, at) => nodes.get(height)![at]!)
    files.set(pathOf(tile), bytes)
  }
  const key = generateKey('example.com/log')
  const read = readSigner(key.privateKey)
  if (!read.ok) throw new Error(read.reason)
  const note = signCheckpoint({ origin: 'example.com/log', size, root: range.root(), extensions: [] }, read.signer)
  files.set('checkpoint', new TextEncoder().encode(note))
  return { source: { read: async (path) => files.get(path) ?? null }, vkey: key.vkey, entries }
}

/** Seconds for one pass over all entries: hashing alone, and the whole verification. */
export async function measure(log: SampleLog, records: RecordCheck = 'canonical') {
  const begun = performance.now()
  for (const entry of log.entries) hash('sha256', entry, 'buffer')
  const hashed = performance.now()
  const report = await verifyLog(log.source, { vkey: log.vkey, records })
  const verified = performance.now()
  if (!report.ok) throw new Error(report.reason ?? 'the log does not verify')
  return { hashing: (hashed - begun) / 1000, verifying: (verified - hashed) / 1000 }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const size = Number(process.argv[2] ?? 1_000_000)
  const log = sampleLog(size)
  for (const records of ['canonical', 'canonical', 'canonical', 'any', 'schema'] as const) {
    const { hashing, verifying } = await measure(log, records)
    const ratio = (hashing / verifying).toFixed(2)
    console.log(
      `${size} records, ${records}: hashing ${hashing.toFixed(2)} s, verifying ${verifying.toFixed(2)} s, ratio ${ratio}`,
    )
  }
}
