import { canonicalLevel } from '../document/levels.ts'
import type { Target } from '../engine/target.ts'
import type { Assertion } from '../engine/types.ts'
import type { Fact, Policy, Rank, TrustStatement } from '../policy/types.ts'
import { type Axis, axisOf, choicesOf, sizeOf } from './space.ts'
import { trusting } from './words.ts'

/** What the free levels could do about the facts: assert some, and trust others about what those assert. */
export interface Voice {
  readonly facts: readonly Assertion[]
  readonly trusts: readonly TrustStatement[]
}

/** Nothing said. */
export const SILENCE: Voice = { facts: [], trusts: [] }

/**
 * Everything that the free levels could make trusted of the facts a target reads, silence first, then in order of how
 * much has to be said; null where there are more than `most` ways.
 * @param given what is asserted; nobody asserts anything else about these facts
 */
export function voicesOf(
  policy: Policy,
  target: Target,
  given: readonly Assertion[],
  free: readonly Rank[],
  most: number,
): readonly Voice[] | null {
  const trusts = policy.trusts.filter((trust) => target.facts.includes(trust.fact))
  const conditions = [...target.conditions, ...trusts.flatMap((trust) => trust.condition ?? [])]
  const facts = [...new Set(conditions.flatMap((condition) => condition.facts))]
  const open = facts.map((fact) => policy.facts[fact]!).filter((fact) => given.every(({ name }) => name !== fact.name))
  const options = [
    ...open.map((fact) => asserting(policy, axisOf(fact, conditions), speakers(fact, trusts, free))),
    ...given.map((assertion) => trustingIn(policy, assertion, free)),
  ].filter((each) => each.length > 1)
  if (sizeOf(options.map((values) => ({ values }))) > most) return null
  return choicesOf(options.map((each) => each.length)).map((choice) => {
    const said = choice.map((at, place) => options[place]![at]!)
    return { facts: said.flatMap((each) => each.facts), trusts: said.flatMap((each) => each.trusts) }
  })
}

/** The free ranks whose word on a fact could count: the strongest of those entitled, else those that somebody trusts. */
function speakers(fact: Fact, trusts: readonly TrustStatement[], free: readonly Rank[]): readonly Rank[] {
  const entitled = free.find((rank) => rank <= fact.vouchedBy)
  if (entitled !== undefined) return [entitled]
  return free.filter((rank) => trusts.some((trust) => trust.fact === fact.index && trust.to === rank))
}

function asserting(policy: Policy, { fact, values }: Axis, ranks: readonly Rank[]): readonly Voice[] {
  const said = ranks.flatMap((rank) =>
    values.slice(1).map((value) => ({ facts: [{ name: fact.name, value, by: policy.levels[rank]! }], trusts: [] })),
  )
  return [SILENCE, ...said]
}

function trustingIn(policy: Policy, { name, by }: Assertion, free: readonly Rank[]): readonly Voice[] {
  const fact = policy.facts.find((each) => each.name === name)
  const to = policy.levels.indexOf(canonicalLevel(by))
  if (fact === undefined) return [SILENCE]
  const stronger = free.filter((rank) => rank < to && rank >= fact.declaredAt)
  return [SILENCE, ...stronger.map((rank) => ({ facts: [], trusts: [trusting(rank, to, fact.index)] }))]
}
