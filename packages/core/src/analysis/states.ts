import type { FactValue } from '../document/types.ts'
import { Situation } from '../engine/situation.ts'
import type { Assertion } from '../engine/types.ts'
import type { Fact, Policy, TrustStatement } from '../policy/types.ts'
import type { SharedFact } from './components.ts'
import type { Reading } from './regions.ts'
import { type Speaker, type Speakers, speakersOf } from './speakers.ts'

/** Which sets of values are claimed beside what is vouched for: every one; none, each, and all; none. */
export type Claims = 'every' | 'some' | 'none'

/** Past so many values not every set of them is claimed. */
const MAX_CLAIMED = 7
/** So many ways to speak about one fact are looked at with what is claimed beside. */
const MAX_SAID = 2000
/** One more than the assignments past which the cautious reading gives up. */
const FLOOD = 257

/** What one policy makes of what is said about one fact. Values are indices into `SharedFact.values`. */
export interface Belief {
  readonly trusted: number
  /** What it may be in the cautious reading. */
  readonly candidates: readonly number[]
  /** How many values were said to be candidates. */
  readonly count: number
}

/** What is said about one fact. */
export interface FactState {
  readonly assertions: readonly Assertion[]
  /** By side. */
  readonly sides: readonly SideState[]
  /** How many of the situations it stands for: none where only so much is claimed that the cautious reading gives up. */
  readonly situations: number
}

export interface SideState {
  /** What those believe who believe only levels entitled without any trust. */
  readonly native: number
  /** By which of the conditional trusts hold, as bits in the order of `conditionalTrusts`. */
  readonly beliefs: readonly Belief[]
}

/** Past so many conditional trusts about a fact the others count as if they never held. */
const MAX_TRUSTS = 4

/** The trusts about a fact whose condition decides whether they hold. */
export const conditionalTrusts = (trusts: readonly TrustStatement[]): readonly TrustStatement[] =>
  trusts.filter(({ condition }) => condition !== null).slice(0, MAX_TRUSTS)

/** Everything that could be said about one fact, as far as some policy makes a difference of it; fewest assertions first. */
export function statesOf(
  shared: SharedFact,
  sides: readonly Reading[],
  claims: Claims,
): { readonly states: readonly FactState[]; readonly exact: boolean } {
  const speakers = speakersOf(shared.name, sides)
  const vouched = vouchedFor(shared, speakers)
  const wanted = claimedSets(shared, shared.asked ? claims : 'none')
  const claimed = wanted.length * vouched.length > MAX_SAID ? claimedSets(shared, 'none') : wanted
  const said = vouched.flatMap((words) => claimed.map((values) => beside(words, values, shared, speakers)))
  const states = new Map<string, FactState>()
  for (const assertions of said.sort((a, b) => a.length - b.length)) {
    const believed = sides.map((side, place) => sideState(shared, side.policy, place, assertions))
    const key = JSON.stringify(believed)
    const flooded = believed.some(({ beliefs }) => beliefs.some(({ count, candidates }) => count > candidates.length))
    if (!states.has(key)) states.set(key, { assertions, sides: believed, situations: flooded ? 0 : 1 })
  }
  const few = shared.trusts.every((trusts) => trusts.filter(({ condition }) => condition !== null).length <= MAX_TRUSTS)
  const every = claims === 'every' && claimed === wanted && shared.values.length <= MAX_CLAIMED
  return { states: [...states.values()], exact: few && (every || !shared.asked) }
}

/** What those say whose word could be believed. */
function vouchedFor({ name, values }: SharedFact, { native, partial }: Speakers): readonly (readonly Assertion[])[] {
  let said: Assertion[][] = [[]]
  for (const level of partial) {
    const words = level.flatMap((by) => values.map((value) => ({ name, value, ...by })))
    said = said.flatMap((before) => [before, ...words.map((word) => [...before, word])])
  }
  return [...said, ...values.map((value) => [{ name, value, ...native }])]
}

/** The same with some values claimed; where somebody believes everyone, the level that speaks says them before its last word. */
function beside(
  words: readonly Assertion[],
  claimed: readonly FactValue[],
  { name, declared }: SharedFact,
  { bystander, native }: Speakers,
): readonly Assertion[] {
  if (claimed.length === 0) return words
  const { by, heard } = bystander ?? words.at(-1) ?? native
  const says = (value: FactValue): Assertion => ({ name, value, by, ...(heard === undefined ? {} : { heard }) })
  const assumed = declared.find((fact) => fact !== null)!.assume
  const last = bystander === null && words.length === 0 ? [says(assumed)] : words
  return [...claimed.map(says), ...last]
}

function claimedSets({ values, declared }: SharedFact, claims: Claims): readonly (readonly FactValue[])[] {
  if (claims === 'none') return [[]]
  const flood = floodOf(declared.find((fact) => fact !== null)!, values)
  if (claims === 'some' || values.length > MAX_CLAIMED) return [[], ...values.map((value) => [value]), values, ...flood]
  const subsets = Array.from({ length: 2 ** values.length }, (_, bits) => values.filter((_, at) => bits & (1 << at)))
  return [...subsets, ...flood]
}

/** So many values claimed that the cautious reading gives up, where the fact has more than its cells. */
function floodOf({ type }: Fact, values: readonly FactValue[]): readonly (readonly FactValue[])[] {
  if (type.kind === 'bool') return []
  if (type.kind === 'enum') return type.values.length > values.length ? [type.values] : []
  const least = type.min ?? (type.max ?? FLOOD) - FLOOD
  const step = ((type.max ?? least + FLOOD) - least) / FLOOD
  return [Array.from({ length: FLOOD }, (_, place) => least + place * step)]
}

function sideState(shared: SharedFact, policy: Policy, side: number, assertions: readonly Assertion[]): SideState {
  const fact = shared.declared[side]!
  if (fact === null) return { native: -1, beliefs: [] }
  const trusts = shared.trusts[side]!
  const conditional = conditionalTrusts(trusts)
  const beliefs = Array.from({ length: 2 ** conditional.length }, (_, bits) =>
    beliefIn(
      shared,
      fact,
      policy,
      assertions,
      trusts.filter((trust) => trust.condition === null || (bits & (1 << conditional.indexOf(trust))) !== 0),
    ),
  )
  return { native: beliefIn(shared, fact, policy, assertions, []).trusted, beliefs }
}

/** What is believed of a fact where just these trusts hold. */
function beliefIn(
  { values }: SharedFact,
  fact: Fact,
  policy: Policy,
  assertions: readonly Assertion[],
  trusts: readonly TrustStatement[],
): Belief {
  const alone = trusts.map((trust) => ({ ...trust, fact: 0, condition: null }))
  const situation = new Situation({ ...policy, facts: [{ ...fact, index: 0 }], trusts: alone }, assertions)
  const candidates = situation.candidates(0)
  const known = candidates.map((value) => values.indexOf(value)).filter((place) => place >= 0)
  const trusted = values.indexOf(situation.trusted[0]!)
  return { trusted, candidates: [...known].sort((a, b) => a - b), count: candidates.length }
}
