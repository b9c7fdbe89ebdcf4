import { CAUTIOUS, MAX_ASSIGNMENTS, TRUSTED } from '../../engine/situation.ts'
import type { Arguments, Condition } from '../../policy/types.ts'
import type { Belief } from './beliefs.ts'
import type { SharedFact } from './groups.ts'
import { TruthTable } from './truth-table.ts'

/** Ids of beliefs are told apart below this; so many facts of a condition make one exact number. */
const MAX_BELIEFS = 4096
const MAX_FACTS = 4

/** A condition over facts of a group, read once for each choice of what is believed of those it reads. */
export class ReadCondition {
  /** Places in the group of the facts it reads. */
  readonly #reads: readonly number[]
  readonly #table: TruthTable
  readonly #known = new Map<number, number>()

  constructor(condition: Condition, facts: readonly SharedFact[], side: number, args: Arguments | undefined) {
    const places = facts.map(({ declared }) => declared[side]?.index)
    this.#reads = condition.facts.map((fact) => places.indexOf(fact))
    const domains = this.#reads.map((place) => facts[place]!.values)
    this.#table = new TruthTable(condition, domains, args)
  }

  /** @param values by fact of the group */
  isTrueOf(values: readonly number[]): boolean {
    return this.#table.isTrue(this.#reads.map((fact) => values[fact]!))
  }

  /**
   * The readings it holds in.
   * @param beliefs by fact of the group
   */
  held(beliefs: readonly Belief[]): number {
    let number = 0
    for (const fact of this.#reads) number = number * MAX_BELIEFS + beliefs[fact]!.id
    const exact = this.#reads.length <= MAX_FACTS
    const known = exact ? this.#known.get(number) : undefined
    if (known !== undefined) return known
    const held = this.#held(this.#reads.map((fact) => beliefs[fact]!))
    if (exact) this.#known.set(number, held)
    return held
  }

  #held(read: readonly Belief[]): number {
    if (this.#table.isTrue(read.map(({ trusted }) => trusted))) return TRUSTED | CAUTIOUS
    const assignments = read.reduce((product, { count }) => product * count, 1)
    const could = assignments > MAX_ASSIGNMENTS || this.#table.couldBeTrue(read.map(({ candidates }) => candidates))
    return could ? CAUTIOUS : 0
  }
}
