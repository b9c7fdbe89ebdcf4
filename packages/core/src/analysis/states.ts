import type { FactValue } from '../document/types.ts'
import type { Assertion } from '../engine/types.ts'
import type { Fact, Policy, TrustStatement } from '../policy/types.ts'
import { type Belief, Beliefs } from './beliefs.ts'
import type { SharedFact } from './components.ts'
import type { Reading } from './regions.ts'
import { type Speakers, speakersOf } from './speakers.ts'

/** Which sets of values are claimed beside what is vouched for: every one; none, each, and all; none. */
export type Claims = 'every' | 'some' | 'none'

/** So many sets of values are claimed of one fact. */
const MAX_CLAIMED = 256
/** So many ways to vouch for one fact are looked at: past them no two levels speak at once. */
const MAX_VOUCHED = 2000
/** One more than the assignments past which the cautious reading gives up. */
const FLOOD = 257
/** Past so many conditional trusts about a fact the others count as if they never held. */
const MAX_TRUSTS = 4

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

/** Everything that could be said about one fact. */
export interface FactStates {
  /** Those that some policy tells apart, fewest assertions first. */
  readonly states: readonly FactState[]
  /** Whether nothing was left out. */
  readonly exact: boolean
}

/** The trusts about a fact whose condition decides whether they hold. */
export const conditionalTrusts = (trusts: readonly TrustStatement[]): readonly TrustStatement[] =>
  trusts.filter(({ condition }) => condition !== null).slice(0, MAX_TRUSTS)

export function statesOf(shared: SharedFact, sides: readonly Reading[], claims: Claims): FactStates {
  const speakers = speakersOf(shared.name, sides)
  const beliefs = new Beliefs(shared)
  const vouched = vouchedFor(shared, speakers)
  const states = vouched.said.map((assertions) => ({
    assertions,
    sides: sides.map((side, place) => sideState(shared, beliefs, side.policy, place, assertions)),
    situations: 1,
  }))
  const claimed = claimedSets(shared, claims)
  const contested = distinct(states).flatMap((state) =>
    claimed.sets.map((values, set) => {
      const assertions = beside(state.assertions, values, shared, speakers)
      const believed = state.sides.map((side, place) => ({
        ...side,
        beliefs: side.beliefs.map((belief) => beliefs.beside(belief, values, set, place)),
      }))
      return { assertions, sides: believed, situations: believed.some(isFlooded) ? 0 : 1 }
    }),
  )
  const few = shared.trusts.every((trusts) => trusts.filter(({ condition }) => condition !== null).length <= MAX_TRUSTS)
  return { states: distinct(contested), exact: vouched.exact && few && claimed.exact }
}

const isFlooded = ({ beliefs }: SideState): boolean =>
  beliefs.some(({ count, candidates }) => count > candidates.length)

/** Of states that no policy tells apart, the one with the fewest assertions. */
function distinct(states: readonly FactState[]): readonly FactState[] {
  const known = new Map<string, FactState>()
  for (const state of states.toSorted((a, b) => a.assertions.length - b.assertions.length)) {
    const key = state.sides.map(({ native, beliefs }) => `${native}:${beliefs.map(({ id }) => id).join()}`).join(' ')
    if (!known.has(key)) known.set(key, state)
  }
  return [...known.values()]
}

/** What those say whose word could be believed. */
function vouchedFor(
  { name, values }: SharedFact,
  { native, partial }: Speakers,
): { readonly said: readonly (readonly Assertion[])[]; readonly exact: boolean } {
  const levels = partial.map((level) => level.flatMap((by) => values.map((value) => ({ name, value, ...by }))))
  const exact = levels.reduce((product, words) => product * (words.length + 1), 1) <= MAX_VOUCHED
  let said: Assertion[][] = [[]]
  for (const words of levels) {
    const before = exact ? said : [[]]
    said = [...said, ...before.flatMap((each) => words.map((word) => [...each, word]))]
  }
  return { said: [...said, ...values.map((value) => [{ name, value, ...native }])], exact }
}

/**
 * The sets of values that may be claimed. What makes a condition hold in the cautious reading takes one value of a fact,
 * so no set needs more values than there are conditions that read it.
 */
function claimedSets(
  { values, declared, readers }: SharedFact,
  claims: Claims,
): { readonly sets: readonly (readonly FactValue[])[]; readonly exact: boolean } {
  if (claims === 'none' || readers === 0) return { sets: [[]], exact: readers === 0 }
  const flood = floodOf(declared.find((fact) => fact !== null)!, values)
  let sets: FactValue[][] = [[]]
  for (const value of values) {
    sets = sets.flatMap((set) => (set.length < readers ? [set, [...set, value]] : [set]))
    if (claims === 'some' || sets.length > MAX_CLAIMED)
      return { sets: [[], ...values.map((each) => [each]), values, ...flood], exact: false }
  }
  return { sets: [...sets, ...flood], exact: true }
}

/** So many values claimed that the cautious reading gives up, where the fact has more than its cells. */
function floodOf({ type }: Fact, values: readonly FactValue[]): readonly (readonly FactValue[])[] {
  if (type.kind === 'bool') return []
  if (type.kind === 'enum') return type.values.length > values.length ? [type.values] : []
  const least = type.min ?? (type.max ?? FLOOD) - FLOOD
  const step = ((type.max ?? least + FLOOD) - least) / FLOOD
  return [Array.from({ length: FLOOD }, (_, place) => least + place * step)]
}

/** The same with some values claimed; where somebody believes everyone, a level says them before its last word. */
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
  return [...claimed.map(says), ...(bystander === null && words.length === 0 ? [says(assumed)] : words)]
}

function sideState(
  { declared, trusts }: SharedFact,
  beliefs: Beliefs,
  policy: Policy,
  side: number,
  assertions: readonly Assertion[],
): SideState {
  if (declared[side] === null) return { native: -1, beliefs: [] }
  const conditional = conditionalTrusts(trusts[side]!)
  const holding = (bits: number): readonly TrustStatement[] =>
    trusts[side]!.filter((trust) => trust.condition === null || (bits & (1 << conditional.indexOf(trust))) !== 0)
  return {
    native: beliefs.of(assertions, policy, side, []).trusted,
    beliefs: Array.from({ length: 2 ** conditional.length }, (_, bits) =>
      beliefs.of(assertions, policy, side, holding(bits)),
    ),
  }
}
