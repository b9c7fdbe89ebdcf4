import { type Kysely, sql, type Transaction } from 'kysely'
import { migrations as released } from './migrations.ts'
import type { State } from './state.ts'

const bytes = { sqlite: 'BLOB', postgres: 'BYTEA' } as const

/** A number for an advisory lock: `bylaw gw` in ASCII. */
const lock = sql`SELECT pg_advisory_xact_lock(7094144617418815351)`

/**
 * Brings the tables to the newest version; of several that try at once, one does it, and the others find it done.
 * @throws where a later version of Bylaw made them, and whatever the database says
 */
export async function migrate(
  db: Kysely<never>,
  dialect: State['dialect'],
  schema: string | null,
  migrations: readonly string[] = released,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (dialect === 'postgres') await lock.execute(transaction)
    if (schema !== null) await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(schema)}`.execute(transaction)
    await sql`CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, applied TEXT NOT NULL)`.execute(
      transaction,
    )
    const applied = await numberOf(transaction)
    if (applied > migrations.length) {
      throw new Error('the tables of the gateway were made by a later version of Bylaw: run that one')
    }
    for (let number = applied + 1; number <= migrations.length; number++) {
      await apply(transaction, migrations[number - 1]!.replaceAll('BYTES', bytes[dialect]))
      await sql`INSERT INTO migrations VALUES (${number}, ${new Date().toISOString()})`.execute(transaction)
    }
  })
}

async function numberOf(transaction: Transaction<never>): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`SELECT max(number) AS last FROM migrations`.execute(transaction)
  return Number(rows[0]?.last ?? 0)
}

async function apply(transaction: Transaction<never>, migration: string): Promise<void> {
  for (const statement of migration.split(';')) {
    if (statement.trim() !== '') await sql.raw(statement).execute(transaction)
  }
}
