import type { FactType, FactValue } from '../src/document/types.ts'
import type { Assertion } from '../src/engine/types.ts'
import type { Arguments, Condition, Fact, Policy, Rank } from '../src/policy/types.ts'
import { chainLength } from './findings.ts'

/** Past this many assignments the cautious reading is true without looking. */
const MOST_ASSIGNMENTS = 256

/** The two readings of a condition in one situation; a statement without a condition holds in both. */
export interface Readings {
  trusted(condition: Condition | null): boolean
  cautious(condition: Condition | null): boolean
}

/** What a level said about a fact. */
interface Word {
  readonly rank: Rank
  readonly value: FactValue
  readonly heard: boolean
}

/** Who may vouch for one fact, and of whom what is only heard counts too. */
interface Vouching {
  readonly entitled: Set<Rank>
  readonly heard: Set<Rank>
}

export function readingsOf(policy: Policy, facts: readonly Assertion[], args: Arguments | undefined): Readings {
  const words = policy.facts.map((fact) => wordsAbout(policy, fact, facts))
  const vouching = whoVouches(policy, words)
  const trustedValues = policy.facts.map((fact) => trustedValue(fact, words[fact.index]!, vouching[fact.index]!))
  return {
    trusted: (condition) => condition === null || holds(condition, trustedValues, args),
    cautious: (condition) => condition === null || couldHold(condition, trustedValues, words, args),
  }
}

/** Trusted: every fact has its trusted value; what can't be evaluated is false. */
function holds(condition: Condition, values: readonly FactValue[], args: Arguments | undefined): boolean {
  const assigned = condition.facts.map((index) => values[index]!)
  return condition.evaluate(assigned, args) === true
}

/** A wrong type or a value outside the domain is discarded, and text without authority asserts nothing. */
function wordsAbout(policy: Policy, fact: Fact, facts: readonly Assertion[]): Word[] {
  const words: Word[] = []
  for (const { name, value, by, heard } of facts) {
    const rank = rankOf(policy, by)
    if (name !== fact.name || rank === null || !inDomain(fact.type, value)) continue
    words.push({ rank, value, heard: heard === true })
  }
  return words
}

/** `platform` and `operator` are read as `root` and `developer`; `none` and unknown names are nobody. */
function rankOf(policy: Policy, by: string): Rank | null {
  const name = by === 'platform' ? 'root' : by === 'operator' ? 'developer' : by
  const rank = policy.levels.slice(0, policy.levels.length - policy.mandates).indexOf(name)
  return rank === -1 ? null : rank
}

function inDomain(type: FactType, value: unknown): boolean {
  if (type.kind === 'enum') return typeof value === 'string' && type.values.includes(value)
  if (type.kind === 'bool') return typeof value === 'boolean'
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  return (type.min === null || value >= type.min) && (type.max === null || value <= type.max)
}

/** Every level at or above `vouched-by` is entitled, whatever anyone says. */
function byDeclaration(policy: Policy, fact: Fact): Vouching {
  const entitled = new Set<Rank>()
  for (let rank = 0; rank <= fact.vouchedBy && rank < chainLength(policy); rank++) entitled.add(rank)
  return { entitled, heard: new Set() }
}

/**
 * Trust statements, strongest level first, in order. One counts when its level is entitled by then, names a weaker
 * level, may extend the fact at all, and its `when` holds in the trusted reading that `vouched-by` alone gives.
 */
function whoVouches(policy: Policy, words: readonly Word[][]): Vouching[] {
  const declared = policy.facts.map((fact) => byDeclaration(policy, fact))
  const plain = policy.facts.map((fact) => trustedValue(fact, words[fact.index]!, declared[fact.index]!))
  const vouching = policy.facts.map((fact) => byDeclaration(policy, fact))
  for (const trust of policy.trusts) {
    const fact = policy.facts[trust.fact]!
    const { entitled, heard } = vouching[trust.fact]!
    if (trust.condition !== null && !holds(trust.condition, plain, undefined)) continue
    if (trust.rank >= chainLength(policy) || trust.to <= trust.rank) continue
    if (!fact.delegable && trust.rank !== 0) continue
    if (!entitled.has(trust.rank)) continue
    entitled.add(trust.to)
    if (trust.heard) heard.add(trust.to)
  }
  return vouching
}

/** What the strongest entitled level asserted, its latest word where it asserted several; with none, `assume`. */
function trustedValue(fact: Fact, words: readonly Word[], { entitled, heard }: Vouching): FactValue {
  const counted = words.filter((word) => entitled.has(word.rank) && (!word.heard || heard.has(word.rank)))
  const strongest = Math.min(...counted.map((word) => word.rank))
  return counted.filter((word) => word.rank === strongest).at(-1)?.value ?? fact.assume
}

/**
 * Each fact takes its trusted value or any value that a level asserted, one per fact and not per occurrence; it holds
 * if some assignment makes it true, or can't be evaluated, or there are too many assignments to try.
 */
function couldHold(
  condition: Condition,
  trustedValues: readonly FactValue[],
  words: readonly Word[][],
  args: Arguments | undefined,
): boolean {
  const possible = condition.facts.map((index) => [
    ...new Set([trustedValues[index]!, ...words[index]!.map((word) => word.value)]),
  ])
  const assignments = possible.reduce((product, values) => product * values.length, 1)
  if (assignments > MOST_ASSIGNMENTS) return true
  return allAssignments(possible).some((values) => condition.evaluate(values, args) !== false)
}

function allAssignments(possible: readonly (readonly FactValue[])[]): FactValue[][] {
  let assignments: FactValue[][] = [[]]
  for (const values of possible) {
    assignments = assignments.flatMap((assignment) => values.map((value) => [...assignment, value]))
  }
  return assignments
}
