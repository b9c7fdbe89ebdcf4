import { encodeLeaf, type LedgerRecord } from '@bylaw/ledger'
import { pino } from 'pino'
import { Admin } from '../../src/admin/admin.ts'
import type { Office } from '../../src/admin/office.ts'
import { configFile } from '../../src/config/schema.ts'
import type { Records } from '../../src/ledger/records.ts'
import type { DecisionRecord } from '../../src/record.ts'
import { Callers } from '../../src/who/callers.ts'
import { Registry } from '../../src/who/registry.ts'
import { mounting as mount } from '../mounting/mounted.ts'
import { kinds, type Place } from '../store/states.ts'
import { incoming, sha256 } from '../who/incoming.ts'

const deployments = { shop: { operator: 'acme' }, desk: { operator: 'other' } }

const operators = {
  acme: { title: 'Acme', accepted: { policy: 'use-1', at: '2025-01-01T00:00:00Z' } },
  other: { title: 'Other' },
}

export const adminKeys = [
  { name: 'ann', sha256: sha256('admin-of-all') },
  { name: 'bob', sha256: sha256('admin-of-acme'), operator: 'acme' },
  { name: 'old', sha256: sha256('admin-of-yesterday'), expires: '2020-01-01T00:00:00Z' },
]

export interface Offered {
  readonly keys?: readonly unknown[]
  readonly admin?: readonly unknown[]
  readonly leaves?: readonly LedgerRecord[]
  readonly metrics?: ConstructorParameters<typeof Admin>[0]['metrics']
}

/** The admin API over a state and policies as they are, and a ledger that only keeps what it gets. */
export async function office(offered: Offered = {}) {
  const place: Place = await kinds[0]!.place()
  const state = await place.open()
  const parsed = configFile.parse({
    specs: ['spec.md'],
    operators,
    deployments,
    keys: offered.keys ?? [],
    admin: { keys: offered.admin ?? adminKeys },
  })
  const config = { ...parsed, folder: place.folder }
  const registry = await Registry.open(state, config.operators)
  const { mounting } = await mount(place, state, { deployments, operators, watch: true })
  const recorded: DecisionRecord[] = []
  const failing = { now: false }
  const note = async (record: DecisionRecord) => {
    if (failing.now) throw new Error('the disk is full')
    recorded.push(record)
  }
  const records = { now: () => Date.now(), write: note, end: note } as unknown as Records
  const entries = (offered.leaves ?? []).map((leaf, index) => ({
    id: leaf.id,
    index,
    hash: new Uint8Array(),
    entry: encodeLeaf(leaf),
  }))
  const ledger = {
    head: async () => ({ size: entries.length }),
    entries: async (first: number, count: number) => entries.slice(first, first + count),
  } as unknown as Office['ledger']
  const logger = pino({ level: 'silent' })
  const admin = new Admin({
    office: { config, state, registry, mounting, records, ledger, logger },
    metrics: offered.metrics ?? null,
  })

  async function ask(
    call: string,
    asked: { readonly key?: string | null; readonly body?: unknown; readonly from?: string } = {},
  ) {
    const [method, path] = call.split(' ') as [string, string]
    const { key = 'admin-of-all', body, from = '203.0.113.9' } = asked
    const headers: Record<string, string> = { host: 'localhost' }
    if (key !== null) headers.authorization = `Bearer ${key}`
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const {
      status,
      headers: sent,
      body: answer,
    } = await admin.answer(incoming(headers, from, { method, path, body: text ?? '' }))
    return { status, headers: sent, json: JSON.parse(String(answer)) }
  }

  return {
    place,
    state,
    mounting,
    registry,
    admin,
    ask,
    recorded,
    failing,
    callers: () => new Callers(config, registry),
    async close() {
      await mounting.close()
      await state.close()
      await place.remove()
    },
  }
}

export type Opened = Awaited<ReturnType<typeof office>>
