import type { LimitsConfig, RateConfig } from '../config/limits.ts'
import type { Pseudonyms } from '../ledger/pseudonyms.ts'
import { Refusal } from '../refusal.ts'
import type { State } from '../store/state.ts'
import type { Principal } from '../who/principal.ts'
import { Counters, type Share } from './counters.ts'
import { windowAt } from './windows.ts'

/** What was reserved for one request: it is settled or released once, and what is said after that is not heard. */
export interface Reservation {
  /** @param tokens what the request really used */
  settle(tokens: number): Promise<void>
  /** No tokens were used: the request itself stays counted. */
  release(): Promise<void>
}

interface Limited extends Share {
  readonly unit: 'requests' | 'tokens'
  readonly per: RateConfig['per']
  /** End of the window, in milliseconds since 1970. */
  readonly end: number
}

const free: Reservation = { settle: async () => {}, release: async () => {} }

/**
 * Rate limits and budgets that hold: what a request may come to is reserved before it is sent and settled after, in the
 * store that all replicas share. What is over the limit is refused, never let through for want of a count. What a process
 * reserved that died stays reserved until its window ends. Without a limit nothing is done.
 */
export class Limits {
  readonly #counters: Counters
  readonly #persons: Pick<Pseudonyms, 'of'>
  readonly #now: () => number

  /** @param persons what stands for end users where counts are kept */
  constructor(state: Pick<State, 'db'>, persons: Pick<Pseudonyms, 'of'>, now: () => number = Date.now) {
    this.#counters = new Counters(state)
    this.#persons = persons
    this.#now = now
  }

  /**
   * @param estimate tokens that the request may come to
   * @throws Refusal 429, with the seconds after which the window is over; 503 where it can't be counted
   */
  async reserve(principal: Principal, limits: LimitsConfig, estimate: number): Promise<Reservation> {
    const now = this.#now()
    const limited = this.#limitsOf(principal, limits, now, whole(estimate))
    if (limited.length === 0) return free
    const over = await counted(() => this.#counters.reserve(limited))
    if (over.length > 0) {
      const taken = limited.filter((each) => !over.includes(each))
      await counted(() => this.#counters.settle(taken, () => 0))
      throw refusal(
        limited.filter((each) => over.includes(each)),
        now,
      )
    }
    return this.#reservation(limited)
  }

  #reservation(limited: readonly Limited[]): Reservation {
    let over = false
    const settle = async (tokens: number) => {
      if (over) return
      over = true
      await this.#counters.settle(limited, (each) => usedOf(each, whole(tokens)))
    }
    return { settle, release: () => settle(0) }
  }

  /** Drops the counts of windows that ended a month ago or more. */
  async forget(): Promise<void> {
    await this.#counters.forget(new Date(this.#now() - 62 * 86_400_000).toISOString())
  }

  /** Whose the limits are: a caller without a key is one caller. Of two for the same window the smaller one counts. */
  #limitsOf({ deployment, key, user }: Principal, limits: LimitsConfig, now: number, tokens: number): Limited[] {
    const whose: [string, readonly RateConfig[]][] = [
      [`key/${key ?? ''}`, limits.key],
      ['all', limits.deployment],
    ]
    if (user !== null && limits.user.length > 0) whose.push([`user/${this.#persons.of(user)}`, limits.user])
    const all = new Map<string, Limited>()
    for (const [name, rates] of whose) {
      for (const each of rates.flatMap((rate) => limitedBy(`${deployment}/${name}`, rate, now, tokens))) {
        const other = all.get(each.counter.scope)
        if (other === undefined || each.counter.limit < other.counter.limit) all.set(each.counter.scope, each)
      }
    }
    return [...all.values()]
  }
}

function limitedBy(whose: string, { requests, tokens, per }: RateConfig, now: number, estimate: number): Limited[] {
  const { start, end } = windowAt(now, per)
  const started = new Date(start).toISOString()
  const units = [
    ['requests', requests, 1],
    ['tokens', tokens, estimate],
  ] as const
  return units.flatMap(([unit, limit, amount]) =>
    limit === undefined
      ? []
      : [{ counter: { scope: `${whose}/${unit}/${per}`, started, limit }, amount, unit, per, end }],
  )
}

const usedOf = ({ unit }: Limited, tokens: number): number => (unit === 'requests' ? 1 : tokens)

/** Nobody is given anything back by asking for less than nothing; what is no number is more than any limit. */
const whole = (tokens: number): number =>
  Number.isFinite(tokens) ? Math.max(0, Math.ceil(tokens)) : Number.MAX_SAFE_INTEGER

async function counted<T>(count: () => Promise<T>): Promise<T> {
  try {
    return await count()
  } catch (cause) {
    const refusal = new Refusal(503, 'limits_unavailable', 'what was used can not be counted at present')
    refusal.cause = cause
    throw refusal
  }
}

/** Names the limit that holds the longest, never whose it is. */
function refusal(over: readonly Limited[], now: number): Refusal {
  const alone = over.find(({ counter, amount }) => amount > counter.limit)
  if (alone !== undefined) {
    const message = `the request alone may come to more than the limit of ${alone.counter.limit} ${alone.unit} per ${alone.per}`
    return new Refusal(429, 'rate_limit_exceeded', message)
  }
  const { counter, unit, per, end } = over.toSorted((a, b) => b.end - a.end)[0]!
  const message = `the limit of ${counter.limit} ${unit} per ${per} is reached`
  return new Refusal(429, 'rate_limit_exceeded', message, null, (end - now) / 1000)
}
