import type { Behavior, BehaviorStatement, Policy, Rank } from '../src/policy/types.ts'
import { chainLength, type Folded, ofKind, type Rejection, type Said } from './findings.ts'
import type { Readings } from './readings.ts'

/** What the fold carries from level to level. Values are indices. */
interface State {
  value: number
  allowed: number[]
  /** The values of all sets that won, in order, over all levels. */
  readonly won: number[]
  readonly reach: Set<number>[]
  readonly rejections: Rejection[]
}

/** Folds a choice level by level from the strongest: limits, then grants, then sets, all in the trusted reading. */
export function foldChoice(
  policy: Policy,
  behavior: Behavior,
  statements: readonly BehaviorStatement[],
  readings: Readings,
): Folded {
  const all = behavior.values.map((_, index) => index)
  // A level at or above the authority may choose anything, every other one nothing.
  const reach = policy.levels.map((_, rank) => new Set(rank <= behavior.authority ? all : []))
  const state: State = { value: behavior.default, allowed: all, won: [], reach, rejections: [] }

  for (let level: Rank = 0; level < policy.levels.length; level++) {
    const here = statements.filter((each) => each.rank === level && readings.trusted(each.condition))
    const mandate = level >= chainLength(policy)
    // A mandate has no reach, not even under `guideline`: it can't change a choice.
    if (mandate) reach[level] = new Set()
    for (const limit of ofKind(here, 'limit')) applyLimit(state, limit)
    for (const grant of ofKind(here, 'grant')) applyGrant(state, grant, behavior, mandate)
    for (const set of ofKind(here, 'set')) applySet(state, set)
  }
  return { value: atTheEnd(state, behavior), rejections: state.rejections }
}

/** 1. Only within this level's reach, though the present value may stay; and never down to nothing. */
function applyLimit(state: State, limit: Said<'limit'>): void {
  const mine = state.reach[limit.rank]!
  const left = state.allowed.filter((value) => limit.values.includes(value))
  if (mine.size === 0 || left.some((value) => !mine.has(value) && value !== state.value)) {
    state.rejections.push({ statement: limit, reason: 'out-of-reach' })
  } else if (left.length === 0) {
    state.rejections.push({ statement: limit, reason: 'empty-limit' })
  } else {
    state.allowed = left
  }
}

/** 2. To a weaker level, what this level reaches itself and what may be granted at all. */
function applyGrant(state: State, grant: Said<'grant'>, behavior: Behavior, mandate: boolean): void {
  if (mandate || grant.to <= grant.rank) {
    state.rejections.push({ statement: grant, reason: 'not-below' })
  } else if (!behavior.grantable) {
    state.rejections.push({ statement: grant, reason: 'not-delegable' })
  } else {
    for (const value of grant.values) {
      if (state.reach[grant.rank]!.has(value) && behavior.delegable.includes(value)) state.reach[grant.to]!.add(value)
    }
  }
}

/** 3. A set wins if its value lies in what is allowed and in this level's reach. */
function applySet(state: State, set: Said<'set'>): void {
  if (state.allowed.includes(set.value) && state.reach[set.rank]!.has(set.value)) {
    state.value = set.value
    state.won.push(set.value)
  } else {
    state.rejections.push({ statement: set, reason: 'out-of-reach' })
  }
}

/** A value outside what is allowed gives way to the latest winner inside, else the default, else the first allowed. */
function atTheEnd({ value, allowed, won }: State, behavior: Behavior): number {
  if (allowed.includes(value)) return value
  const latest = won.filter((each) => allowed.includes(each)).at(-1)
  if (latest !== undefined) return latest
  return allowed.includes(behavior.default) ? behavior.default : allowed[0]!
}
