import { canonicalLevel } from '../document/levels.ts'
import type { FactValue } from '../document/types.ts'
import type { Arguments, Condition, Policy, Rank, TrustStatement } from '../policy/types.ts'
import { place } from './place.ts'
import type { Assertion, FactReading, Reason } from './types.ts'
import { fits, nativeRanks, type Vouching, vouching } from './vouching.ts'

/** Past so many assignments a condition holds in the cautious reading. */
export const MAX_ASSIGNMENTS = 256

/** A condition's two readings as bits: what loosens needs `TRUSTED`, what tightens `CAUTIOUS`. */
export const CAUTIOUS = 1
export const TRUSTED = 2

interface Word {
  readonly fact: number
  readonly rank: Rank
  readonly value: FactValue
  readonly heard: boolean
}

/** One situation, read exactly: what is trusted of each fact, what else was said, and which conditions hold. */
export class Situation {
  /** By fact index. */
  readonly trusted: readonly FactValue[]
  readonly rejectedTrusts: { trust: TrustStatement; reason: Reason }[] = []
  /** Assertions that count in neither reading: unknown fact or level, wrong type, outside the domain. */
  readonly discarded: Assertion[] = []
  readonly #policy: Policy
  readonly #words: readonly Word[]
  readonly #args: Arguments | undefined
  readonly #vouching: Vouching
  readonly #held = new Map<Condition, number>()

  constructor(policy: Policy, facts: readonly Assertion[], args?: Arguments) {
    this.#policy = policy
    this.#args = args
    this.#words = facts.flatMap((assertion) => this.#word(assertion))
    const base = this.#trustedBy(
      (word) => !word.heard && (nativeRanks(policy.facts[word.fact]!) & (1 << word.rank)) !== 0,
    )
    this.#vouching = vouching(
      policy,
      (condition) =>
        condition === null ||
        condition.evaluate(
          condition.facts.map((fact) => base[fact]!),
          undefined,
        ) === true,
      (trust, reason) => this.rejectedTrusts.push({ trust, reason }),
    )
    this.trusted = this.#trustedBy((word) => counts(this.#vouching, word))
  }

  /** `TRUSTED | CAUTIOUS`, `CAUTIOUS` or 0; both for no condition. */
  held(condition: Condition | null): number {
    if (condition === null) return TRUSTED | CAUTIOUS
    let held = this.#held.get(condition)
    if (held === undefined) {
      const trusted =
        condition.evaluate(
          condition.facts.map((fact) => this.trusted[fact]!),
          this.#args,
        ) === true
      held = trusted ? TRUSTED | CAUTIOUS : this.#cautious(condition) ? CAUTIOUS : 0
      this.#held.set(condition, held)
    }
    return held
  }

  /** The values a fact may take in the cautious reading. */
  candidates(fact: number): readonly FactValue[] {
    const said = this.#words.filter((word) => word.fact === fact).map((word) => word.value)
    return [...new Set([this.trusted[fact]!, ...said])]
  }

  /** What a fact is taken to be, on whose word, and what else was said about it. */
  reading(fact: number): FactReading {
    const { levels, facts } = this.#policy
    const { name, vouchedBy } = facts[fact]!
    const words = this.#words.filter((word) => word.fact === fact)
    const counted = words.filter((word) => counts(this.#vouching, word)).map((word) => word.rank)
    const rank = counted.length === 0 ? null : Math.min(...counted)
    const trust = this.#vouching.trusts.find((each) => each.fact === fact && each.to === rank)
    const value = this.trusted[fact]!
    return {
      name,
      value,
      by: rank === null ? null : levels[rank]!,
      trust: rank === null || rank <= vouchedBy || trust === undefined ? null : place(trust.source),
      claimed: words
        .filter((word) => word.value !== value)
        .map((word) => ({ value: word.value, by: levels[word.rank]! })),
      rejected: this.rejectedTrusts
        .filter((each) => each.trust.fact === fact)
        .map(({ trust: { rank: by, source }, reason }) => ({
          statement: 'trust',
          level: levels[by]!,
          reason,
          source: place(source),
        })),
    }
  }

  #word(assertion: Assertion): Word[] {
    if (assertion.by === 'none') return []
    const fact = this.#policy.facts.find((each) => each.name === assertion.name)
    const { levels, mandates } = this.#policy
    const rank = levels.slice(0, levels.length - mandates).indexOf(canonicalLevel(assertion.by))
    if (fact === undefined || rank < 0 || !fits(fact, assertion.value)) {
      this.discarded.push(assertion)
      return []
    }
    return [{ fact: fact.index, rank, value: assertion.value, heard: assertion.heard === true }]
  }

  #trustedBy(entitled: (word: Word) => boolean): FactValue[] {
    const values = this.#policy.facts.map((fact) => fact.assume)
    const ranks = new Map<number, Rank>()
    for (const word of this.#words) {
      if (!entitled(word) || word.rank > (ranks.get(word.fact) ?? word.rank)) continue
      ranks.set(word.fact, word.rank)
      values[word.fact] = word.value
    }
    return values
  }

  #cautious(condition: Condition): boolean {
    const candidates = condition.facts.map((fact) => this.candidates(fact))
    const assignments = candidates.reduce((product, values) => product * values.length, 1)
    if (assignments > MAX_ASSIGNMENTS) return true
    for (let assignment = 0; assignment < assignments; assignment++) {
      let rest = assignment
      const values = candidates.map((each) => {
        const value = each[rest % each.length]!
        rest = Math.floor(rest / each.length)
        return value
      })
      if (condition.evaluate(values, this.#args) !== false) return true
    }
    return false
  }
}

function counts(who: Vouching, word: Word): boolean {
  const mask = word.heard ? who.heard[word.fact]! : who.entitled[word.fact]!
  return (mask & (1 << word.rank)) !== 0
}
