import { Engine } from '../engine/engine.ts'
import { place } from '../engine/place.ts'
import type { Assertion } from '../engine/types.ts'
import type { Arguments, BehaviorStatement, Invariant, Policy, Rank } from '../policy/types.ts'
import { contested } from './claims.ts'
import { membersOf } from './family.ts'
import { type FreeOptions, freeRanks } from './free.ts'
import { argumentsToTry } from './opaque.ts'
import { Outcomes } from './outcomes.ts'
import { type Axis, axesOf, choicesOf, situationsOf, sizeOf } from './space.ts'
import { type Suspicion, Violation } from './violation.ts'
import { silenced, type Witness, withWords, wordOf, writtenLayers } from './words.ts'

/** So many situations are looked at for one invariant, and so many choices of tools. */
const MAX_SITUATIONS = 20_000
const MAX_ASSIGNMENTS = 256
/** So many ways to bring a violation about are tried in the engine. */
const MAX_TRIALS = 2000

/** A situation, and words that the free levels could say, in which an invariant does not hold. */
export interface Counterexample extends Witness {
  /** The value of each behavior that the invariant speaks of, as the engine decided it. */
  readonly values: Readonly<Record<string, string>>
}

/** Whether an invariant holds in every situation and whatever the free levels say. */
export interface Proof {
  readonly invariant: string
  /** Whose it is: level and `file:line`. */
  readonly level: string
  readonly source: string
  readonly answer: 'holds' | 'refuted' | 'undecided'
  /** Why it is undecided; null otherwise. */
  readonly reason: string | null
  readonly counterexample: Counterexample | null
  /** How many situations were looked at. */
  readonly situations: number
}

/**
 * Proves every invariant over all situations (what is trusted of each fact, whatever is claimed beside it) and all words
 * of the free levels, or refutes it with a smallest counterexample that an engine decided.
 */
export function prove(engine: Engine, options: FreeOptions = {}): readonly Proof[] {
  const free = freeRanks(engine.policy, options)
  const policy = silenced(engine.policy, free)
  return policy.invariants.map((invariant) => new Prover(policy, invariant, free).proof())
}

class Prover {
  readonly #policy: Policy
  readonly #engine: Engine
  readonly #invariant: Invariant
  readonly #free: readonly Rank[]
  #situations = 0
  #trials = 0

  constructor(policy: Policy, invariant: Invariant, free: readonly Rank[]) {
    this.#policy = policy
    this.#engine = new Engine(policy)
    this.#invariant = invariant
    this.#free = free
  }

  proof(): Proof {
    const patterns = [...new Set(this.#invariant.atoms.map(({ behavior }) => behavior))]
    const members = patterns.map((pattern) => membersOf(pattern, this.#policy))
    const reasons = new Set<string>()
    if (sizeOf(members.map((values) => ({ values }))) > MAX_ASSIGNMENTS) return this.#answer('too many tools are named')
    for (const choice of choicesOf(members.map((each) => each.length))) {
      const ids = new Map(patterns.map((pattern, at) => [pattern, members[at]![choice[at]!]!]))
      const found = this.#refute(this.#invariant.atoms.map(({ behavior }) => ids.get(behavior)!))
      if (typeof found === 'string') reasons.add(found)
      else if (found !== null) return this.#answer(null, found)
    }
    return this.#answer(reasons.size === 0 ? null : [...reasons].join('; '))
  }

  #answer(reason: string | null, counterexample: Counterexample | null = null): Proof {
    const { name, source, rank } = this.#invariant
    const answer = counterexample !== null ? 'refuted' : reason !== null ? 'undecided' : 'holds'
    const level = this.#policy.levels[rank]!
    const situations = this.#situations
    return { invariant: name, level, source: place(source), answer, reason, counterexample, situations }
  }

  /**
   * Looks for a violation with one behavior for each atom.
   * @returns a counterexample, or null where there is none, or why that can't be told
   */
  #refute(atoms: readonly string[]): Counterexample | string | null {
    const { condition } = this.#invariant
    const chain = this.#policy.levels.length - this.#policy.mandates
    const ids = [...new Set(atoms)]
    const outcomes = ids.map((id) => new Outcomes(this.#engine.target(id)!, chain, this.#free))
    const conditions = [condition, ...outcomes.flatMap(({ target }) => target.conditions)]
    const axes = axesOf(
      this.#policy,
      conditions.flatMap(({ facts }) => facts),
      conditions,
    )
    if (sizeOf(axes) > MAX_SITUATIONS) return `${sizeOf(axes)} situations are too many to look at`
    const violation = new Violation(this.#policy, this.#invariant, atoms, outcomes)
    let reason = condition.constants.includes(null) ? 'the invariant calculates with a number' : null
    for (const facts of situationsOf(this.#policy, axes)) {
      this.#situations++
      for (const suspicion of violation.suspicions(this.#engine.situation(facts), facts)) {
        const found = this.#realised(suspicion, violation, axes)
        if (found !== null) return found
        reason = violation.opaque() ?? 'values that would violate it could not be brought about by trying'
      }
    }
    return reason
  }

  /** Words, claims and arguments that really violate the invariant; null where none of those tried does. */
  #realised(suspicion: Suspicion, violation: Violation, axes: readonly Axis[]): Counterexample | null {
    for (const args of argumentsToTry(violation.outcomes.flatMap(({ opaque }) => opaque))) {
      for (const facts of violation.claimable() ? contested(this.#policy, suspicion.facts, axes) : [suspicion.facts]) {
        if (++this.#trials > MAX_TRIALS) return null
        const situation = this.#engine.situation(facts, args)
        const statements = violation.words(situation, suspicion.values)
        if (statements === null || !this.#violates(violation, statements, facts, args)) continue
        const fewer = this.#shrunk(violation, statements, facts, args)
        return this.#counterexample(violation, statements, fewer, args)
      }
    }
    return null
  }

  #violates(
    violation: Violation,
    statements: readonly BehaviorStatement[],
    facts: readonly Assertion[],
    args: Arguments | undefined,
  ): boolean {
    const engine = new Engine(withWords(this.#policy, statements, []))
    const values = violation.ids.map((id) => engine.value(id, facts, args)!)
    return !violation.holds(engine.situation(facts, args), values)
  }

  /** Without the assertions that it does not take. */
  #shrunk(
    violation: Violation,
    statements: readonly BehaviorStatement[],
    facts: readonly Assertion[],
    args: Arguments | undefined,
  ): readonly Assertion[] {
    let left = facts
    for (const assertion of facts) {
      const fewer = left.filter((each) => each !== assertion)
      if (this.#violates(violation, statements, fewer, args)) left = fewer
    }
    return left
  }

  #counterexample(
    { ids, outcomes }: Violation,
    statements: readonly BehaviorStatement[],
    facts: readonly Assertion[],
    args: Arguments | undefined,
  ): Counterexample {
    const engine = new Engine(withWords(this.#policy, statements, []))
    const values = Object.fromEntries(ids.map((id) => [id, engine.value(id, facts, args)!]))
    const words = statements.map((statement) => {
      const { behavior } = outcomes[ids.indexOf(statement.pattern)]!.target
      return wordOf(statement, this.#policy, behavior.values)
    })
    const layers = writtenLayers(words, this.#policy.levels)
    return { words, layers, facts, ...(args === undefined ? {} : { args }), values }
  }
}
