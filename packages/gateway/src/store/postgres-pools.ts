import { Pool, type PoolConfig, types } from 'pg'
import type { Pools } from './postgres-decisions.ts'

const INT8 = 20
const BYTEA = 17

/** How long a connection or an answer is waited for, in milliseconds. */
const patience = 10_000

/**
 * Connections to the schema of the gateway's tables, whatever the server's defaults are.
 * @throws where the name of the schema can't stand in SQL as it is
 */
export function poolsAt(url: string, schema: string): Pools {
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema))
    throw new Error(`\`${schema}\` is no name for a schema: use a-z, 0-9 and _`)
  return { durable: poolOf(url, schema, 'on', 8), relaxed: poolOf(url, schema, 'off', 1) }
}

function poolOf(url: string, schema: string, durable: 'on' | 'off', max: number): Pool {
  const settings = {
    search_path: schema,
    synchronous_commit: durable,
    default_transaction_isolation: 'read\\ committed',
  }
  const config: PoolConfig = {
    connectionString: url,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: patience,
    query_timeout: patience,
    keepAlive: true,
    application_name: `bylaw gateway ${schema}`,
    types: { getTypeParser: parserOf },
    max,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  }
  const pool = new Pool(config)
  // What breaks between questions, the next question finds.
  pool.on('error', () => {})
  return pool
}

/** Numbers as numbers (none here is beyond 2^53), bytes as bytes. */
function parserOf(type: number, format?: 'text' | 'binary'): never {
  if (type === INT8) return Number as never
  const parse = types.getTypeParser(type, format as 'text')
  return (type === BYTEA ? (text: string) => new Uint8Array(parse(text) as unknown as Buffer) : parse) as never
}
