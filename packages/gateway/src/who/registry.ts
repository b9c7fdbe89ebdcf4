import type { OperatorConfig } from '../config/access.ts'
import type { State } from '../store/state.ts'
import type { Tables } from '../store/tables.ts'
import { type KnownKey, storedKey } from './known-keys.ts'
import type { Operator } from './principal.ts'

/** How often other replicas' changes are looked for, in milliseconds. */
const interval = 2000
/** How long what was read last is believed while nothing can be read, in milliseconds. */
const believed = 30_000

type OperatorRow = Tables['operators']

/** The keys and operators of the admin API, as last read: a change on one replica is known to the others within two seconds. */
export class Registry {
  readonly #state: Pick<State, 'db' | 'dialect'>
  readonly #configured: Readonly<Record<string, OperatorConfig>>
  #keys: readonly KnownKey[] = []
  #operators: ReadonlyMap<string, OperatorRow> = new Map()
  #readAt = 0
  #timer: NodeJS.Timeout | null = null

  private constructor(state: Pick<State, 'db' | 'dialect'>, configured: Readonly<Record<string, OperatorConfig>>) {
    this.#state = state
    this.#configured = configured
  }

  /** @throws where the state can't be read */
  static async open(
    state: Pick<State, 'db' | 'dialect'>,
    configured: Readonly<Record<string, OperatorConfig>> = {},
  ): Promise<Registry> {
    const registry = new Registry(state, configured)
    await registry.refresh()
    // With SQLite nobody but this process changes anything.
    if (state.dialect === 'postgres') {
      registry.#timer = setInterval(() => registry.refresh().catch(() => {}), interval).unref()
    }
    return registry
  }

  get keys(): readonly KnownKey[] {
    return this.#keys
  }

  /** Whether what is known may be out of date, so that a key could have been revoked since. */
  get stale(): boolean {
    return this.#timer !== null && performance.now() - this.#readAt > believed
  }

  /** Who an operator is: as configured, else as registered; of two acceptances of a usage policy the later one. */
  operator(id: string): Operator | null {
    const configured = Object.hasOwn(this.#configured, id) ? this.#configured[id] : undefined
    const row = this.#operators.get(id)
    const title = configured?.title ?? row?.title
    if (title === undefined) return null
    const given = row?.accepted_policy == null ? null : { policy: row.accepted_policy, at: row.accepted_at ?? '' }
    return { id, title, accepted: later(configured?.accepted ?? null, given) }
  }

  async refresh(): Promise<void> {
    const began = performance.now()
    const [keys, operators] = await Promise.all([
      this.#state.db.selectFrom('api_keys').selectAll().execute(),
      this.#state.db.selectFrom('operators').selectAll().execute(),
    ])
    this.#keys = keys.flatMap(storedKey)
    this.#operators = new Map(operators.map((row) => [row.id, row]))
    this.#readAt = began
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}

type Accepted = Operator['accepted']

function later(one: Accepted, other: Accepted): Accepted {
  if (one === null || other === null) return one ?? other
  return Date.parse(one.at) > Date.parse(other.at) ? one : other
}
