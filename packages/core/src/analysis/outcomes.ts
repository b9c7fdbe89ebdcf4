import type { Held } from '../engine/hypothesis.ts'
import { CAUTIOUS } from '../engine/situation.ts'
import type { Target } from '../engine/target.ts'
import type { Condition, Rank } from '../policy/types.ts'
import { opaqueConditions, turnsOf } from './opaque.ts'
import { Reach } from './reach.ts'

/**
 * The values one behavior could have where some facts are trusted, whatever else is claimed, however its opaque
 * conditions turn out and whatever the free levels say: never too few, perhaps too many.
 */
export class Outcomes {
  readonly target: Target
  readonly opaque: readonly Condition[]
  /** Whether some free level can name it. */
  readonly open: boolean
  readonly #chain: number
  readonly #free: readonly Rank[]
  readonly #known = new Map<string, readonly number[]>()

  constructor(target: Target, chain: number, free: readonly Rank[]) {
    this.target = target
    this.opaque = opaqueConditions(target)
    this.open = target.behavior.kind !== 'bright-line' && free.some((rank) => rank >= target.behavior.declaredAt)
    this.#chain = chain
    this.#free = free
  }

  /** Indices of the values, ascending. */
  possible(held: Held): readonly number[] {
    const key = this.target.conditions.map(held).join('')
    let values = this.#known.get(key)
    if (values === undefined) {
      values = this.#possible(held)
      this.#known.set(key, values)
    }
    return values
  }

  reach(held: Held): Reach {
    return new Reach(this.target, held, this.#chain, this.#free)
  }

  #possible(held: Held): readonly number[] {
    const turns = turnsOf(this.opaque, held)
    const all = this.target.behavior.values.map((_, index) => index)
    if (turns === null) return all
    const reached = new Set(turns.flatMap((turn) => this.#outcomes(turn)))
    return all.filter((value) => reached.has(value))
  }

  /** Where nobody is free to speak, claims tighten a scale, to the utmost if they make every condition hold. */
  #outcomes(held: Held): readonly number[] {
    const reach = this.reach(held)
    if (this.open || this.target.behavior.kind !== 'scale') return reach.possible()
    const loosest = reach.silent()
    const tightest = this.reach((condition) => held(condition) | CAUTIOUS).silent()
    return Array.from({ length: loosest - tightest + 1 }, (_, place) => tightest + place)
  }
}
