import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteLedger } from '../../src/node.ts'
import { native } from '../../src/store/hashing.ts'
import { openToWrite } from '../../src/store/sqlite/database.ts'
import { GroupCommit } from '../../src/store/sqlite/group-commit.ts'
import { pack, unpack } from '../../src/store/sqlite/messages.ts'
import { type Row, SqliteWriter } from '../../src/store/sqlite/writer.ts'
import { WriterThread } from '../../src/store/sqlite/writer-thread.ts'
import { bytesOf, key, temporaryFolder } from './stores.ts'

let folder: string
const file = () => join(folder, 'ledger.sqlite')

beforeEach(() => {
  folder = temporaryFolder()
})

afterEach(() => rmSync(folder, { recursive: true }))

const row = (id: string, body: Uint8Array | null = null): Row => {
  const entry = bytesOf(`entry ${id}`)
  return { id, entry, hash: native.leafHash(entry), body }
}

test('every commit waits for the disk, and what is deleted is overwritten', () => {
  const database = openToWrite(file())
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]
  expect(['journal_mode', 'synchronous', 'secure_delete'].map(pragma)).toEqual(['wal', 2, 1])
  database.close()
})

test('rows cross to the thread as they are', () => {
  const rows = [row('a'), row('b', bytesOf('{}')), { ...row('c', new Uint8Array()), entry: new Uint8Array() }]
  expect(unpack(pack(rows))).toEqual(rows)
})

test('a transaction that fails leaves nothing behind, in the file or in memory', () => {
  const writer = new SqliteWriter(file(), key.key)
  expect(writer.append([row('a')], 1)).toEqual([0])
  const broken = { ...row('c'), entry: null as unknown as Uint8Array }
  expect(() => writer.append([row('b'), broken], 2)).toThrow()
  expect(writer.append([row('b'), row('a'), row('d')], 3)).toEqual([1, 0, 2])
  writer.close()
})

test('what fails is refused by the thread, and when it has ended the next question starts another', async () => {
  const thread = new WriterThread({ file: file(), key: key.key })
  const asking = (rows: readonly Row[]) => thread.ask({ ask: 'append', rows: pack(rows), time: 1 })
  const unkeepable = {
    ask: 'keep',
    checkpoint: { size: 1, root: new Uint8Array(), note: 'x', time: Number.NaN },
  } as const
  await expect(thread.ask(unkeepable)).rejects.toMatchObject({ name: 'StoreFailure' })
  expect(await asking([row('a')])).toEqual([0])
  await thread.close()
  expect(await asking([row('b')])).toEqual([1])
  await thread.close()
})

test('appends that come together share a transaction, and each hears of its own', async () => {
  const batches: number[] = []
  const commits = new GroupCommit(async (rows) => {
    batches.push(rows.length)
    return rows.map(({ id }) => Number(id))
  })
  const indexes = Array.from({ length: 2500 }, (_, at) => at)
  expect(await Promise.all(indexes.map((at) => commits.add(row(`${at}`))))).toEqual(indexes)
  expect(batches).toEqual([1000, 1000, 500])
  await commits.drained()
})

test('a transaction that is refused is refused to those in it alone', async () => {
  const commits = new GroupCommit(async (rows) => {
    if (rows.length > 500) throw new Error('full')
    return rows.map(() => 7)
  })
  const all = await Promise.allSettled(Array.from({ length: 1200 }, (_, at) => commits.add(row(`${at}`))))
  expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(1000)
  expect(all.slice(1000).every(({ status }) => status === 'fulfilled')).toBe(true)
})

test('a file that is no ledger is refused, and left alone', async () => {
  writeFileSync(file(), 'my diary'.repeat(1000))
  await expect(openSqliteLedger(folder)).rejects.toMatchObject({ code: 'damaged' })
  expect(statSync(file()).size).toBe(8000)
})

test('the folder is made, for its owner alone', async () => {
  const deep = join(folder, 'a', 'b')
  const store = await openSqliteLedger(deep)
  await store.close()
  expect(statSync(deep).mode & 0o777).toBe(0o700)
  expect(existsSync(join(deep, 'master.key'))).toBe(true)
})

test.each(['', 'a b', 'ü', 'x'.repeat(201), 'a\0'])('%j is no id', async (id) => {
  const store = await openSqliteLedger(folder)
  await expect(store.append(bytesOf('a'), { id })).rejects.toMatchObject({ code: 'failed' })
  await store.close()
})
