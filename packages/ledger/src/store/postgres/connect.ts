import { createHash } from 'node:crypto'
import { Client, type ClientConfig, Pool, types } from 'pg'
import { plain } from '../bytes.ts'

/** Where a ledger is. */
export interface Address {
  readonly url: string
  /** The schema that holds its tables: one for each ledger. */
  readonly schema: string
  /** How long one question may take, in milliseconds. */
  readonly patience: number
}

const INT8 = 20
const BYTEA = 17
const MOST_READERS = 4

/**
 * Whatever the server's defaults are: commits are durable unless said otherwise, statements see what was committed before
 * them, and values come as they are here.
 * @param name what the connection is called in the server's lists
 */
export function postgresConfig(
  { url, schema, patience }: Address,
  name: string,
  durable: 'on' | 'off' = 'on',
): ClientConfig {
  const settings = {
    search_path: schema,
    synchronous_commit: durable,
    default_transaction_isolation: 'read\\ committed',
  }
  return {
    connectionString: url,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: patience,
    query_timeout: patience,
    keepAlive: true,
    application_name: `bylaw ${name} ${schema}`,
    types: { getTypeParser: parserOf },
  }
}

/** Numbers as numbers (none here is beyond 2^53), bytes as bytes. */
function parserOf(type: number, format?: 'text' | 'binary'): never {
  if (type === INT8) return Number as never
  const parse = types.getTypeParser(type, format as 'text')
  return (type === BYTEA ? (text: string) => plain(parse(text) as unknown as Buffer) : parse) as never
}

/** A connection of one's own. Errors that come between questions are left to the next question to find. */
export async function connect(address: Address): Promise<Client> {
  const client = new Client(postgresConfig(address, 'ledger'))
  client.on('error', () => {})
  await client.connect()
  return client
}

export function poolOf(address: Address): Pool {
  const pool = new Pool({
    ...postgresConfig(address, 'ledger'),
    max: MOST_READERS,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  })
  pool.on('error', () => {})
  return pool
}

/** Closes a connection without waiting for an answer that may never come. */
export function drop(client: Client): void {
  client.end().catch(() => {})
}

/** A number for an advisory lock: the first 64 bits of a digest. */
export const lockKey = (name: string): string =>
  createHash('sha256').update(`bylaw ledger ${name}`).digest().readBigInt64BE().toString()

/** Whether a name can stand in SQL as it is. */
export const isSchemaName = (name: string): boolean => /^[a-z_][a-z0-9_]{0,50}$/.test(name)
