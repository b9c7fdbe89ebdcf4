import type { Assertion } from '../../engine/types.ts'
import type { Arguments, Condition } from '../../policy/types.ts'
import type { Belief } from './beliefs.ts'
import type { Group } from './groups.ts'
import { ReadCondition } from './read-condition.ts'
import { type Claims, conditionalTrusts, type FactState, type FactStates, statesOf } from './states.ts'

/** So many situations of facts that hang together are looked at. */
const MAX_STATES = 20_000

/** One way the conditions of a group turn out. */
export interface Outcome {
  /** Tells it from other outcomes. */
  readonly key: string
  /** The fewest assertions that show it. */
  readonly facts: readonly Assertion[]
  readonly situations: number
  readonly readings: ReadonlyMap<Condition, number>
}

/** What is claimed beside what is vouched for: everything, then less, where everything would be too much. */
export const CLAIMS: readonly Claims[] = ['every', 'some', 'none']

/** Facts that hang together: every way the conditions that read them can turn out. */
export class GroupOutcomes {
  /** Whether everything that could be claimed is looked at. */
  readonly exact: boolean
  readonly #group: Group
  /** By fact; null for too many. */
  readonly #states: readonly (readonly FactState[])[] | null
  /** Found for no arguments; those of a group that reads none. */
  readonly #factual: readonly Outcome[] | null

  /**
   * @param claims at most so much is claimed; less where that is too much to look at
   * @param tries how many arguments will be tried
   */
  constructor(group: Group, claims: Claims, tries: number) {
    this.#group = group
    const most = this.#readsArgs() ? MAX_STATES / tries : MAX_STATES
    const fitting = firstFitting(group, claims, most)
    this.exact = fitting?.every(({ exact }) => exact) ?? false
    this.#states = fitting?.map(({ states }) => states) ?? null
    this.#factual = this.#states === null ? null : this.#find(this.#states, undefined)
  }

  /** Each different outcome under some arguments; null where there are too many situations. */
  outcomes(args: Arguments | undefined): readonly Outcome[] | null {
    if (this.#states === null || args === undefined || !this.#readsArgs()) return this.#factual
    return this.#find(this.#states, args)
  }

  #readsArgs(): boolean {
    return this.#group.conditions.some((conditions) => conditions.some(({ readsArgs }) => readsArgs))
  }

  #find(states: readonly (readonly FactState[])[], args: Arguments | undefined): readonly Outcome[] {
    const readers = this.#group.sides.map((_, side) => new SideReader(this.#group, side, args))
    const conditions = this.#group.conditions.flat()
    const found = new Map<string, Found>()
    for (const chosen of everyChoice(states)) {
      const held = readers.flatMap((reader) => reader.held(chosen))
      const key = held.join('')
      const said = chosen.reduce((sum, { assertions }) => sum + assertions.length, 0)
      const known = found.get(key)
      if (known === undefined) found.set(key, { chosen: [...chosen], said, situations: 1, held })
      else {
        known.situations++
        if (said < known.said) Object.assign(known, { chosen: [...chosen], said })
      }
    }
    return [...found].map(([key, { chosen, situations, held }]) => ({
      key,
      facts: chosen.flatMap(({ assertions }) => assertions),
      situations,
      readings: new Map(conditions.map((condition, place) => [condition, held[place]!])),
    }))
  }
}

/** The states of each fact of a group, as much claimed as leaves no more than so many combinations; undefined for too many. */
function firstFitting(group: Group, claims: Claims, most: number): readonly FactStates[] | undefined {
  for (const rung of CLAIMS.slice(CLAIMS.indexOf(claims))) {
    const states = group.facts.map((fact) => statesOf(fact, group.sides, rung))
    if (states.reduce((product, each) => product * each.states.length, 1) <= most) return states
  }
  return undefined
}

interface Found {
  chosen: readonly FactState[]
  /** How many assertions that takes. */
  said: number
  situations: number
  readonly held: readonly number[]
}

/** Every choice of one state for each fact; the list it gives is reused. */
function* everyChoice(states: readonly (readonly FactState[])[]): Generator<readonly FactState[]> {
  const at = states.map(() => 0)
  const chosen: FactState[] = []
  for (;;) {
    for (const [fact, state] of at.entries()) chosen[fact] = states[fact]![state]!
    yield chosen
    let place = states.length - 1
    while (place >= 0 && ++at[place]! === states[place]!.length) at[place--] = 0
    if (place < 0) return
  }
}

/** Reads the conditions of one side. */
class SideReader {
  readonly #side: number
  readonly #conditions: readonly ReadCondition[]
  /** By fact: its conditional trusts. */
  readonly #trusts: readonly (readonly ReadCondition[])[]

  constructor({ facts, conditions }: Group, side: number, args: Arguments | undefined) {
    this.#side = side
    const read = (condition: Condition, given: Arguments | undefined): ReadCondition =>
      new ReadCondition(condition, facts, side, given)
    this.#conditions = conditions[side]!.map((condition) => read(condition, args))
    this.#trusts = facts.map(({ trusts }) =>
      conditionalTrusts(trusts[side]!).map(({ condition }) => read(condition!, undefined)),
    )
  }

  /** For each condition, the readings it holds in. */
  held(chosen: readonly FactState[]): number[] {
    const beliefs = chosen.map((_, fact) => this.#belief(chosen, fact))
    return this.#conditions.map((condition) => condition.held(beliefs))
  }

  #belief(chosen: readonly FactState[], fact: number): Belief {
    const { beliefs } = chosen[fact]!.sides[this.#side]!
    if (beliefs.length <= 1) return beliefs[0]!
    let bits = 0
    for (const [place, trust] of this.#trusts[fact]!.entries()) {
      if (trust.isTrueOf(chosen.map(({ sides }) => sides[this.#side]!.native))) bits |= 1 << place
    }
    return beliefs[bits]!
  }
}
