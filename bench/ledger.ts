/** The ledger beside what it can't be faster than: plain INSERTs of the same rows, hashing alone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { inclusionProof, leafHash } from '../packages/ledger/src/index.ts'
import { type LedgerStore, newRecordId, openPostgresLedger, openSqliteLedger } from '../packages/ledger/src/node.ts'
import { measure, sampleLog } from './ledger-verify.ts'

/** Callers at once, each waiting for its own acknowledgement; and rows of a plain batch. */
const CALLERS = 256
const ROWS = 256 * 400
const ENTRY = 300
const RECORDS = 200_000

/** Durable appends on one database, a second. */
export interface AppendRow {
  readonly database: 'SQLite' | 'PostgreSQL'
  readonly plain: number
  readonly ledger: number
}

export interface LedgerReport {
  readonly callers: number
  readonly appends: readonly AppendRow[]
  /** Why a database is missing. */
  readonly skipped: string | null
  readonly records: number
  /** Hashing the entries alone, to verifying the log: in time. */
  readonly verification: number
  /** Microseconds for an inclusion proof by size of the log. */
  readonly proofs: readonly { readonly size: number; readonly time: number; readonly reads: number }[]
}

type Entries = readonly { readonly id: string; readonly entry: Uint8Array }[]

/** A database of one's own, emptied before each round. */
interface Bench {
  readonly database: AppendRow['database']
  plain(entries: Entries): Promise<void>
  open(): Promise<LedgerStore>
  clean(): Promise<void>
}

export async function measureLedger(rounds: number): Promise<LedgerReport> {
  const url = process.env.BYLAW_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
  const reachable = await isReachable(url)
  const benches = [sqliteBench(), ...(reachable ? [postgresBench(url)] : [])]
  const appends: AppendRow[] = []
  for (const bench of benches) appends.push(await measureAppends(bench, rounds))
  const log = sampleLog(RECORDS)
  const passes = []
  for (let round = 0; round < rounds; round++) passes.push(await measure(log))
  const verification = median(passes.map(({ hashing, verifying }) => hashing / verifying))
  const skipped = reachable ? null : `PostgreSQL: none answers at ${new URL(url).host}`
  return { callers: CALLERS, appends, skipped, records: RECORDS, verification, proofs: proofs() }
}

async function measureAppends(bench: Bench, rounds: number): Promise<AppendRow> {
  const [plain, ledger]: [number[], number[]] = [[], []]
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    await bench.clean()
    const rows = entries()
    plain.push(await rate(() => bench.plain(rows)))
    const store = await bench.open()
    ledger.push(await rate(() => appendAll(store, rows)))
    await store.close()
  }
  await bench.clean()
  return { database: bench.database, plain: median(plain), ledger: median(ledger) }
}

const entries = (): Entries =>
  Array.from({ length: ROWS }, (_, at) => ({ id: newRecordId(), entry: new Uint8Array(ENTRY).fill(at) }))

async function rate(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return ROWS / ((performance.now() - begun) / 1000)
}

async function appendAll(store: LedgerStore, rows: Entries): Promise<void> {
  let next = 0
  const caller = async (): Promise<void> => {
    for (let at = next++; at < rows.length; at = next++) await store.append(rows[at]!.entry, { id: rows[at]!.id })
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
}

const batches = (rows: Entries): readonly Entries[] =>
  Array.from({ length: Math.ceil(rows.length / CALLERS) }, (_, at) => rows.slice(at * CALLERS, (at + 1) * CALLERS))

function sqliteBench(): Bench {
  let folder = mkdtempSync(join(tmpdir(), 'bylaw-bench-'))
  return {
    database: 'SQLite',
    async plain(rows) {
      const database = new DatabaseSync(join(folder, 'plain.sqlite'))
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      database.exec('CREATE TABLE plain (position INTEGER PRIMARY KEY, id TEXT UNIQUE, entry BLOB)')
      const insert = database.prepare('INSERT INTO plain (id, entry) VALUES (?, ?)')
      for (const batch of batches(rows)) {
        database.exec('BEGIN')
        for (const { id, entry } of batch) insert.run(id, entry)
        database.exec('COMMIT')
      }
      database.close()
    },
    open: () => openSqliteLedger(join(folder, 'ledger')),
    async clean() {
      rmSync(folder, { recursive: true, force: true })
      folder = mkdtempSync(join(tmpdir(), 'bylaw-bench-'))
    },
  }
}

function postgresBench(url: string): Bench {
  const schema = `bench_${process.pid}`
  const asked = async (work: (client: pg.Client) => Promise<void>): Promise<void> => {
    const client = new pg.Client(url)
    await client.connect()
    await work(client).finally(() => client.end())
  }
  return {
    database: 'PostgreSQL',
    plain: (rows) =>
      asked(async (client) => {
        await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}_plain`)
        await client.query(
          `CREATE TABLE ${schema}_plain.rows (position BIGSERIAL PRIMARY KEY, id TEXT UNIQUE, entry BYTEA)`,
        )
        const text = `INSERT INTO ${schema}_plain.rows (id, entry) SELECT * FROM unnest($1::text[], $2::bytea[])`
        for (const batch of batches(rows)) {
          await client.query(text, [batch.map(({ id }) => id), batch.map(({ entry }) => Buffer.from(entry))])
        }
      }),
    open: () => openPostgresLedger(url, { schema }),
    clean: () =>
      asked(async (client) => {
        await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
        await client.query(`DROP SCHEMA IF EXISTS ${schema}_plain CASCADE`)
      }),
  }
}

async function isReachable(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

/** The nodes are made up: what is measured is how many are read, and what is done with them. */
function proofs(): LedgerReport['proofs'] {
  const node = leafHash(new Uint8Array(1))
  return [3, 4, 5, 6, 7].map((power) => {
    const size = 10 ** power
    let reads = 0
    const read = (): Uint8Array => {
      reads++
      return node
    }
    const times = Array.from({ length: 200 }, (_, at) => {
      const begun = performance.now()
      inclusionProof((at * 7919) % size, size, read)
      return (performance.now() - begun) * 1000
    })
    return { size, time: median(times), reads: Math.round(reads / 200) }
  })
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
