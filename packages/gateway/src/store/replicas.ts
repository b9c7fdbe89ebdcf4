import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { DecisionRecord } from '../record.ts'
import type { State } from './state.ts'
import type { Tables } from './tables.ts'

/** How long a replica may say nothing until it is taken for gone, in seconds. It says something every five. */
export const patience = 30
const heartbeat = 5000

export const newReplicaId = (): string => `rep_${randomBytes(8).toString('hex')}`

/** A number for an advisory lock: one replica at a time takes over. */
const takingOver = sql`SELECT pg_advisory_xact_lock(7094144617418815352)`

/** By the database's clock, so that it does not matter what time it is on the machines of the replicas. */
const now = {
  sqlite: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
  postgres: sql<string>`to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
}
const longAgo = {
  sqlite: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`-${patience} seconds`})`,
  postgres: sql<string>`to_char(clock_timestamp() AT TIME ZONE 'UTC' - make_interval(secs => ${patience}), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
}

/** The gateways that serve with one state, this one among them. */
export class Replicas {
  readonly id: string
  readonly #db: Kysely<Tables>
  readonly #dialect: State['dialect']
  #timer: NodeJS.Timeout | null = null

  constructor({ db, dialect }: Pick<State, 'db' | 'dialect'>, id: string) {
    this.id = id
    this.#db = db
    this.#dialect = dialect
  }

  /** Says that this replica is alive, again where another one took it for gone. */
  async beat(): Promise<void> {
    const seen = now[this.#dialect]
    await this.#db
      .insertInto('replicas')
      .values({ id: this.id, seen })
      .onConflict((on) => on.column('id').doUpdateSet({ seen }))
      .execute()
  }

  /** Who serves, and when each was last seen. */
  async list(): Promise<readonly { readonly id: string; readonly seen: string }[]> {
    return this.#db.selectFrom('replicas').selectAll().orderBy('id').execute()
  }

  /**
   * Takes over what replicas left open that are gone: each record goes to one replica, once.
   * @returns those records, oldest first: they were cut off
   */
  async takeOver(): Promise<readonly DecisionRecord[]> {
    return this.#db.transaction().execute(async (transaction) => {
      if (this.#dialect === 'postgres') await takingOver.execute(transaction)
      await transaction.deleteFrom('replicas').where('seen', '<', longAgo[this.#dialect]).execute()
      const left = await transaction
        .updateTable('open_decisions')
        .set({ replica: this.id })
        .where('replica', 'not in', transaction.selectFrom('replicas').select('id'))
        .where('replica', '!=', this.id)
        .returning(['created', 'record'])
        .execute()
      return left
        .toSorted((a, b) => (a.created < b.created ? -1 : 1))
        .map(({ record }) => JSON.parse(record) as DecisionRecord)
    })
  }

  /**
   * Keeps this replica alive, and hands over what others left open.
   * @param cutOff ends the records of a replica that is gone
   * @param failed hears why something of it could not be done; it is tried again
   */
  keepAlive(cutOff: (records: readonly DecisionRecord[]) => Promise<void>, failed: (error: unknown) => void): void {
    let busy = false
    const tick = async () => {
      if (busy) return
      busy = true
      try {
        await this.beat()
        const left = await this.takeOver()
        if (left.length > 0) await cutOff(left)
      } catch (error) {
        failed(error)
      }
      busy = false
    }
    this.#timer = setInterval(tick, heartbeat).unref()
  }

  /** Says that this replica is gone: what it left open, others take over at once. */
  async leave(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#db.deleteFrom('replicas').where('id', '=', this.id).execute()
  }
}
