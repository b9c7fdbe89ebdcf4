import type { Arguments, Policy } from '../policy/types.ts'
import { interned } from './cells.ts'
import { traceDecision } from './decision.ts'
import { fold, readings } from './fold.ts'
import { Situation } from './situation.ts'
import { type Numbering, SituationTable } from './table.ts'
import { type Target, targetOf } from './target.ts'
import type { Assertion, Decision, Undecided } from './types.ts'

/** Ids of tools are open-ended; so many resolved ids, and remembered situations for each, are kept at the most. */
const MAX_TARGETS = 4096
const MAX_REMEMBERED = 4096

/** How many answers came out of a table and how many were folded anew. */
export interface EngineStats {
  readonly tabulated: number
  readonly computed: number
}

/** A situation that was read once. */
export interface Moment {
  /** As `Engine.value`. */
  value(behavior: string): string | null
  /** As `Engine.decide`. */
  decide(behavior: string): Decision | Undecided
}

/** What is known of one id: what is said about it, and the answers found so far. */
interface Known {
  readonly target: Target
  readonly numbering: Numbering | null
  /** The values of the behavior, compared by identity. */
  readonly values: readonly string[]
  readonly answers: Answers
}

/** Answers found so far, by number of the situation; shared by all ids about which the same is said. */
interface Answers {
  /** Index of the decided value for each uncontested situation; -1 where not yet decided. */
  readonly table: Int16Array
  readonly contested: Map<number, number>
  /** Decisions by number of an uncontested situation, where those are few; `decisions` has the others. */
  readonly traces: (Decision | undefined)[]
  readonly decisions: Map<number, Decision>
}

/**
 * Decides behaviors under one policy. A decision depends on the situation only through the cells its facts fall into,
 * so each is folded once and then looked up; what can't be tabulated (arguments of tool calls, say) is folded each time.
 */
export class Engine {
  readonly policy: Policy
  readonly #chain: number
  readonly #situations: SituationTable
  readonly #known = new Map<string, Known | null>()
  /** By declaration and statements: as many as a policy has ways to name ids, however many ids are asked about. */
  readonly #answers = new Map<string, Answers>()
  #tabulated = 0
  #computed = 0

  constructor(policy: Policy) {
    this.policy = policy
    this.#chain = policy.levels.length - policy.mandates
    this.#situations = new SituationTable(policy)
  }

  /**
   * The decided value of a behavior, without its trace.
   * @returns null for an id that nothing declares, which is never permission
   */
  value(behavior: string, facts: readonly Assertion[], args?: Arguments): string | null {
    const known = this.#know(behavior)
    if (known === null) return null
    const number = known.numbering === null ? -1 : this.#situations.read(known.numbering, facts)
    return this.#valueAt(known, number, facts, args)
  }

  /** The decision with its trace, or why there is none. */
  decide(behavior: string, facts: readonly Assertion[], args?: Arguments): Decision | Undecided {
    const known = this.#know(behavior)
    if (known === null) return undecided(behavior)
    const number = known.numbering === null ? -1 : this.#situations.read(known.numbering, facts)
    return this.#decideAt(known, number, facts, args)
  }

  /**
   * Reads a situation once, to decide any number of behaviors in it: what a service does with every request. Later
   * changes to the list that was given have no effect.
   */
  at(facts: readonly Assertion[], args?: Arguments): Moment {
    const said = facts.map((assertion) => ({ ...assertion }))
    const situation = this.#situations.readOnce(said)
    const numberOf = ({ numbering }: Known): number =>
      numbering === null ? -1 : this.#situations.numberOf(numbering, situation)
    return {
      value: (behavior) => {
        const known = this.#know(behavior)
        return known === null ? null : this.#valueAt(known, numberOf(known), said, args)
      },
      decide: (behavior) => {
        const known = this.#know(behavior)
        return known === null ? undecided(behavior) : this.#decideAt(known, numberOf(known), said, args)
      },
    }
  }

  #valueAt(known: Known, number: number, facts: readonly Assertion[], args: Arguments | undefined): string {
    const { values, answers } = known
    const { table } = answers
    let value = number < 0 ? -1 : number < table.length ? table[number]! : (answers.contested.get(number) ?? -1)
    if (value < 0) value = this.#decideValue(known, number, facts, args)
    else this.#tabulated++
    return values[value]!
  }

  #decideAt(known: Known, number: number, facts: readonly Assertion[], args: Arguments | undefined): Decision {
    const { target, answers } = known
    const { traces, decisions } = answers
    const found = number < 0 ? undefined : number < traces.length ? traces[number] : decisions.get(number)
    if (found !== undefined) {
      this.#tabulated++
      return found.behavior === target.id ? found : Object.freeze({ ...found, behavior: target.id })
    }
    this.#computed++
    const decision = traceDecision(target, readings(target, this.situation(facts, args)), this.policy)
    if (number >= traces.length) remember(decisions, number, decision)
    else if (number >= 0) traces[number] = decision
    return decision
  }

  /** What is trusted, what is merely claimed, and what was discarded of these assertions. */
  situation(facts: readonly Assertion[], args?: Arguments): Situation {
    return new Situation(this.policy, facts, args)
  }

  /** What is said about an id, or null where nothing declares it. */
  target(behavior: string): Target | null {
    return this.#know(behavior)?.target ?? null
  }

  stats(): EngineStats {
    return { tabulated: this.#tabulated, computed: this.#computed }
  }

  #decideValue(known: Known, number: number, facts: readonly Assertion[], args: Arguments | undefined): number {
    this.#computed++
    const { value } = fold(known.target, readings(known.target, this.situation(facts, args)), this.#chain, null)
    const { table, contested } = known.answers
    if (number >= table.length) remember(contested, number, value)
    else if (number >= 0) table[number] = value
    return value
  }

  #know(behavior: string): Known | null {
    const known = this.#known.get(behavior)
    return known === undefined ? this.#learn(behavior) : known
  }

  #learn(behavior: string): Known | null {
    if (this.#known.size >= MAX_TARGETS) this.#known.clear()
    const target = targetOf(behavior, this.policy)
    const known = target === null ? null : this.#read(target)
    this.#known.set(behavior, known)
    return known
  }

  #read(target: Target): Known {
    const numbering = target.readsArgs ? null : this.#situations.numbering(target.facts)
    const same = JSON.stringify([target.behavior.id, ...target.statements.map((statement) => statement.index)])
    const answers = this.#answers.get(same) ?? noAnswers(numbering?.size ?? 0)
    if (target.statements.length > 0) this.#answers.set(same, answers)
    return { target, numbering, values: interned(target.behavior.values), answers }
  }
}

function noAnswers(size: number): Answers {
  const traces = new Array<Decision | undefined>(size <= MAX_REMEMBERED ? size : 0).fill(undefined)
  return { table: new Int16Array(size).fill(-1), contested: new Map(), traces, decisions: new Map() }
}

/** An engine for one policy. */
export const createEngine = (policy: Policy): Engine => new Engine(policy)

const undecided = (behavior: string): Undecided => ({
  behavior,
  value: null,
  error: { code: 'unknown-behavior', message: `no behavior named \`${behavior}\` is declared` },
})

function remember<T>(answers: Map<number, T>, number: number, answer: T): void {
  if (answers.size >= MAX_REMEMBERED) answers.clear()
  answers.set(number, answer)
}
