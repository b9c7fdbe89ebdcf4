import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DecisionRecord, newDecisionId } from '../../src/record.ts'
import { openStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'

let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bylaw-store-'))
  store = openStore(join(folder, 'a', 'b'))
})

afterEach(async () => {
  await store.close().catch(() => {})
  rmSync(folder, { recursive: true })
})

const record = (id: string): DecisionRecord => ({
  id,
  state: 'open',
  created: '2030-01-01T00:00:00.000Z',
  finished: null,
  endpoint: 'chat.completions',
  deployment: 'shop',
  principal: { key: null, level: 'developer', user: 'ü' },
  policy: 'd1',
  facts: [{ name: 'a.b', value: 1.5, by: 'user' }],
  model: 'm',
  streamed: false,
  guided: true,
  toolCalls: [],
  checks: [],
  error: null,
})

it('keeps what was written when it is opened again, the latest of each id, and what is dropped no more', async () => {
  const ids = Array.from({ length: 50 }, newDecisionId)
  await Promise.all(ids.map((id) => store.write(record(id))))
  await store.write({ ...record(ids[0]!), model: 'other' })
  store.drop(ids[1]!)
  await store.keepPolicy('d1', [{ level: 'root', file: 'spec.md', text: 'a' }])
  await store.keepPolicy('d1', [])
  await store.close()
  store = openStore(join(folder, 'a', 'b'))
  expect(await store.read(ids[0]!)).toEqual({ ...record(ids[0]!), model: 'other' })
  expect(await store.read(ids[1]!)).toBeNull()
  expect((await store.all()).map(({ id }) => id).toSorted()).toEqual(ids.filter((id) => id !== ids[1]).toSorted())
  expect(await store.read(ids[49]!)).toEqual(record(ids[49]!))
  expect(await store.readPolicy('d1')).toEqual([{ level: 'root', file: 'spec.md', text: 'a' }])
  expect(await store.readPolicy('d2')).toBeNull()
  expect(await store.read("' OR 1=1 --")).toBeNull()
})

it('is durable for another reader when write resolves, and when it is closed at once', async () => {
  const readElsewhere = (id: string) => {
    const other = new DatabaseSync(join(folder, 'a', 'b', 'decisions.sqlite'), { readOnly: true })
    const row = other.prepare('SELECT record FROM decisions WHERE id = ?').get(id)
    other.close()
    return JSON.parse(String(row?.record))
  }
  const id = newDecisionId()
  await store.write(record(id))
  expect(readElsewhere(id)).toEqual(record(id))
  const last = newDecisionId()
  const writing = store.write(record(last))
  await store.close()
  await writing
  expect(readElsewhere(last)).toEqual(record(last))
})

it('leaves nothing of what was dropped in any file', async () => {
  const ids = Array.from({ length: 20 }, newDecisionId)
  const marked = (id: string) => ({ ...record(id), model: `marker-of-${id}`.padEnd(20_000, 'x') })
  await Promise.all(ids.map((id) => store.write(marked(id))))
  const traces = () => readdirSync(join(folder, 'a', 'b')).filter((name) => contents(name).includes('marker-of-'))
  const contents = (name: string) => readFileSync(join(folder, 'a', 'b', name), 'latin1')
  expect(traces()).not.toEqual([])
  for (const id of ids) store.drop(id)
  await expect.poll(traces, { timeout: 10_000 }).toEqual([])
})

it('is for one gateway at a time', async () => {
  expect(() => openStore(join(folder, 'a', 'b'))).toThrow('another gateway serves with the store')
  await store.close()
  store = openStore(join(folder, 'a', 'b'))
})

it('says so when it can not write', async () => {
  await store.close()
  await expect(store.write(record(newDecisionId()))).rejects.toThrow()
})
