import { grantRefusal } from '../engine/grant.ts'
import { type Held, Hypothesis, plus } from '../engine/hypothesis.ts'
import { TRUSTED } from '../engine/situation.ts'
import type { Target } from '../engine/target.ts'
import type { BehaviorStatement, Rank } from '../policy/types.ts'

/**
 * What the free levels, who may say anything, can bring about in one situation.
 *
 * Of a scale the loosest value is what comes of everything they could say to loosen it, for more said never tightens it
 * (the law *attenuating*); a tighter value takes one limit, and mandates below make of it what they make of it. Of a choice a value can come about only where some level
 * that speaks has it within reach.
 */
export class Reach {
  readonly #hypothesis: Hypothesis
  readonly #held: Held
  /** Ranks that may say anything about the target: those that can name it. */
  readonly #free: readonly Rank[]
  readonly #mounted: readonly BehaviorStatement[]
  readonly #all: readonly number[]

  constructor(target: Target, held: Held, chain: number, free: readonly Rank[]) {
    this.#hypothesis = new Hypothesis(target, held, chain)
    this.#held = held
    this.#free = free.filter((rank) => rank >= target.behavior.declaredAt)
    this.#mounted = target.statements.filter((statement) => !free.includes(statement.rank))
    this.#all = target.behavior.values.map((_, index) => index)
  }

  /** The value while the free levels are silent. */
  silent(): number {
    return this.#hypothesis.under(this.#mounted)
  }

  /** The loosest value of a scale that any words reach. */
  loosest(): number {
    return this.#under(this.#free.flatMap((rank) => this.#loosening(rank)))
  }

  /** Indices of all values that some words could bring about, ascending: never too few, for a choice perhaps too many. */
  possible(): readonly number[] {
    const { kind } = this.#hypothesis.target.behavior
    if (kind === 'bright-line' || this.#free.length === 0) return [this.silent()]
    if (kind === 'scale') return this.#possibleOnScale()
    return this.#possibleChoices()
  }

  /** The fewest words that bring a value about; null where none were found, which for a scale means that none do. */
  shortest(value: number): readonly BehaviorStatement[] | null {
    const reaches = (words: readonly BehaviorStatement[]): boolean => this.#under(words) === value
    if (reaches([])) return []
    const single = this.#singles(value)
    const one = single.find((word) => reaches([word]))
    if (one !== undefined) return [one]
    for (const first of single) {
      const second = single.find((word) => word !== first && reaches([first, word]))
      if (second !== undefined) return [first, second].sort((a, b) => a.rank - b.rank)
    }
    return null
  }

  #under(words: readonly BehaviorStatement[]): number {
    return this.#hypothesis.under(words.reduce<readonly BehaviorStatement[]>(plus, this.#mounted))
  }

  /** A level chooses the value itself, or lets a weaker one choose it, or takes away what is not it. */
  #singles(value: number): readonly BehaviorStatement[] {
    const { target } = this.#hypothesis
    if (target.behavior.kind === 'bright-line') return []
    // A limit may lower what a set has to say looser for a later one to stand.
    const looser = target.behavior.kind === 'scale' ? this.#all.slice(value + 1) : []
    return [
      ...this.#free.map((rank) => this.#hypothesis.set(rank, value)),
      ...looser.flatMap((each) => this.#free.map((rank) => this.#hypothesis.set(rank, each))),
      ...this.#free.map((rank) => this.#hypothesis.limit(rank, [value])),
      ...this.#grants([value]),
      ...(target.behavior.kind === 'scale' ? this.#grants(this.#all.slice(-1)) : []),
    ]
  }

  /** All that a level can say to loosen: grants of everything, and each value in turn, of which the last within reach stands. */
  #loosening(rank: Rank): readonly BehaviorStatement[] {
    const most = this.#hypothesis.target.behavior.kind === 'scale' ? this.#all.slice(-1) : this.#all
    return [
      ...this.#weaker(rank).map((to) => this.#hypothesis.grant(rank, to, most)),
      ...this.#all.map((value) => this.#hypothesis.set(rank, value)),
    ]
  }

  #grants(values: readonly number[]): readonly BehaviorStatement[] {
    return this.#free.flatMap((rank) => this.#weaker(rank).map((to) => this.#hypothesis.grant(rank, to, values)))
  }

  #weaker(rank: Rank): Rank[] {
    return Array.from({ length: this.#hypothesis.chain }, (_, each) => each).slice(rank + 1)
  }

  #possibleOnScale(): readonly number[] {
    const most = this.#free.flatMap((rank) => this.#loosening(rank))
    const left = this.#all.map((value) => this.#under([...most, this.#hypothesis.limit(this.#free[0]!, [value])]))
    return [...new Set(left)].sort((a, b) => a - b)
  }

  /**
   * A value that ends up decided is the default, or was set by somebody with reach, or was left by a limit of somebody
   * with reach. How far anyone could reach at the most follows from granting everything. What levels stronger than any
   * free one have ruled out stays ruled out.
   */
  #possibleChoices(): readonly number[] {
    const { behavior } = this.#hypothesis.target
    const reach = this.#mostReach()
    const reached = new Set<number>([behavior.default, this.silent()])
    for (const rank of this.#free) for (const value of reach[rank]!) reached.add(value)
    for (const statement of this.#mounted) {
      if ((this.#held(statement.condition) & TRUSTED) === 0) continue
      const said = statement.kind === 'set' ? [statement.value] : statement.kind === 'limit' ? statement.values : []
      for (const value of said) if (reach[statement.rank]?.includes(value)) reached.add(value)
    }
    const stronger = this.#mounted.filter(({ rank }) => rank < Math.min(...this.#free))
    const allowed = this.#hypothesis.allowedUnder(stronger)
    return this.#all.filter((value) => reached.has(value) && allowed.includes(value))
  }

  /** By rank: what each could choose if the free levels granted all they can. */
  #mostReach(): readonly (readonly number[])[] {
    const { target, chain } = this.#hypothesis
    const { behavior } = target
    const reach = Array.from({ length: chain }, (_, rank) => (rank <= behavior.authority ? this.#all : []))
    const grants = this.#free
      .flatMap((rank) => this.#loosening(rank))
      .reduce<readonly BehaviorStatement[]>(plus, this.#mounted)
    for (const grant of grants) {
      if (grant.kind !== 'grant' || (this.#held(grant.condition) & TRUSTED) === 0) continue
      if (grantRefusal(grant, behavior, chain) !== null) continue
      const given = grant.values.filter(
        (each) => reach[grant.rank]!.includes(each) && behavior.delegable.includes(each),
      )
      reach[grant.to] = [...new Set([...reach[grant.to]!, ...given])]
    }
    return reach
  }
}
