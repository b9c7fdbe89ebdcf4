import type { ClientBase } from 'pg'
import { pending } from '../migrate.ts'
import { type Migration, postgres, migrations as released } from '../schema.ts'
import { lockKey } from './connect.ts'

/**
 * Brings a schema to the newest version; of several that try at once, one does it. Rejected with a `StoreFailure`
 * `newer` for a schema not known here, and with whatever the database says.
 */
export async function migrate(
  client: ClientBase,
  schema: string,
  migrations: readonly Migration[] = released,
): Promise<void> {
  if (pending(await versionOf(client, schema), migrations, postgres).length === 0) return
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey(`migration of ${schema}`)])
    const version = await versionOf(client, schema)
    if (version === 0) await begin(client, schema)
    for (const statement of pending(version, migrations, postgres)) await client.query(statement)
    await client.query('UPDATE schema_version SET version = $1', [migrations.length])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

async function begin(client: ClientBase, schema: string): Promise<void> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  await client.query('CREATE TABLE schema_version (version BIGINT NOT NULL)')
  await client.query('INSERT INTO schema_version VALUES (0)')
}

/** 0 where there is no ledger yet. Asks the catalogue itself: what a name resolves to is cached within a transaction. */
async function versionOf(client: ClientBase, schema: string): Promise<number> {
  const there = await client.query(
    `SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = 'schema_version'`,
    [schema],
  )
  if (there.rowCount === 0) return 0
  const { rows } = await client.query('SELECT version FROM schema_version')
  return rows[0].version
}
