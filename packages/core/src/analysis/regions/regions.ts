import type { Held } from '../../engine/hypothesis.ts'
import { CAUTIOUS, TRUSTED } from '../../engine/situation.ts'
import type { Assertion } from '../../engine/types.ts'
import type { Arguments, Condition, Policy } from '../../policy/types.ts'
import { argumentsToTry, isOpaque } from '../opaque.ts'
import { CLAIMS, GroupOutcomes, type Outcome } from './group-outcomes.ts'
import { groupsOf, type Reading } from './groups.ts'

/** So many regions are told apart. */
const MAX_REGIONS = 8192

/** One way the conditions can turn out, with the fewest assertions that show it. */
export interface Region {
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
  /** How many situations turn out so: what is trusted of each fact, and which other values are claimed. */
  readonly situations: number
  /** The readings each condition holds in, as `Situation.held` gives them. */
  readonly held: Held
}

/** Every way some conditions can turn out. */
export interface Regions {
  /** Fewest assertions first. */
  readonly all: readonly Region[]
  /** What was not looked at; null where nothing was left out. */
  readonly left: string | null
}

/** Every situation, those together in which these conditions of one policy turn out alike. */
export const regionsOf = (policy: Policy, conditions: readonly Condition[]): Regions =>
  sharedRegions([{ policy, conditions }])

/**
 * Every situation of several policies, those together in which the conditions of each turn out alike: for each fact what
 * is trusted, on whose word, and every set of values that somebody claims.
 *
 * Conditions that share no fact turn out independently of each other, so that only what hangs together is enumerated.
 */
export function sharedRegions(sides: readonly Reading[]): Regions {
  const groups = groupsOf(sides)
  const conditions = sides.flatMap((side) => side.conditions)
  const opaque = conditions.filter(isOpaque).map(({ text }) => `\`${text}\``)
  const tried = argumentsToTry(conditions)
  for (const claims of CLAIMS) {
    const grouped = groups.map((group) => new GroupOutcomes(group, claims, tried.length))
    const all = allOf(grouped, tried)
    if (all === null) continue
    const left = [
      ...(grouped.every(({ exact }) => exact) ? [] : ['not everything that could be claimed was looked at']),
      ...(opaque.length === 0 ? [] : [`it depends on ${[...new Set(opaque)].join(', ')}`]),
    ]
    return { all, left: left.length === 0 ? null : left.join('; ') }
  }
  return { all: [], left: 'there are too many situations' }
}

function allOf(grouped: readonly GroupOutcomes[], tried: readonly (Arguments | undefined)[]): Region[] | null {
  const known = new Map<string, Outcome & { args: Arguments | undefined; situations: number }>()
  for (const args of tried) {
    const outcomes = grouped.map((group) => group.outcomes(args))
    const combined = combinations(outcomes.flatMap((each) => (each === null ? [] : [each])))
    if (combined === null || outcomes.includes(null)) return null
    for (const outcome of combined) {
      const first = known.get(outcome.key)
      if (first === undefined) known.set(outcome.key, { ...outcome, args })
    }
    if (known.size > MAX_REGIONS) return null
  }
  return [...known.values()]
    .sort((a, b) => a.facts.length - b.facts.length)
    .map(({ facts, args, situations, readings }) => ({ facts, args, situations, held: heldIn(readings) }))
}

/** Every choice of one outcome of each group. */
function combinations(outcomes: readonly (readonly Outcome[])[]): readonly Outcome[] | null {
  if (outcomes.reduce((product, each) => product * each.length, 1) > MAX_REGIONS) return null
  return outcomes.reduce<readonly Outcome[]>(
    (before, each) => before.flatMap((first) => each.map((second) => joined(first, second))),
    [{ key: '', facts: [], situations: 1, readings: new Map() }],
  )
}

const joined = (first: Outcome, second: Outcome): Outcome => ({
  key: `${first.key}|${second.key}`,
  facts: [...first.facts, ...second.facts],
  situations: first.situations * second.situations,
  readings: new Map([...first.readings, ...second.readings]),
})

const heldIn =
  (readings: ReadonlyMap<Condition, number>): Held =>
  (condition) =>
    condition === null ? TRUSTED | CAUTIOUS : (readings.get(condition) ?? 0)
