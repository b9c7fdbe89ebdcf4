import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type LedgerStore, type MasterKey, masterKey, openPostgresLedger, openSqliteLedger } from '../../src/node.ts'

export interface Options {
  readonly clock?: () => number
  readonly masterKey?: MasterKey
}

/** An empty place for one ledger, which can be opened more than once. */
export interface Place {
  open(options?: Options): Promise<LedgerStore>
  /** Does something behind the store's back, in SQL that both databases read. */
  tamper(sql: string, ...values: readonly (string | number | Uint8Array)[]): Promise<void>
  remove(): Promise<void>
}

export interface Kind {
  readonly name: string
  /** Why it can't be tried here; null where it can. */
  readonly absent: string | null
  place(): Promise<Place>
}

export const key = masterKey(new Uint8Array(32).fill(7))

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'bylaw-ledger-'))

const sqlite: Kind = {
  name: 'SQLite',
  absent: null,
  async place() {
    const folder = temporaryFolder()
    return {
      open: (options) => openSqliteLedger(folder, { masterKey: key, ...options }),
      async tamper(sql, ...values) {
        const { DatabaseSync } = await import('node:sqlite')
        const database = new DatabaseSync(join(folder, 'ledger.sqlite'))
        database.prepare(sql).run(...values)
        database.close()
      },
      remove: async () => rmSync(folder, { recursive: true }),
    }
  },
}

/** Where PostgreSQL is looked for. A CI without one is broken, so there nothing is skipped. */
export const postgresUrl = process.env.BYLAW_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

async function whyNoPostgres(): Promise<string | null> {
  const client = new Client({ connectionString: postgresUrl, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.end()
    return null
  } catch (error) {
    return process.env.CI ? null : `no PostgreSQL answers: ${(error as Error).message}`
  }
}

export async function withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: postgresUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export const freshSchema = (): string => `ledger_${randomBytes(8).toString('hex')}`

export const dropSchema = (schema: string): Promise<unknown> =>
  withClient((client) => client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`))

export const postgres: Kind = {
  name: 'PostgreSQL',
  absent: await whyNoPostgres(),
  async place() {
    const schema = freshSchema()
    return {
      open: (options) => openPostgresLedger(postgresUrl, { schema, masterKey: key, ...options }),
      async tamper(sql, ...values) {
        let place = 0
        const numbered = sql.replaceAll('?', () => `$${++place}`)
        await withClient(async (client) => {
          await client.query(`SET search_path TO ${schema}`)
          await client.query(numbered, [...values])
        })
      },
      remove: async () => void (await dropSchema(schema)),
    }
  },
}

export const kinds: readonly Kind[] = [sqlite, postgres]

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
