import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { DecisionRecord } from '../record.ts'
import { lockFolder } from './lock.ts'
import type { LayerText, Store } from './store.ts'

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 500;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS decisions (id TEXT PRIMARY KEY, created TEXT NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS policies (digest TEXT PRIMARY KEY, layers TEXT NOT NULL);
`

/** `FULL` waits for the disk, `NORMAL` does not: what it writes outlives the process, not a power failure. */
type Synchronous = 'FULL' | 'NORMAL'

/** How long a record that has ended may lie here, in milliseconds. */
const lingering = 500

interface Waiting {
  readonly record: DecisionRecord
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Opens the store in a folder, which is made if need be.
 * @throws where the folder or the file can't be written, or another gateway serves with it
 */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return new SqliteStore(folder)
}

/** Writes that come in the same turn of the event loop share one transaction. */
class SqliteStore implements Store {
  readonly #unlock: () => void
  readonly #database: DatabaseSync
  readonly #write: StatementSync
  readonly #drop: StatementSync
  readonly #read: StatementSync
  readonly #keepPolicy: StatementSync
  readonly #readPolicy: StatementSync
  #waiting: Waiting[] = []
  #ended: string[] = []
  #scrubbing: NodeJS.Timeout | null = null

  constructor(folder: string) {
    this.#unlock = lockFolder(folder)
    this.#database = new DatabaseSync(join(folder, 'decisions.sqlite'))
    this.#database.exec(schema)
    this.#write = this.#database.prepare(
      `INSERT INTO decisions (id, created, state, record) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, record = excluded.record`,
    )
    this.#drop = this.#database.prepare('DELETE FROM decisions WHERE id = ?')
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

  async all(): Promise<readonly DecisionRecord[]> {
    const rows = this.#database.prepare('SELECT record FROM decisions ORDER BY created').all()
    return rows.map(({ record }) => JSON.parse(String(record)) as DecisionRecord)
  }

  drop(id: string): void {
    this.#ended.push(id)
    this.#scrubbing ??= setTimeout(() => this.#scrub(), lingering)
  }

  async keepPolicy(digest: string, layers: readonly LayerText[]): Promise<void> {
    this.#synchronous('FULL')
    this.#keepPolicy.run(digest, JSON.stringify(layers))
  }

  async readPolicy(digest: string): Promise<readonly LayerText[] | null> {
    const row = this.#readPolicy.get(digest)
    return row ? (JSON.parse(String(row.layers)) as LayerText[]) : null
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return
    this.#scrub()
    if (this.#scrubbing !== null) clearTimeout(this.#scrubbing)
    this.#database.close()
    this.#unlock()
  }

  /** What is not dropped for a failure is dropped the next time. */
  #flush(): void {
    const [batch, ended] = [this.#waiting, this.#ended]
    this.#waiting = []
    if (batch.length === 0 && ended.length === 0) return
    try {
      this.#synchronous(batch.some(({ record }) => record.toolCalls.length > 0) ? 'FULL' : 'NORMAL')
      this.#database.exec('BEGIN IMMEDIATE')
      for (const { record } of batch) this.#write.run(record.id, record.created, record.state, JSON.stringify(record))
      for (const id of ended) this.#drop.run(id)
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK')
      for (const { reject } of batch) reject(error)
      return
    }
    this.#ended = []
    for (const { resolve } of batch) resolve()
  }

  #synchronous(mode: Synchronous): void {
    this.#database.exec(`PRAGMA synchronous = ${mode}`)
  }

  /** Overwrites what was dropped: deleted rows in the file, and their traces in the write-ahead log. */
  #scrub(): void {
    this.#scrubbing = null
    this.#flush()
    if (this.#ended.length === 0 && this.#truncated()) return
    this.#scrubbing = setTimeout(() => this.#scrub(), lingering).unref()
  }

  #truncated(): boolean {
    try {
      return this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0
    } catch {
      return false
    }
  }
}
