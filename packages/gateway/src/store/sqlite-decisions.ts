import type { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import type { DecisionRecord } from '../record.ts'
import { Batching } from './batching.ts'
import { type Batch, effective, type OpenDecisions } from './decisions.ts'
import type { Tables } from './tables.ts'

/** Open records in the file that the rest of the state lies in; batches take turns with its other transactions. */
export function sqliteDecisions(
  db: Kysely<Tables>,
  database: DatabaseSync,
  replica: string,
): OpenDecisions & { close(): Promise<void> } {
  const alone = <T>(work: () => T): Promise<T> => db.connection().execute(async () => work())
  const write = writing(database, replica)
  const batching = new Batching({
    write: (batch) => alone(() => write(batch)),
    scrub: () => alone(() => truncated(database)),
  })
  const read = database.prepare('SELECT record FROM open_decisions WHERE id = ?')
  const mine = database.prepare('SELECT record FROM open_decisions WHERE replica = ? ORDER BY created')
  return {
    write: (record) => batching.write(record),
    drop: (id) => batching.drop(id),
    close: () => batching.close(),
    async read(id) {
      const row = read.get(id)
      return row ? recordOf(row) : null
    },
    async mine() {
      return mine.all(replica).map(recordOf)
    },
  }
}

const recordOf = ({ record }: Record<string, unknown>): DecisionRecord => JSON.parse(String(record)) as DecisionRecord

/** `FULL` waits for the disk, `NORMAL` does not: what it writes outlives the process, not a power failure. */
function writing(database: DatabaseSync, replica: string): (batch: Batch) => void {
  const put = database.prepare(
    `INSERT INTO open_decisions (id, replica, created, record) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET replica = excluded.replica, record = excluded.record`,
  )
  const drop = database.prepare('DELETE FROM open_decisions WHERE id = ?')
  return (batch) => {
    const relaxed = !effective(batch)
    if (relaxed) database.exec('PRAGMA synchronous = NORMAL')
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const record of batch.records) put.run(record.id, replica, record.created, JSON.stringify(record))
      for (const id of batch.ended) drop.run(id)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
      throw error
    } finally {
      if (relaxed && database.isOpen) database.exec('PRAGMA synchronous = FULL')
    }
  }
}

/** Overwrites the traces that dropped records have in the write-ahead log. */
function truncated(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0
}
