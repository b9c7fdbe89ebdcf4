import type { Engine } from '../engine/engine.ts'
import type { Assertion } from '../engine/types.ts'
import type { Arguments, Condition, Fact, Policy } from '../policy/types.ts'
import { argumentsToTry } from './opaque.ts'
import { choicesOf, constantsOf, sizeOf, valuesOf } from './space.ts'

/** So many situations are looked at for one behavior. */
const MAX_SITUATIONS = 2500

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
 * The situations of both policies that matter to one behavior: each fact unasserted, or asserted by a level whose word
 * on it could count in either, or merely claimed, or both vouched for and claimed to be something else; where they are
 * few, any two assertions of each.
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
  const rungs = [4, 3, 2, 1].map((rung) => names.map((name) => optionsOf(name, sides, rung)))
  const place = rungs.findIndex(
    (options) => sizeOf(options.map((values) => ({ values }))) * tried.length <= MAX_SITUATIONS,
  )
  const options = rungs[place]
  const opaque = sides.flatMap(({ conditions }) => conditions.filter(isOpaque)).map(({ text }) => text)
  if (options === undefined) return { all: [{ facts: [], args: undefined }], left: 'there are too many situations' }
  const situations = choicesOf(options.map((each) => each.length)).map((choice) =>
    choice.flatMap((at, place) => options[place]![at]!),
  )
  const left = [
    ...(place > 1 ? ['what is claimed beside what is vouched for was not looked at'] : []),
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
  const trusts = policy.trusts.flatMap(({ fact, condition }) =>
    facts.includes(fact) && condition !== null ? [condition] : [],
  )
  const conditions = [...read, ...trusts]
  const indices = [...new Set(conditions.flatMap((condition) => condition.facts))]
  return { policy, conditions, facts: indices.map((index) => policy.facts[index]!) }
}

/**
 * What could be asserted about one fact, nothing first.
 * @param rung 4: two assertions of any levels; 3: what is vouched for and one claim; 2: one assertion; 1: what is vouched for
 */
function optionsOf(name: string, sides: readonly Side[], rung: number): readonly (readonly Assertion[])[] {
  const known = sides.flatMap((side) => {
    const fact = side.policy.facts.find((each) => each.name === name)
    return fact === undefined ? [] : [{ ...side, fact }]
  })
  const constants = known
    .flatMap(({ fact, conditions }) => constantsOf(fact, conditions))
    .filter((each) => each !== null)
  const values = [...new Set(known.flatMap(({ fact }) => valuesOf(fact, constants)))]
  const speakers = speakersOf(known)
  const says = (by: Speaker): Assertion[] => values.map((value) => ({ name, value, ...by }))
  const first = says(speakers[0]!)
  const any = speakers.flatMap(says)
  const [claims, vouched] = rung === 4 ? [any, any] : rung === 3 ? [says(speakers.at(-1)!), first] : [[], []]
  const pairs = claims.flatMap((claim) =>
    vouched.flatMap((vouch) => (claim.value === vouch.value ? [] : [[claim, vouch]])),
  )
  return [[], ...(rung === 1 ? first : any).map((assertion) => [assertion]), ...pairs]
}

type Speaker = Pick<Assertion, 'by' | 'heard'>

/** The levels whose word on a fact could count in either policy, strongest first, and the weakest whose word counts in none. */
function speakersOf(known: readonly { readonly policy: Policy; readonly fact: Fact }[]): readonly Speaker[] {
  const trusts = known.flatMap(({ policy, fact }) =>
    policy.trusts.flatMap(({ fact: about, to, heard }) =>
      about === fact.index ? [{ by: policy.levels[to]!, heard }] : [],
    ),
  )
  const native = known.map(({ policy, fact }) => policy.levels[fact.vouchedBy]!)
  const { levels, mandates } = known.at(-1)!.policy
  const entitled = [...native, ...trusts.map(({ by }) => by)]
  const strongest = Math.max(...native.map((level) => levels.indexOf(level)))
  const others = levels.slice(0, levels.length - mandates).slice(strongest + 1)
  const bystander = others.findLast((level) => !entitled.includes(level)) ?? levels[levels.length - mandates - 1]!
  const heard = trusts.flatMap((trust) => (trust.heard ? [{ by: trust.by, heard: true }] : []))
  const all = [...[...entitled, bystander].map((by) => ({ by })), ...heard, { by: bystander }]
  return all.filter(
    (each, place) =>
      all.findLastIndex((other) => other.by === each.by && 'heard' in other === 'heard' in each) === place,
  )
}
