import type { Engine } from '../../engine/engine.ts'
import { type Held, Hypothesis } from '../../engine/hypothesis.ts'
import { CAUTIOUS, TRUSTED } from '../../engine/situation.ts'
import { type Target, withStatements } from '../../engine/target.ts'
import { refusedStatements } from '../../policy/refused.ts'
import type { BehaviorStatement, Condition, Policy, Rank, TrustStatement } from '../../policy/types.ts'
import { isOpaque } from '../opaque.ts'
import { type Region, type Regions, regionsOf } from '../regions/regions.ts'
import { axesOf, choicesOf, sizeOf } from '../space.ts'

/** So many ways the conditions can turn out are looked at for one behavior. */
const MAX_WAYS = 2048
/** So many assignments are tried before it is said that a condition never holds. */
const MAX_ASSIGNMENTS = 20_000

const READINGS = [0, CAUTIOUS, TRUSTED | CAUTIOUS]

/** What the findings stand on: a policy, and everything about its situations that is worth working out only once. */
export class Ground {
  readonly engine: Engine
  readonly policy: Policy
  /** How many ranks the chain of command has, mandates not counted. */
  readonly chain: number
  readonly #regions = new Map<string, Regions>()
  readonly #targets = new Map<string, Target>()
  readonly #ways = new Map<string, readonly Held[] | null>()
  readonly #possible = new Map<Condition, boolean>()
  readonly #numbers = new Map<Condition, number>()
  readonly #refused: ReadonlySet<string>

  constructor(engine: Engine) {
    this.engine = engine
    this.policy = engine.policy
    this.chain = engine.policy.levels.length - engine.policy.mandates
    this.#refused = new Set(refusedStatements(this.policy).map(({ file, line, column }) => `${file}:${line}:${column}`))
  }

  /** What is said about an id that something declares. */
  target(id: string): Target {
    let target = this.#targets.get(id)
    if (target === undefined) {
      target = this.engine.target(id)!
      this.#targets.set(id, target)
    }
    return target
  }

  /** The same id with only what the levels down to a rank say. */
  downTo(target: Target, rank: Rank): Target {
    return withStatements(
      target,
      target.statements.filter((statement) => statement.rank <= rank),
    )
  }

  /** Real situations, one for each way these conditions turn out. */
  regions(conditions: readonly Condition[]): readonly Region[] {
    return this.#regionsOf(conditions).all
  }

  /** Every way these conditions could turn out, those that can't be told anything of in every way; null where they are too many. */
  ways(conditions: readonly Condition[]): readonly Held[] | null {
    const opaque = conditions.filter(isOpaque)
    const { all, left } = this.#regionsOf(conditions.filter((condition) => !isOpaque(condition)))
    if (left !== null || all.length * READINGS.length ** opaque.length > MAX_WAYS) return null
    const turns = choicesOf(opaque.map(() => READINGS.length))
    return all.flatMap(({ held }) =>
      turns.map((turn): Held => {
        if (opaque.length === 0) return held
        return (condition) => {
          const place = condition === null ? -1 : opaque.indexOf(condition)
          return place < 0 ? held(condition) : READINGS[turn[place]!]!
        }
      }),
    )
  }

  /** Every way the conditions of what is said down to a rank could turn out; null where they are too many. */
  waysDownTo(target: Target, rank: Rank): readonly Held[] | null {
    const key = `${rank} ${target.id}`
    let ways = this.#ways.get(key)
    if (ways === undefined) {
      const { conditions } = this.downTo(target, rank)
      ways = this.ways(target.conditions)
      const first = new Map(ways?.map((held) => [conditions.map(held).join(''), held]))
      ways = ways === null ? null : [...first.values()]
      this.#ways.set(key, ways)
    }
    return ways
  }

  /** Whether some values of the facts make a condition true, as far as can be told. */
  canHold(condition: Condition | null): boolean {
    if (condition === null) return true
    let possible = this.#possible.get(condition)
    if (possible === undefined) {
      possible = this.#holdsSomewhere(condition)
      this.#possible.set(condition, possible)
    }
    return possible
  }

  /** Whether an ordinary warning says already that a statement is refused in every situation. */
  isRefused({ source: { file, line, column } }: BehaviorStatement | TrustStatement): boolean {
    return this.#refused.has(`${file}:${line}:${column}`)
  }

  hypothesis(target: Target, held: Held): Hypothesis {
    return new Hypothesis(target, held, this.chain)
  }

  /** The ranks of the chain below one. */
  below(rank: Rank): readonly Rank[] {
    return Array.from({ length: this.chain }, (_, each) => each).slice(rank + 1)
  }

  #regionsOf(conditions: readonly Condition[]): Regions {
    const key = conditions
      .map((condition) => this.#numberOf(condition))
      .sort((a, b) => a - b)
      .join()
    let regions = this.#regions.get(key)
    if (regions === undefined) {
      regions = regionsOf(this.policy, conditions)
      this.#regions.set(key, regions)
    }
    return regions
  }

  #numberOf(condition: Condition): number {
    let number = this.#numbers.get(condition)
    if (number === undefined) {
      number = this.#numbers.size
      this.#numbers.set(condition, number)
    }
    return number
  }

  #holdsSomewhere(condition: Condition): boolean {
    if (isOpaque(condition)) return true
    const axes = axesOf(this.policy, condition.facts, [condition])
    if (sizeOf(axes) > MAX_ASSIGNMENTS) return true
    return choicesOf(axes.map(({ values }) => values.length)).some((choice) => {
      const values = choice.map((at, place) => axes[place]!.values[at]!)
      return condition.evaluate(values, undefined) !== false
    })
  }
}
