import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

const record = (id: string, state: DecisionRecord['state'] = 'open'): DecisionRecord => ({
  id,
  state,
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

it('keeps what was written when it is opened again, the latest of each id', async () => {
  const ids = Array.from({ length: 50 }, newDecisionId)
  await Promise.all(ids.map((id) => store.write(record(id))))
  await store.write(record(ids[0]!, 'complete'))
  await store.keepPolicy('d1', [{ level: 'root', file: 'spec.md', text: 'a' }])
  await store.keepPolicy('d1', [])
  await store.close()
  store = openStore(join(folder, 'a', 'b'))
  expect(await store.read(ids[0]!)).toEqual(record(ids[0]!, 'complete'))
  expect(await store.read(ids[49]!)).toEqual(record(ids[49]!))
  expect(await store.readPolicy('d1')).toEqual([{ level: 'root', file: 'spec.md', text: 'a' }])
  expect(await store.readPolicy('d2')).toBeNull()
  expect(await store.read("' OR 1=1 --")).toBeNull()
})

it('is durable for another reader when write resolves, and when it is closed at once', async () => {
  const id = newDecisionId()
  await store.write(record(id))
  const other = openStore(join(folder, 'a', 'b'))
  expect(await other.read(id)).toEqual(record(id))
  const last = newDecisionId()
  const writing = store.write(record(last))
  await store.close()
  await writing
  expect(await other.read(last)).toEqual(record(last))
  await other.close()
})

it('says so when it can not write', async () => {
  await store.close()
  await expect(store.write(record(newDecisionId()))).rejects.toThrow()
})
