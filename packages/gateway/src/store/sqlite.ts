import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { DecisionRecord } from '../record.ts'
import type { LayerText, Store } from './store.ts'

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 500;
  CREATE TABLE IF NOT EXISTS decisions (id TEXT PRIMARY KEY, created TEXT NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS policies (digest TEXT PRIMARY KEY, layers TEXT NOT NULL);
`

interface Waiting {
  readonly record: DecisionRecord
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens the store in a folder, which is made if need be.
 * @throws where the folder or the file can't be written
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return new SqliteStore(join(folder, 'decisions.sqlite'))
}

/** Writes that come in the same turn of the event loop share one transaction, and so one wait for the disk. */
class SqliteStore implements Store {
  readonly #database: DatabaseSync
  readonly #write: StatementSync
  readonly #read: StatementSync
  readonly #keepPolicy: StatementSync
  readonly #readPolicy: StatementSync
  #waiting: Waiting[] = []

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#database.exec(schema)
    this.#write = this.#database.prepare(
      `INSERT INTO decisions (id, created, state, record) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record`,
    )
    this.#read = this.#database.prepare('SELECT record FROM decisions WHERE id = ?')
    this.#keepPolicy = this.#database.prepare(
      'INSERT INTO policies (digest, layers) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING',
    )
    this.#readPolicy = this.#database.prepare('SELECT layers FROM policies WHERE digest = ?')
  }

  write(record: DecisionRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ record, resolve, reject }) === 1) setImmediate(() => this.#flush())
    })
  }

  async read(id: string): Promise<DecisionRecord | null> {
    const row = this.#read.get(id)
    return row ? (JSON.parse(String(row.record)) as DecisionRecord) : null
  }

  async keepPolicy(digest: string, layers: readonly LayerText[]): Promise<void> {
    this.#keepPolicy.run(digest, JSON.stringify(layers))
  }

  async readPolicy(digest: string): Promise<readonly LayerText[] | null> {
    const row = this.#readPolicy.get(digest)
    return row ? (JSON.parse(String(row.layers)) as LayerText[]) : null
  }

  async close(): Promise<void> {
    this.#flush()
    this.#database.close()
  }

  #flush(): void {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      for (const { record } of batch) this.#write.run(record.id, record.created, record.state, JSON.stringify(record))
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK')
      for (const { reject } of batch) reject(error)
      return
    }
    for (const { resolve } of batch) resolve()
  }
}
