import { join } from 'node:path'
import { compile, readDocument } from '@bylaw/core'
import { commit, encodeLeaf, type LedgerRecord } from '@bylaw/ledger'
import { findKeyFile, openSqliteLedger } from '@bylaw/ledger/node'
import type { Folder } from './command.ts'
import { operator, spec } from './library.ts'

export const ORIGIN = 'example.com/log'
const salt = new Uint8Array(32).fill(7)

/** What is kept beside each leaf. */
export const bodyOf = (at: number) => ({ question: `question ${at}`, answer: `answer ${at}` })

export const idOf = (at: number): string => `dec_${String(at).padStart(4, '0')}`

/** As the gateway would record it under spec.md and operator.md. */
export function recordOf(at: number): LedgerRecord {
  const layers = [
    { level: 'root', document: readDocument('spec.md', spec) },
    { level: 'developer', document: readDocument('operator.md', operator) },
  ]
  const policy = compile({ layers }).policy!
  return {
    v: 1,
    id: idOf(at),
    time: '2026-01-31T12:00:00.000Z',
    policy: policy.digest,
    specs: policy.layers.map(({ rank, digest, document: { header } }) => ({
      level: policy.levels[rank]!,
      title: header.title,
      version: header.version,
      digest,
    })),
    principal: { key: null, level: 'user', user: null },
    deployment: 'library',
    endpoint: '/v1/chat/completions',
    model: 'any',
    behaviors: [
      {
        id: 'tool.catalogue.find',
        value: 'allow',
        by: { statement: 'set', level: 'developer', source: 'operator.md:10' },
      },
      { id: 'voice', value: 'quiet', by: null },
    ],
    checks: [],
    tools: [],
    outcome: 'complete',
    bodies: [{ name: 'decision', digest: commit(bodyOf(at), salt) }],
  }
}

/** A ledger of so many records in `.bylaw`, with its key; the public key. */
export async function sampleLedger(folder: Folder, size: number, first = 0): Promise<string> {
  const store = join(folder.path, '.bylaw')
  const ledger = await openSqliteLedger(store)
  const records = Array.from({ length: size }, (_, at) => recordOf(first + at))
  await Promise.all(
    records.map((record, at) =>
      ledger.append(encodeLeaf(record), {
        id: record.id,
        body: { decision: { salt: Buffer.from(salt).toString('hex'), body: bodyOf(first + at) } },
      }),
    ),
  )
  await ledger.close()
  const held = findKeyFile(join(store, 'log.key'), ORIGIN)
  if (!held.ok) throw new Error(held.reason)
  return held.vkey
}
