import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type DecisionRecord, newDecisionId } from '../../src/record.ts'
import { type OpenState, openState } from '../../src/store/open.ts'

/** An empty place for one state, which can be opened more than once. */
export interface Place {
  readonly folder: string
  readonly database: string | null
  readonly schema: string
  open(): Promise<OpenState>
  remove(): Promise<void>
}

export interface Kind {
  readonly name: string
  /** Why it can't be tried here; null where it can. */
  readonly absent: string | null
  place(): Promise<Place>
}

/** Where PostgreSQL is looked for. A CI without one is broken, so there nothing is skipped. */
const postgresUrl = process.env.BYLAW_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

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

async function placeAt(database: string | null): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-state-'))
  const schema = `gateway_${randomBytes(8).toString('hex')}`
  return {
    folder,
    database,
    schema,
    open: () => openState(folder, database, { schema }),
    async remove() {
      rmSync(folder, { recursive: true })
      if (database === null) return
      const client = new Client({ connectionString: database })
      await client.connect()
      await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
      await client.end()
    },
  }
}

const sqlite: Kind = { name: 'SQLite', absent: null, place: () => placeAt(null) }
const postgres: Kind = { name: 'PostgreSQL', absent: await whyNoPostgres(), place: () => placeAt(postgresUrl) }

export const kinds: readonly Kind[] = [sqlite, postgres]

export const record = (id = newDecisionId(), more: Partial<DecisionRecord> = {}): DecisionRecord => ({
  id,
  state: 'open',
  created: '2030-01-01T00:00:00.000Z',
  finished: null,
  endpoint: 'chat.completions',
  deployment: 'shop',
  principal: { key: null, level: 'developer', user: 'ü\u0000"' },
  operator: null,
  conversation: null,
  policy: 'd1',
  facts: [{ name: 'a.b', value: 1.5, by: 'user' }],
  model: 'm',
  streamed: false,
  guided: true,
  toolCalls: [],
  checks: [],
  noticed: [],
  instructions: null,
  error: null,
  ...more,
})
