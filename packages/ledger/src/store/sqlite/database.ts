import { DatabaseSync } from 'node:sqlite'
import { pending } from '../migrate.ts'
import { type Migration, migrations as released, sqlite } from '../schema.ts'

/** The file of a ledger in its folder. */
export const FILE = 'ledger.sqlite'

/**
 * `synchronous = FULL`: a commit is in the write-ahead log, and that on the disk, before anything is acknowledged.
 * `secure_delete`: what is deleted is overwritten. Checkpoints of the write-ahead log come every 16 MB, since each of
 * them waits for the disk twice.
 */
const writing = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
`

/** How long a writer waits for another process's transaction, in milliseconds. */
const PATIENCE = 5000

/**
 * Opens a ledger's file to write, and brings its schema to the newest version.
 * @throws StoreFailure `newer` for a schema not known here, and whatever SQLite throws
 */
export function openToWrite(file: string, migrations: readonly Migration[] = released): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: PATIENCE })
  try {
    database.exec(writing)
    migrate(database, migrations)
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

export function openToRead(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: PATIENCE })
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()!.user_version)
}

function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  if (pending(versionOf(database), migrations, sqlite).length === 0) return
  transaction(database, () => {
    for (const statement of pending(versionOf(database), migrations, sqlite)) database.exec(statement)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

/** Does something whole, durably, or not at all. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
