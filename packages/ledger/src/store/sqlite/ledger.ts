import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MonotoneClock } from '../clock.ts'
import { clash, closed } from '../failure.ts'
import { native } from '../hashing.ts'
import { newRecordId } from '../ids.ts'
import { findMasterKey, type MasterKey } from '../master-key.ts'
import { checked } from '../rows.ts'
import type { Appended, AppendOptions, LedgerStore, SignedCheckpoint } from '../store.ts'
import { syncFolder } from '../sync-folder.ts'
import { FILE, openToRead, openToWrite } from './database.ts'
import { failing } from './failing.ts'
import { GroupCommit } from './group-commit.ts'
import { pack } from './messages.ts'
import { SqliteReader } from './reader.ts'
import { CLASH, type Row } from './writer.ts'
import { WriterThread } from './writer-thread.ts'

export interface SqliteOptions {
  /** The machine's clock, in milliseconds since 1970. */
  readonly clock?: () => number
  /** Wraps the keys of bodies; found by `findMasterKey` unless given. */
  readonly masterKey?: MasterKey
}

/**
 * Opens a ledger in a folder, which is made (0700) if need be.
 * Rejected with a `StoreFailure` where it can't be read or written, is damaged, or was made by a newer Bylaw.
 */
export async function openSqliteLedger(folder: string, options: SqliteOptions = {}): Promise<LedgerStore> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, FILE)
    const master = options.masterKey ?? findMasterKey(folder)
    openToWrite(file).close()
    syncFolder(folder)
    return new SqliteLedger(
      new SqliteReader(openToRead(file), master),
      new WriterThread({ file, key: master.key }),
      options,
    )
  } catch (error) {
    throw failing(error)
  }
}

/** One thread writes, this one reads. */
class SqliteLedger implements LedgerStore {
  readonly #reader: SqliteReader
  readonly #writer: WriterThread
  readonly #commits: GroupCommit
  readonly #clock: MonotoneClock
  #closed = false

  constructor(reader: SqliteReader, writer: WriterThread, { clock }: SqliteOptions) {
    this.#reader = reader
    this.#writer = writer
    this.#clock = new MonotoneClock(clock, reader.head().time)
    this.#clock.raise(reader.checkpoint(null)?.time ?? 0)
    this.#commits = new GroupCommit((rows) => this.#commit(rows))
  }

  async append(entry: Uint8Array, { id = newRecordId(this.now()), body }: AppendOptions = {}): Promise<Appended> {
    this.#checkOpen()
    const json = checked(id, entry, body)
    const index = await this.#commits.add({ id, entry, hash: native.leafHash(entry), body: json })
    if (index === CLASH) throw clash(id)
    return { id, index }
  }

  head = () => this.#read((reader) => reader.head())
  find = (id: string) => this.#read((reader) => reader.find(id))
  entries = (first: number, count: number) => this.#read((reader) => reader.entries(first, count))
  tile = (level: number, index: number, width: number) => this.#read((reader) => reader.tile(level, index, width))
  fullTiles = (level: number, first: number, count: number) =>
    this.#read((reader) => reader.fullTiles(level, first, count))
  body = (id: string) => this.#read((reader) => reader.body(id))
  checkpoint = (size?: number) => this.#read((reader) => reader.checkpoint(size ?? null))
  checkpoints = (after: number, count: number) => this.#read((reader) => reader.checkpoints(after, count))
  integrity = () => this.#read((reader) => reader.integrity())

  async forget(id: string): Promise<'forgotten' | 'none'> {
    this.#checkOpen()
    return (await this.#writer.ask({ ask: 'forget', id, time: this.now() })) ? 'forgotten' : 'none'
  }

  async keepCheckpoint(checkpoint: SignedCheckpoint): Promise<SignedCheckpoint> {
    this.#checkOpen()
    this.#clock.raise(checkpoint.time)
    await this.#writer.ask({ ask: 'keep', checkpoint })
    return (await this.checkpoint(checkpoint.size))!
  }

  now(): number {
    return this.#clock.now()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#commits.drained()
    this.#reader.close()
    await this.#writer.close()
  }

  async #commit(rows: readonly Row[]): Promise<readonly number[]> {
    const packed = pack(rows)
    const request = { ask: 'append', rows: packed, time: this.now() } as const
    return (await this.#writer.ask(request, [packed.bytes.buffer, packed.lengths.buffer])) as number[]
  }

  async #read<T>(question: (reader: SqliteReader) => T): Promise<T> {
    this.#checkOpen()
    try {
      return question(this.#reader)
    } catch (error) {
      throw failing(error)
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw closed()
  }
}
