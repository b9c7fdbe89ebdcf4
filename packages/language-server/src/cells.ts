import type { Condition, Fact, Policy } from '@bylaw/core'

/**
 * The cells that a fact falls into: its values, or for a number the constants that the policy's conditions compare it
 * with and the stretches between them. Null where a condition uses it in a way that makes no cells.
 */
export function cellsOf(fact: Fact, policy: Policy): readonly string[] | null {
  if (fact.type.kind === 'enum') return fact.type.values
  if (fact.type.kind === 'bool') return ['false', 'true']
  const constants = new Set<number>()
  for (const condition of conditionsOf(policy)) {
    const position = condition.facts.indexOf(fact.index)
    if (position < 0) continue
    const compared = condition.constants[position]
    if (compared === null || compared === undefined) return null
    for (const value of compared) if (typeof value === 'number') constants.add(value)
  }
  return stretches(
    [...constants].sort((a, b) => a - b),
    fact.type.min,
    fact.type.max,
  )
}

function stretches(constants: readonly number[], min: number | null, max: number | null): readonly string[] {
  const within = constants.filter((value) => value >= (min ?? value) && value <= (max ?? value))
  const cells: string[] = []
  let below: number | null = null
  for (const value of within) {
    if (below !== null) cells.push(`${below} < … < ${value}`)
    else if (min === null || min < value) cells.push(min === null ? `… < ${value}` : `${min} ≤ … < ${value}`)
    cells.push(String(value))
    below = value
  }
  if (below === null) cells.push(`${min ?? ''} … ${max ?? ''}`.trim())
  else if (max === null || below < max) cells.push(max === null ? `${below} < …` : `${below} < … ≤ ${max}`)
  return cells
}

/** Every condition of a policy. */
export function conditionsOf({ statements, trusts }: Policy): readonly Condition[] {
  return [...statements, ...trusts].flatMap(({ condition }) => condition ?? [])
}
