import type { Engine } from '../engine/engine.ts'
import { Hypothesis, plus } from '../engine/hypothesis.ts'
import { place } from '../engine/place.ts'
import type { Assertion } from '../engine/types.ts'
import type { BehaviorStatement, Rank } from '../policy/types.ts'
import { type Word, type WrittenLayer, wordOf, writtenLayers } from './words.ts'

/** What a level would have to add so that a weaker one could choose a value. */
export interface MinimalGrant {
  /** The weaker level that chooses it. */
  readonly to: string
  /** The fewest statements of the granting level; none where it takes none; null where no statements of its own do it. */
  readonly words: readonly Word[] | null
  /** The same words as files. */
  readonly layers: readonly WrittenLayer[]
  /** Where `words` is null: each statement (`file:line`) that is in the way alone. Empty where no single one is. */
  readonly inTheWay: readonly string[]
}

/** What is wanted, of whom. */
export interface Wanted {
  readonly behavior: string
  readonly value: string
  /** The level that adds statements. */
  readonly by: string
  readonly facts?: readonly Assertion[] | undefined
}

/**
 * For each weaker level, the fewest statements that a level could add to let it choose a value, all that is said now
 * standing. For a scale, null is a proof that none could: not even everything the two levels could add would do.
 * @returns null where the behavior, the value or the level is unknown
 */
export function minimalGrants(
  engine: Engine,
  { behavior, value, by, facts = [] }: Wanted,
): readonly MinimalGrant[] | null {
  const { policy } = engine
  const target = engine.target(behavior)
  const chain = policy.levels.length - policy.mandates
  const rank = policy.levels.indexOf(by)
  const wanted = target?.behavior.values.indexOf(value) ?? -1
  if (target === null || wanted < 0 || rank < 0 || rank >= chain) return null
  const situation = engine.situation(facts)
  const search = new Search(new Hypothesis(target, (condition) => situation.held(condition), chain), rank, wanted)
  return policy.levels.slice(rank + 1, chain).map((to, place) => {
    const found = search.fewest(rank + 1 + place)
    const words = found?.map((statement) => wordOf(statement, policy, target.behavior.values)) ?? null
    const layers = writtenLayers(words ?? [], policy.levels)
    return { to, words, layers, inTheWay: words === null ? search.inTheWay(rank + 1 + place) : [] }
  })
}

class Search {
  readonly #hypothesis: Hypothesis
  readonly #by: Rank
  readonly #wanted: number

  constructor(hypothesis: Hypothesis, by: Rank, wanted: number) {
    this.#hypothesis = hypothesis
    this.#by = by
    this.#wanted = wanted
  }

  /** Statements of the granting level with which a weaker one's `set` brings the value about. */
  fewest(to: Rank): readonly BehaviorStatement[] | null {
    const { target, chain } = this.#hypothesis
    if (this.#by < target.behavior.declaredAt) return this.#reaches(to, []) ? [] : null
    const weaker = Array.from({ length: chain }, (_, rank) => rank).slice(this.#by + 1)
    const all = target.behavior.values.map((_, index) => index)
    const looser = target.behavior.kind === 'scale' ? all.slice(this.#wanted + 1) : []
    const values = [this.#wanted, ...looser.slice(-1)]
    const others = weaker.filter((rank) => rank !== to)
    const single = [
      ...[to, ...others].flatMap((rank) => values.map((value) => this.#hypothesis.grant(this.#by, rank, [value]))),
      ...[this.#wanted, ...looser].map((value) => this.#hypothesis.set(this.#by, value)),
      this.#hypothesis.limit(this.#by, [this.#wanted]),
    ]
    const pairs = single.flatMap((first, place) => single.slice(place + 1).map((second) => [first, second]))
    return [[], ...single.map((word) => [word]), ...pairs].find((words) => this.#reaches(to, words)) ?? null
  }

  /** Statements without any one of which words of the granting level would do. */
  inTheWay(to: Rank): readonly string[] {
    const { target } = this.#hypothesis
    const grant = this.#hypothesis.grant(this.#by, to, [this.#wanted])
    const set = this.#hypothesis.set(this.#by, this.#wanted)
    const found = target.statements.filter((statement) => {
      const left = target.statements.filter((each) => each !== statement)
      return [[], [grant], [set]].some((words) => this.#reaches(to, words, left))
    })
    return found.map(({ source }) => place(source))
  }

  #reaches(to: Rank, words: readonly BehaviorStatement[], mounted = this.#hypothesis.target.statements): boolean {
    if (to < this.#hypothesis.target.behavior.declaredAt) return false
    const said = [...words, this.#hypothesis.set(to, this.#wanted)]
    return this.#hypothesis.under(said.reduce<readonly BehaviorStatement[]>(plus, mounted)) === this.#wanted
  }
}
