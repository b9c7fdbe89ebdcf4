import { postgresConfig } from '@bylaw/ledger/node'
import { Pool } from 'pg'
import type { Pools } from './postgres-decisions.ts'

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
  const config = postgresConfig({ url, schema, patience }, 'gateway', durable)
  const pool = new Pool({ ...config, max, idleTimeoutMillis: 10_000, allowExitOnIdle: true })
  // What breaks between questions, the next question finds.
  pool.on('error', () => {})
  return pool
}
