import type { FactValue } from '../document/types.ts'
import type { Engine } from '../engine/engine.ts'
import type { Assertion } from '../engine/types.ts'
import type { Arguments, Condition, Fact, Policy } from '../policy/types.ts'
import { argumentsToTry } from './opaque.ts'
import { choicesOf, constantsOf, sizeOf, valuesOf } from './space.ts'

/** So many situations are looked at for one behavior. */
const MAX_SITUATIONS = 10_000

/** The same situation, to be put to two policies. */
export interface Shared {
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
}

/** The situations in which two policies could decide differently. */
export interface SharedSituations {
  readonly all: readonly Shared[]
  /** What was not looked at; null where nothing was left out. */
  readonly left: string | null
}

/**
 * The situations of both policies that matter to one behavior: each fact unasserted, or asserted by each level whose
 * word on it could count in either, or vouched for and claimed otherwise by the weakest level.
 * @param where conditions of the newer policy that the situations are sorted by, too
 */
export function sharedSituations(
  older: Engine,
  newer: Engine,
  behavior: string,
  where: readonly Condition[],
): SharedSituations {
  const sides = [sideOf(older, behavior, []), sideOf(newer, behavior, where)]
  const names = [...new Set(sides.flatMap(({ facts }) => facts.map(({ name }) => name)))]
  const tried = argumentsToTry(sides.flatMap(({ conditions }) => conditions))
  const rungs = [3, 2, 1].map((rung) => names.map((name) => optionsOf(name, sides, rung)))
  const place = rungs.findIndex((options) => sizeOf(options.map((values) => ({ values }))) * tried.length <= MAX_SITUATIONS)
  const options = rungs[place]
  const opaque = sides.flatMap(({ conditions }) => conditions.filter(isOpaque)).map(({ text }) => text)
  if (options === undefined) return { all: [{ facts: [], args: undefined }], left: 'there are too many situations' }
  const situations = choicesOf(options.map((each) => each.length)).map((choice) =>
    choice.flatMap((at, place) => options[place]![at]!),
  )
  const left = [
    ...(place > 0 ? ['not every claim beside what is vouched for was tried'] : []),
    ...(opaque.length > 0 ? [`it depends on ${[...new Set(opaque)].join(', ')}`] : []),
  ]
  const all = tried.flatMap((args) => situations.map((facts) => ({ facts, args })))
  return { all, left: left.length === 0 ? null : left.join('; ') }
}

const isOpaque = (condition: Condition): boolean => condition.readsArgs || condition.constants.includes(null)

/** What one policy knows of a behavior. */
interface Side {
  readonly policy: Policy
  readonly conditions: readonly Condition[]
  /** The facts that the conditions read. */
  readonly facts: readonly Fact[]
}

function sideOf(engine: Engine, behavior: string, where: readonly Condition[]): Side {
  const { policy } = engine
  const target = engine.target(behavior)
  const read = [...(target?.conditions ?? []), ...where]
  const facts = read.flatMap((condition) => condition.facts)
  const trusts = policy.trusts.flatMap(({ fact, condition }) => (facts.includes(fact) && condition !== null ? [condition] : []))
  const conditions = [...read, ...trusts]
  const indices = [...new Set(conditions.flatMap((condition) => condition.facts))]
  return { policy, conditions, facts: indices.map((index) => policy.facts[index]!) }
}

/**
 * What could be asserted about one fact, nothing first.
 * @param rung 3: with claims beside what is vouched for; 2: one assertion of any level; 1: of the strongest that counts
 */
function optionsOf(name: string, sides: readonly Side[], rung: number): readonly (readonly Assertion[])[] {
  const known = sides.flatMap((side) => {
    const fact = side.policy.facts.find((each) => each.name === name)
    return fact === undefined ? [] : [{ ...side, fact }]
  })
  const constants = known.flatMap(({ fact, conditions }) => constantsOf(fact, conditions)).filter((each) => each !== null)
  const values = [...new Set(known.flatMap(({ fact }) => valuesOf(fact, constants)))]
  const levels = [...new Set(known.flatMap(({ policy, fact }) => speakers(policy, fact)))]
  const vouch = (value: FactValue): Assertion => ({ name, value, by: levels[0]! })
  const claim = (value: FactValue): Assertion => ({ name, value, by: levels.at(-1)! })
  const single = (rung === 1 ? levels.slice(0, 1) : levels).flatMap((by) => values.map((value) => [{ name, value, by }]))
  const pairs = values.flatMap((trusted) =>
    values.flatMap((claimed) => (claimed === trusted ? [] : [[claim(claimed), vouch(trusted)]])),
  )
  return [[], ...single, ...(rung === 3 ? pairs : [])]
}

/** The levels whose word on a fact could count, strongest first, and the weakest of all. */
function speakers(policy: Policy, fact: Fact): readonly string[] {
  const weakest = policy.levels.length - policy.mandates - 1
  const trusted = policy.trusts.flatMap((trust) => (trust.fact === fact.index ? [trust.to] : []))
  return [...new Set([fact.vouchedBy, ...trusted.sort((a, b) => a - b), weakest])].map((rank) => policy.levels[rank]!)
}
