import type { Behavior, BehaviorStatement, Policy, Rank } from '../src/policy/types.ts'
import { wronglyPassed } from './asks.ts'
import { chainLength, type Folded, ofKind, type Rejection, type Said } from './findings.ts'
import type { Readings } from './readings.ts'

/** What the fold carries from level to level. Values are indices, the tightest 0. */
interface State {
  value: number
  cap: number
  /** The first limit that brought the cap to where it is. */
  capping: Said<'limit'> | null
  /** The set that brought the value to where it is. */
  standing: Said<'set'> | null
  readonly reach: number[]
  readonly rejections: Rejection[]
}

/** Folds a scale level by level from the strongest: limits, then grants, then sets. */
export function foldScale(
  policy: Policy,
  behavior: Behavior,
  statements: readonly BehaviorStatement[],
  readings: Readings,
): Folded {
  const loosest = behavior.values.length - 1
  // A level at or above the authority reaches the loosest value, every other one the tightest.
  const reach = policy.levels.map((_, rank) => (rank <= behavior.authority ? loosest : 0))
  const state: State = { value: behavior.default, cap: loosest, capping: null, standing: null, reach, rejections: [] }

  for (let level: Rank = 0; level < policy.levels.length; level++) {
    const here = statements.filter((statement) => statement.rank === level)
    const mandate = level >= chainLength(policy)
    if (mandate) startAtWhatTheGiverGot(state, level)
    for (const limit of ofKind(here, 'limit')) applyLimit(state, limit, readings)
    for (const grant of ofKind(here, 'grant')) applyGrant(state, grant, behavior, mandate, readings)
    const start = state.value
    for (const set of ofKind(here, 'set')) applySet(state, set, start, readings)
  }

  const decided = Math.min(state.value, state.cap)
  const lowered = decided < (state.standing?.value ?? behavior.default)
  // The set that stands, and was lowered at the end, is capped.
  if (lowered && state.standing !== null && state.capping !== null) {
    state.rejections.push({ statement: state.standing, reason: 'capped', limit: state.capping })
  }
  if (behavior.values[decided] === 'ask') {
    const word = lowered ? state.capping : state.standing
    const asked = word?.rank ?? behavior.asks ?? behavior.declaredAt
    state.rejections.push(...wronglyPassed(policy, ofKind(statements, 'asks'), asked, readings))
  }
  return { value: decided, rejections: state.rejections }
}

/** A mandate starts at the value decided for its giver and has no reach, not even under `guideline`. */
function startAtWhatTheGiverGot(state: State, level: Rank): void {
  state.value = Math.min(state.value, state.cap)
  state.reach[level] = 0
}

/** 1. Cautious reading: anyone may tighten. */
function applyLimit(state: State, limit: Said<'limit'>, { cautious }: Readings): void {
  if (!cautious(limit.condition)) return
  const most = limit.values[0]!
  if (most < state.cap) state.capping = limit
  state.cap = Math.min(state.cap, most)
}

/** 2. Trusted reading: to a weaker level, at most what this level reaches and what may be granted at all. */
function applyGrant(
  state: State,
  grant: Said<'grant'>,
  behavior: Behavior,
  mandate: boolean,
  { trusted }: Readings,
): void {
  if (!trusted(grant.condition)) return
  if (mandate || grant.to <= grant.rank) {
    state.rejections.push({ statement: grant, reason: 'not-below' })
  } else if (!behavior.grantable) {
    state.rejections.push({ statement: grant, reason: 'not-delegable' })
  } else {
    const given = Math.min(grant.values[0]!, state.reach[grant.rank]!, Math.max(0, ...behavior.delegable))
    state.reach[grant.to] = Math.max(state.reach[grant.to]!, given)
  }
}

/** 3. `start` is the value as this level found it, before the cap: back up to it, or as far as its reach, it may go. */
function applySet(state: State, set: Said<'set'>, start: number, { trusted, cautious }: Readings): void {
  if (trusted(set.condition)) {
    if (set.value <= Math.max(start, state.reach[set.rank]!)) {
      state.value = set.value
      state.standing = set
    } else {
      state.rejections.push({ statement: set, reason: 'out-of-reach' })
    }
  } else if (cautious(set.condition)) {
    if (set.value > state.value) state.rejections.push({ statement: set, reason: 'unvouched' })
    if (set.value < state.value) state.standing = set
    state.value = Math.min(state.value, set.value)
  }
}
