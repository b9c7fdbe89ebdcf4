import type { Pool } from 'pg'
import { MonotoneClock } from '../clock.ts'
import { closed, StoreFailure } from '../failure.ts'
import { newRecordId } from '../ids.ts'
import { type MasterKey, masterKeyOfEnvironment } from '../master-key.ts'
import { checked } from '../rows.ts'
import { type Sealed, seal } from '../sealing.ts'
import type { Appended, AppendOptions, LedgerStore, SignedCheckpoint } from '../store.ts'
import { type Address, connect, drop, isSchemaName, poolOf } from './connect.ts'
import { failing } from './failing.ts'
import { migrate } from './migrate.ts'
import { PostgresReader } from './reader.ts'
import { Session } from './session.ts'
import { WaitingRoom } from './waiting.ts'

export interface PostgresOptions {
  /** The schema that holds the ledger's tables, made if need be; one for each ledger. `bylaw` unless given. */
  readonly schema?: string
  /** The machine's clock, in milliseconds since 1970. */
  readonly clock?: () => number
  /** Wraps the keys of bodies; `BYLAW_MASTER_KEY` unless given. Without any, bodies are refused. */
  readonly masterKey?: MasterKey
  /** How long an append is tried while the database can't be reached, in milliseconds; 10,000 unless given. */
  readonly patience?: number
  /** How often to look without being told, in milliseconds: how soon another writer takes over. 200 unless given. */
  readonly poll?: number
}

/**
 * Opens a ledger in a PostgreSQL database, which several writers may do at once. The address and the lock need a
 * connection of one's own: a pooler must pool by session. Rejected with a `StoreFailure` where the database can't be
 * reached or written, or its schema was made by a newer Bylaw.
 */
export async function openPostgresLedger(url: string, options: PostgresOptions = {}): Promise<LedgerStore> {
  const { schema = 'bylaw', patience = 10_000 } = options
  if (!isSchemaName(schema))
    throw new StoreFailure('failed', `\`${schema}\` is no name for a schema: use a-z, 0-9 and _`)
  const address: Address = { url, schema, patience }
  const master = options.masterKey ?? masterKeyOfEnvironment()
  try {
    const client = await connect(address)
    try {
      await migrate(client, schema)
    } finally {
      drop(client)
    }
    return await PostgresLedger.open(address, master, options)
  } catch (error) {
    throw failing(error)
  }
}

class PostgresLedger implements LedgerStore {
  readonly #pool: Pool
  readonly #reader: PostgresReader
  readonly #master: MasterKey | null
  readonly #clock: MonotoneClock
  readonly #room: WaitingRoom
  readonly #session: Session
  #closed = false

  static async open(address: Address, master: MasterKey | null, options: PostgresOptions): Promise<PostgresLedger> {
    const pool = poolOf(address)
    try {
      const reader = new PostgresReader(pool, master)
      const clock = new MonotoneClock(options.clock, (await reader.head()).time)
      clock.raise((await reader.checkpoint(null))?.time ?? 0)
      return new PostgresLedger(address, pool, reader, master, clock, options.poll ?? 200)
    } catch (error) {
      await pool.end()
      throw error
    }
  }

  private constructor(
    address: Address,
    pool: Pool,
    reader: PostgresReader,
    master: MasterKey | null,
    clock: MonotoneClock,
    poll: number,
  ) {
    this.#pool = pool
    this.#reader = reader
    this.#master = master
    this.#clock = clock
    this.#room = new WaitingRoom(address.patience)
    this.#session = new Session({ address, room: this.#room, now: () => this.now(), poll })
  }

  async append(entry: Uint8Array, { id = newRecordId(this.now()), body }: AppendOptions = {}): Promise<Appended> {
    this.#checkOpen()
    const bytes = checked(id, entry, body)
    const appended = this.#room.enter(id, entry, bytes && this.#seal(id, bytes))
    this.#session.wake()
    return appended
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

  forget(id: string): Promise<'forgotten' | 'none'> {
    const sql = `UPDATE bodies SET sealed_key = NULL, sealed = NULL, forgotten = coalesce(forgotten, $1) WHERE id = $2`
    return this.#read(async () => {
      const { rowCount } = await this.#pool.query(sql, [this.now(), id])
      if (rowCount === 0) return 'none'
      await this.#pool.query('VACUUM bodies')
      return 'forgotten'
    })
  }

  keepCheckpoint({ size, root, note, time }: SignedCheckpoint): Promise<SignedCheckpoint> {
    this.#clock.raise(time)
    const sql = 'INSERT INTO signed_checkpoints VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING'
    return this.#read(async (reader) => {
      await this.#pool.query(sql, [size, root, note, time])
      return (await reader.checkpoint(size))!
    })
  }

  now(): number {
    return this.#clock.now()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#session.close()
    await this.#pool.end()
  }

  #seal(id: string, body: Uint8Array): Sealed {
    if (this.#master !== null) return seal(id, body, this.#master)
    throw new StoreFailure('no-key', 'there is no master key to seal bodies under: set `BYLAW_MASTER_KEY`')
  }

  async #read<T>(question: (reader: PostgresReader) => Promise<T>): Promise<T> {
    this.#checkOpen()
    try {
      return await question(this.#reader)
    } catch (error) {
      throw failing(error)
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw closed()
  }
}
