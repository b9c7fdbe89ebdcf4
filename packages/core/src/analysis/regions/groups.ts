import type { FactValue } from '../../document/types.ts'
import type { Condition, Fact, Policy, TrustStatement } from '../../policy/types.ts'
import { constantsOf, valuesOf } from '../space.ts'

/** Conditions of one policy. */
export interface Reading {
  readonly policy: Policy
  readonly conditions: readonly Condition[]
}

/** A fact as several policies know it. */
export interface SharedFact {
  readonly name: string
  /** One value for each cell that any condition makes of it. */
  readonly values: readonly FactValue[]
  /** By side; null where it is not declared there. */
  readonly declared: readonly (Fact | null)[]
  /** By side: the trusts about it. */
  readonly trusts: readonly (readonly TrustStatement[])[]
  /** How many conditions read it, those of trusts not counted. */
  readonly readers: number
}

/** Facts that hang together, and the conditions that read nothing else. */
export interface Group {
  readonly sides: readonly Reading[]
  readonly facts: readonly SharedFact[]
  /** By side. */
  readonly conditions: readonly (readonly Condition[])[]
}

/** The conditions of all sides, sorted so that those in different groups share no fact, not even through a trust. */
export function groupsOf(sides: readonly Reading[]): readonly Group[] {
  const links = sides.flatMap((side) => [
    ...side.conditions.map((condition) => namesOf(side, condition)),
    ...trustsOf(side).map(({ fact, condition }) => [
      side.policy.facts[fact]!.name,
      ...(condition === null ? [] : namesOf(side, condition)),
    ]),
  ])
  const groups = joined(links.filter((names) => names.length > 0)).map((names) => groupOf(sides, names))
  const factless = sides.map((side) => side.conditions.filter(({ facts }) => facts.length === 0))
  return factless.some((each) => each.length > 0) ? [...groups, { sides, facts: [], conditions: factless }] : groups
}

const namesOf = ({ policy }: Reading, { facts }: Condition): readonly string[] =>
  facts.map((fact) => policy.facts[fact]!.name)

/** The trusts about the facts that the conditions read. */
function trustsOf({ policy, conditions }: Reading): readonly TrustStatement[] {
  const read = new Set(conditions.flatMap((condition) => condition.facts))
  return policy.trusts.filter(({ fact }) => read.has(fact))
}

/** Lists that share a name become one. */
function joined(links: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let groups: (readonly string[])[] = []
  for (const link of links) {
    const touching = groups.filter((group) => group.some((name) => link.includes(name)))
    groups = [...groups.filter((group) => !touching.includes(group)), [...new Set([...touching.flat(), ...link])]]
  }
  return groups
}

function groupOf(sides: readonly Reading[], names: readonly string[]): Group {
  const reads = (side: Reading, condition: Condition): boolean =>
    condition.facts.some((fact) => names.includes(side.policy.facts[fact]!.name))
  return {
    sides,
    facts: names.map((name) => sharedFact(sides, name)),
    conditions: sides.map((side) => side.conditions.filter((condition) => reads(side, condition))),
  }
}

function sharedFact(sides: readonly Reading[], name: string): SharedFact {
  const declared = sides.map(({ policy }) => policy.facts.find((fact) => fact.name === name) ?? null)
  const known = declared.filter((fact) => fact !== null)
  const constants = sides.flatMap((side, place) => {
    const read = [...side.conditions, ...trustsOf(side).flatMap(({ condition }) => condition ?? [])]
    const fact = declared[place] ?? null
    return fact === null ? [] : constantsOf(fact, read)
  })
  const alike = known.every(({ type }) => JSON.stringify(type) === JSON.stringify(known[0]!.type))
  const compared = constants.filter((each) => each !== null)
  const named = alike && !constants.includes(null) ? [...compared, ...known.map(({ assume }) => assume)] : null
  const values = known.flatMap((fact) => cellsOf(fact, compared, named))
  const trusts = sides.map((side, place) => trustsOf(side).filter(({ fact }) => fact === declared[place]?.index))
  const readers = sides.flatMap(({ conditions }, place) =>
    conditions.filter(({ facts }) => facts.some((fact) => fact === declared[place]?.index)),
  ).length
  return { name, values: [...new Set(values)], declared, trusts, readers }
}

/**
 * One value for each cell; of an enum's values that nothing is compared with, one stands for all.
 * @param named the values that stand for themselves; null where all do
 */
function cellsOf(
  fact: Fact,
  constants: readonly FactValue[],
  named: readonly FactValue[] | null,
): readonly FactValue[] {
  const values = valuesOf(fact, constants)
  if (fact.type.kind !== 'enum' || named === null) return values
  const spare = values.find((value) => !named.includes(value))
  return values.filter((value) => value === spare || named.includes(value))
}
