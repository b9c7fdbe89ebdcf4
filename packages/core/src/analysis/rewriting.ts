import { canonicalLevel } from '../document/levels.ts'
import { traceDecision } from '../engine/decision.ts'
import type { Engine } from '../engine/engine.ts'
import { readings } from '../engine/fold.ts'
import { Hypothesis, plus } from '../engine/hypothesis.ts'
import { Situation } from '../engine/situation.ts'
import { type Target, withStatements } from '../engine/target.ts'
import type { Assertion, Step } from '../engine/types.ts'
import { fits } from '../engine/vouching.ts'
import type { BehaviorStatement, Policy, Rank, TrustStatement } from '../policy/types.ts'
import { choicesOf } from './space.ts'
import { silenced, trusting, withWords } from './words.ts'

/** So many ways to trust those below are tried; past that: none of them, each alone, and all. */
const MAX_TRUSTS = 256

/** What a level could make of one behavior by rewriting its own words; values as indices, tightest first. */
export interface Prospect {
  /** What would hold if it and those below said nothing. */
  readonly silent: number
  /** What would hold under its words as they are, if those below said nothing. */
  readonly standing: number
  /** Everything that some words of its own would bring about, those below silent. */
  readonly outcomes: readonly number[]
  /** What a `set` of its own would choose, and hold. */
  readonly sets: readonly number[]
  /** What a grant of its own would newly give some weaker level, as far as it would give anything. */
  readonly grants: readonly number[]
}

/** One level that says something else than it does, in one situation: those above it as they stand, those below silent. */
export class Rewriting {
  readonly rank: Rank
  readonly #engine: Engine
  readonly #facts: readonly Assertion[]
  /** The policy where this level and those below say nothing. */
  readonly #silent: Policy
  readonly #standing: Situation
  readonly #situations = new Map<string, Situation>()

  constructor(engine: Engine, facts: readonly Assertion[], rank: Rank) {
    const { policy } = engine
    const below = policy.levels.flatMap((_, each) => (each > rank ? [each] : []))
    this.rank = rank
    this.#engine = engine
    this.#facts = facts
    this.#silent = silenced(policy, [rank, ...below])
    this.#standing = new Situation(silenced(policy, below), facts)
  }

  /** What it could make of a behavior; null where it can't name it. */
  of(target: Target): Prospect | null {
    if (this.rank < target.behavior.declaredAt) return null
    const chain = this.#engine.policy.levels.length - this.#engine.policy.mandates
    const own = target.statements.filter((statement) => statement.rank <= this.rank)
    const above = withStatements(
      target,
      own.filter((statement) => statement.rank < this.rank),
    )
    const under = (situation: Situation, statements: readonly BehaviorStatement[]): number =>
      new Hypothesis(target, (condition) => situation.held(condition), chain).under(statements)
    const tried = this.#trusts(above).map((trusts) => this.#where(trusts))
    const rewritten = tried.map((situation) => this.#rewritten(above, situation, chain))
    return {
      silent: under(tried[0]!, above.statements),
      standing: under(this.#standing, own),
      outcomes: distinct(rewritten.flatMap(({ outcomes }) => outcomes)),
      sets: distinct(rewritten.flatMap(({ sets }) => sets)),
      grants: distinct(rewritten.flatMap(({ grants }) => grants)),
    }
  }

  #rewritten(above: Target, situation: Situation, chain: number): Pick<Prospect, 'outcomes' | 'sets' | 'grants'> {
    const hypothesis = new Hypothesis(above, (condition) => situation.held(condition), chain)
    const { values, kind } = above.behavior
    const all = values.map((_, value) => value)
    const outcomes = [hypothesis.under(above.statements)]
    const sets: number[] = []
    for (const value of all) {
      const { step, outcome } = this.#said(above, situation, hypothesis.set(this.rank, value))
      outcomes.push(outcome)
      if (step.effect === 'set' && outcome === value) sets.push(value)
    }
    const most = kind === 'scale' ? [values.length - 1] : all
    const grants = Array.from({ length: chain - this.rank - 1 }, (_, below) => this.rank + 1 + below).flatMap((to) => {
      const { step } = this.#said(above, situation, hypothesis.grant(this.rank, to, most))
      if (step.effect !== 'granted') return []
      return step.after!.filter((value) => !step.before!.includes(value)).map((value) => values.indexOf(value))
    })
    return { outcomes, sets, grants }
  }

  /** What one more statement does, as the engine tells it. */
  #said(above: Target, situation: Situation, added: BehaviorStatement): { step: Step; outcome: number } {
    const target = withStatements(above, plus(above.statements, added))
    const { trace, value } = traceDecision(target, readings(target, situation), this.#engine.policy)
    return { step: trace[target.statements.indexOf(added)]!, outcome: target.behavior.values.indexOf(value) }
  }

  #where(trusts: readonly TrustStatement[]): Situation {
    const key = JSON.stringify(trusts.map(({ fact, to, heard }) => [fact, to, heard]))
    let situation = this.#situations.get(key)
    if (situation === undefined) {
      situation = new Situation(withWords(this.#silent, [], trusts), this.#facts)
      this.#situations.set(key, situation)
    }
    return situation
  }

  /** What it could trust those below about of what they assert, as far as it matters to a target; nothing first. */
  #trusts(target: Target): readonly (readonly TrustStatement[])[] {
    const { levels, facts } = this.#engine.policy
    const said = this.#facts.flatMap(({ name, value, by, heard = false }) => {
      const fact = facts.find((each) => each.name === name)
      const to = levels.indexOf(canonicalLevel(by))
      const matters = fact !== undefined && target.facts.includes(fact.index) && fits(fact, value)
      return matters && to > this.rank && this.rank >= fact.declaredAt ? [{ fact: fact.index, to, heard }] : []
    })
    const pairs = new Map<string, (readonly TrustStatement[])[]>()
    for (const { fact, to, heard } of said) {
      const spoken = { ...trusting(this.rank, to, fact), heard: false }
      const options = pairs.get(`${fact} ${to}`) ?? [[], [spoken]]
      if (heard && options.length < 3) options.push([trusting(this.rank, to, fact)])
      pairs.set(`${fact} ${to}`, options)
    }
    const options = [...pairs.values()]
    const ways = options.reduce((product, each) => product * each.length, 1)
    if (ways > MAX_TRUSTS)
      return [[], ...options.flatMap((each) => each.slice(1)), options.flatMap((each) => each.at(-1)!)]
    return choicesOf(options.map((each) => each.length)).map((choice) =>
      choice.flatMap((at, place) => options[place]![at]!),
    )
  }
}

const distinct = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b)
