import type { FactValue } from '../document/types.ts'
import type { Assertion } from '../engine/types.ts'
import { fits } from '../engine/vouching.ts'
import type { Condition, Fact, Policy } from '../policy/types.ts'

/** The values of one fact that could make a difference to some conditions: one for each cell. */
export interface Axis {
  readonly fact: Fact
  /** What is assumed comes first and stands for its cell. */
  readonly values: readonly FactValue[]
  /** True where a condition does more with it than compare it with constants: then no value stands for all others. */
  readonly opaque: boolean
}

/** The axis of a fact, as cut up by the conditions given. */
export function axisOf(fact: Fact, conditions: readonly Condition[]): Axis {
  const constants = constantsOf(fact, conditions)
  const opaque = fact.type.kind === 'number' && constants.includes(null)
  return {
    fact,
    values: valuesOf(
      fact,
      constants.filter((each) => each !== null),
    ),
    opaque,
  }
}

/** What the conditions compare a fact with; null among them where one does something else with it. */
export function constantsOf(fact: Fact, conditions: readonly Condition[]): readonly (FactValue | null)[] {
  return conditions.flatMap((condition): readonly (FactValue | null)[] => {
    const place = condition.facts.indexOf(fact.index)
    return place < 0 ? [] : (condition.constants[place] ?? [null])
  })
}

/** One value for each cell that the constants make of a fact, what is assumed first. */
export function valuesOf(fact: Fact, constants: readonly FactValue[]): readonly FactValue[] {
  const { type, assume } = fact
  if (type.kind === 'bool') return [assume, !assume]
  if (type.kind === 'enum') return [assume, ...type.values.filter((value) => value !== assume)]
  const numbers = [...new Set(constants)].filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const cellOf = (value: number): number => numbers.reduce((cell, each) => cell + sideOf(value, each), 0)
  const cells = new Map<number, FactValue>()
  for (const value of [assume as number, ...samples(fact, numbers)]) {
    if (fits(fact, value) && !cells.has(cellOf(value))) cells.set(cellOf(value), value)
  }
  return [...cells.values()]
}

const sideOf = (value: number, constant: number): number => (value < constant ? 0 : value === constant ? 1 : 2)

/** Every constant, one number between each two, and one beyond the least and the greatest. */
function samples(fact: Fact, constants: readonly number[]): number[] {
  const { type } = fact
  if (type.kind !== 'number') return []
  const [first = 0, last = 0] = [constants[0], constants.at(-1)]
  const least = type.min ?? Math.max(-Number.MAX_VALUE, first - Math.max(1, Math.abs(first)))
  const greatest = type.max ?? Math.min(Number.MAX_VALUE, last + Math.max(1, Math.abs(last)))
  const between = constants.slice(1).map((constant, place) => constant / 2 + constants[place]! / 2)
  const inner = constants.flatMap((constant) => [constant / 2 + least / 2, constant / 2 + greatest / 2])
  return [...constants, ...between, least, greatest, ...inner]
}

/** The axes of these facts, by index, each once. */
export function axesOf(policy: Policy, facts: readonly number[], conditions: readonly Condition[]): readonly Axis[] {
  return [...new Set(facts)].sort((a, b) => a - b).map((fact) => axisOf(policy.facts[fact]!, conditions))
}

/** How many situations the axes span. */
export const sizeOf = (axes: readonly { readonly values: readonly unknown[] }[]): number =>
  axes.reduce((product, { values }) => product * values.length, 1)

/** A value vouched for by the weakest level that may. */
export const vouched = (policy: Policy, fact: Fact, value: FactValue): Assertion => ({
  name: fact.name,
  value,
  by: policy.levels[fact.vouchedBy]!,
})

/** Every situation the axes span, in which what differs from what is assumed is vouched for; fewest assertions first. */
export function situationsOf(policy: Policy, axes: readonly Axis[]): readonly (readonly Assertion[])[] {
  return choicesOf(axes.map(({ values }) => values.length)).map((choice) =>
    choice.flatMap((at, place) => (at === 0 ? [] : [vouched(policy, axes[place]!.fact, axes[place]!.values[at]!)])),
  )
}

/** Every way to choose one of `sizes[i]` options at each place; those with the most zeros first. */
export function choicesOf(sizes: readonly number[]): readonly (readonly number[])[] {
  let choices: number[][] = [[]]
  for (const size of sizes) {
    choices = choices.flatMap((choice) => Array.from({ length: size }, (_, option) => [...choice, option]))
  }
  const weight = (choice: readonly number[]): number => choice.filter((option) => option > 0).length
  return choices.sort((a, b) => weight(a) - weight(b))
}
