import { sql } from 'kysely'
import type { State } from '../store/state.ts'

/** Something of which only so much may be used in one window. */
export interface Counter {
  /** What is counted, for whom: `deployment/key/name/tokens/day`. */
  readonly scope: string
  /** Start of the window, ISO 8601. */
  readonly started: string
  readonly limit: number
}

/** So much of a counter. */
export interface Share {
  readonly counter: Counter
  readonly amount: number
}

/** Counters in the store, shared by everybody who serves from it. */
export class Counters {
  readonly #state: Pick<State, 'db'>

  constructor(state: Pick<State, 'db'>) {
    this.#state = state
  }

  /**
   * Reserves of several counters in one statement, so that nobody comes between. Rows are taken in the order of their
   * names, so that two who take the same never wait for each other.
   * @param shares each of another counter
   * @returns those of which there was not enough: what was reserved of the others has to be given back
   */
  async reserve(shares: readonly Share[]): Promise<readonly Share[]> {
    const fitting = shares.filter(({ counter, amount }) => amount <= counter.limit)
    if (fitting.length === 0) return shares
    const limits = fitting.map(
      ({ counter: { scope, limit } }) => sql`WHEN ${scope} THEN CAST(${limit} AS DOUBLE PRECISION)`,
    )
    const rows = fitting.map(({ counter: { scope, started }, amount }) => ({
      scope,
      started,
      used: 0,
      reserved: amount,
    }))
    const taken = await this.#state.db
      .insertInto('counters')
      .values(rows.toSorted(byScope))
      .onConflict((conflict) =>
        conflict
          .columns(['scope', 'started'])
          .doUpdateSet({ reserved: sql`counters.reserved + excluded.reserved` })
          .where(
            sql<boolean>`counters.used + counters.reserved + excluded.reserved <= CASE excluded.scope ${sql.join(limits, sql` `)} END`,
          ),
      )
      .returning('scope')
      .execute()
    const scopes = new Set(taken.map(({ scope }) => scope))
    return shares.filter(({ counter }) => !scopes.has(counter.scope))
  }

  /**
   * Gives back what was reserved of several counters, in one statement.
   * @param used what of it was used instead
   */
  async settle<T extends Share>(shares: readonly T[], used: (share: T) => number): Promise<void> {
    if (shares.length === 0) return
    const rows = shares.map((share) => {
      const { scope, started } = share.counter
      return { scope, started, used: used(share), reserved: -share.amount }
    })
    await this.#state.db
      .insertInto('counters')
      .values(rows.toSorted(byScope))
      .onConflict((conflict) =>
        conflict.columns(['scope', 'started']).doUpdateSet({
          used: sql`counters.used + excluded.used`,
          reserved: sql`counters.reserved + excluded.reserved`,
        }),
      )
      .execute()
  }

  /** Drops windows that began before a time. */
  async forget(before: string): Promise<void> {
    await this.#state.db.deleteFrom('counters').where('started', '<', before).execute()
  }
}

const byScope = (a: { readonly scope: string }, b: { readonly scope: string }): number => (a.scope < b.scope ? -1 : 1)
