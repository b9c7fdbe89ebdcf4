import type { FactValue } from '../../document/types.ts'
import type { Assertion } from '../../engine/types.ts'
import type { Policy, TrustStatement } from '../../policy/types.ts'
import { type Belief, Beliefs } from './beliefs.ts'
import type { Reading, SharedFact } from './groups.ts'
import { type Speaker, type Speakers, speakersOf } from './speakers.ts'

/** Which sets of values are claimed beside what is vouched for: every one; none, each, and all; none. */
export type Claims = 'every' | 'some' | 'none'

/** So many sets of values are claimed of one fact. */
const MAX_CLAIMED = 256
/** So many ways to vouch for one fact are looked at: past them no two levels speak at once. */
const MAX_VOUCHED = 2000
/** Past so many conditional trusts about a fact the others count as if they never held. */
const MAX_TRUSTS = 4

/** What is said about one fact. */
export interface FactState {
  readonly assertions: readonly Assertion[]
  /** By side. */
  readonly sides: readonly SideState[]
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
  }))
  const claimed = claimedSets(shared, claims)
  const contested = distinct(states).flatMap((state) =>
    claimed.sets.map((values, set) => {
      const assertions = beside(state.assertions, values, shared, speakers)
      const believed = state.sides.map((side, place) => ({
        ...side,
        beliefs: side.beliefs.map((belief) => beliefs.beside(belief, values, set, place)),
      }))
      return { assertions, sides: believed }
    }),
  )
  const few = shared.trusts.every((trusts) => trusts.filter(({ condition }) => condition !== null).length <= MAX_TRUSTS)
  return { states: distinct(contested), exact: vouched.exact && few && claimed.exact }
}

/** Of states that no policy tells apart, the one with the fewest assertions. */
function distinct(states: readonly FactState[]): readonly FactState[] {
  const known = new Map<string, FactState>()
  for (const state of states.toSorted((a, b) => a.assertions.length - b.assertions.length)) {
    const key = state.sides.map(({ native, beliefs }) => `${native}:${beliefs.map(({ id }) => id).join()}`).join(' ')
    if (!known.has(key)) known.set(key, state)
  }
  return [...known.values()]
}

/** What those say whose word could be believed: what is only heard of a level comes after what it says aloud. */
function vouchedFor(
  { name, values }: SharedFact,
  { native, overheard, partial }: Speakers,
): { readonly said: readonly (readonly Assertion[])[]; readonly exact: boolean } {
  const words = (by: Speaker): readonly Assertion[] => values.map((value) => ({ name, value, ...by }))
  const weaker = partial.map((speakers) => choices(speakers.map((by) => [[], ...words(by).map((word) => [word])])))
  const strongest = overheard.map((by) => [[], ...words(by).map((word) => [word])])
  const size = [...weaker, ...strongest].reduce((product, options) => product * options.length, 1 + values.length)
  const exact = size <= MAX_VOUCHED
  const alone = (options: readonly Options[]): Options => [[], ...options.flatMap((each) => each.slice(1))]
  const below = exact ? choices(weaker) : alone(weaker)
  const above = exact ? choices(strongest) : alone(strongest)
  const aloud = [...below, ...words(native).map((word) => [word])]
  return { said: choices([aloud, above]), exact }
}

/** Ways to speak, silence first. */
type Options = readonly (readonly Assertion[])[]

/** Every choice of one option of each, said one after the other. */
const choices = (options: readonly Options[]): Options =>
  options.reduce((before, each) => before.flatMap((said) => each.map((more) => [...said, ...more])), [[]] as Options)

/**
 * The sets of values that may be claimed. What makes a condition hold in the cautious reading takes one value of a fact,
 * so no set needs more values than there are conditions that read it. Left aside is whoever claims so many values that
 * the cautious reading gives up: everything that tightens holds then.
 */
function claimedSets(
  { values, readers }: SharedFact,
  claims: Claims,
): { readonly sets: readonly (readonly FactValue[])[]; readonly exact: boolean } {
  if (claims === 'none' || readers === 0) return { sets: [[]], exact: readers === 0 }
  let sets: FactValue[][] = [[]]
  for (const value of values) {
    sets = sets.flatMap((set) => (set.length < readers ? [set, [...set, value]] : [set]))
    if (claims === 'some' || sets.length > MAX_CLAIMED)
      return { sets: [[], ...values.map((each) => [each]), values], exact: false }
  }
  return { sets: [...sets], exact: true }
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
