import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { State } from './state.ts'
import type { Tables } from './tables.ts'

/**
 * Waits in a transaction until no other one is under way with the same words, and keeps others waiting until it ends: what
 * is looked for and then inserted is inserted once. SQLite has one transaction at a time anyway.
 */
export async function takeTurn(
  transaction: Kysely<Tables>,
  dialect: State['dialect'],
  words: readonly (string | null)[],
): Promise<void> {
  if (dialect !== 'postgres') return
  const lock = createHash('sha256').update(JSON.stringify(words)).digest().readBigInt64BE().toString()
  await sql`SELECT pg_advisory_xact_lock(${lock}::bigint)`.execute(transaction)
}
