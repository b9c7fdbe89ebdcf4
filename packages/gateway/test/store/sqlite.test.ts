import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newDecisionId } from '../../src/record.ts'
import { type OpenState, stateFile } from '../../src/store/open.ts'
import { kinds, type Place, record } from './states.ts'

let place: Place
let state: OpenState

beforeEach(async () => {
  place = await kinds[0]!.place()
  state = await place.open()
})

afterEach(async () => {
  await state.close()
  await place.remove()
})

it('is durable for another reader when write resolves', async () => {
  const one = record()
  await state.decisions.write(one)
  const other = new DatabaseSync(join(place.folder, stateFile), { readOnly: true })
  const row = other.prepare('SELECT record FROM open_decisions WHERE id = ?').get(one.id)
  other.close()
  expect(JSON.parse(String(row?.record))).toEqual(one)
})

it('waits for the disk with everything but records without tool calls', async () => {
  const synchronous = async () => (await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(state.db)).rows[0]
  const FULL = { synchronous: 2 }
  expect(await synchronous()).toEqual(FULL)
  await state.decisions.write(record())
  expect(await synchronous()).toEqual(FULL)
})

it('leaves nothing of what was dropped in any file', async () => {
  const ids = Array.from({ length: 20 }, newDecisionId)
  const marked = (id: string) => record(id, { model: `marker-of-${id}`.padEnd(20_000, 'x') })
  await Promise.all(ids.map((id) => state.decisions.write(marked(id))))
  const contents = (name: string) => readFileSync(join(place.folder, name), 'latin1')
  const traces = () => readdirSync(place.folder).filter((name) => contents(name).includes('marker-of-'))
  expect(traces()).not.toEqual([])
  for (const id of ids) state.decisions.drop(id)
  await expect.poll(traces, { timeout: 10_000 }).toEqual([])
})

it('is opened again after it could not be opened', async () => {
  await state.close()
  const database = new DatabaseSync(join(place.folder, stateFile))
  database.exec("INSERT INTO migrations VALUES (1000, 'x')")
  await expect(place.open()).rejects.toThrow('later version')
  database.exec('DELETE FROM migrations WHERE number = 1000')
  database.close()
  state = await place.open()
})

it('takes over what version 0.1.0 left in the folder, once', async () => {
  await state.close()
  const file = join(place.folder, 'decisions.sqlite')
  const earlier = new DatabaseSync(file)
  earlier.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE decisions (id TEXT PRIMARY KEY, created TEXT NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL);
    CREATE TABLE policies (digest TEXT PRIMARY KEY, layers TEXT NOT NULL);`)
  const one = record()
  earlier
    .prepare('INSERT INTO decisions VALUES (?, ?, ?, ?)')
    .run(one.id, one.created, 'open', JSON.stringify({ ...one, noticed: undefined }))
  earlier.prepare('INSERT INTO policies VALUES (?, ?)').run('d1', '[]')
  earlier.close()
  state = await place.open()
  expect(await state.policies.read('d1')).toEqual([])
  expect(await state.replicas.takeOver()).toEqual([one])
  expect(readdirSync(place.folder).filter((name) => name.startsWith('decisions'))).toEqual([])
})

it('takes over nothing from a file that is no database, and leaves it', async () => {
  await state.close()
  const file = join(place.folder, 'decisions.sqlite')
  writeFileSync(file, 'not a database, but long enough to look at'.repeat(20))
  await expect(place.open()).rejects.toThrow('not a database')
  rmSync(file)
  state = await place.open()
})
