import type { FactValue } from '../document/types.ts'
import { Situation } from '../engine/situation.ts'
import type { Assertion } from '../engine/types.ts'
import type { Policy } from '../policy/types.ts'

/**
 * The condition that holds only where the same is vouched for: `user.age_group == "adult" && user.verified`. Null where
 * nothing is.
 * @param level whose condition it is to be: only facts that it may read count; all without
 */
export function situationAsCondition(facts: readonly Assertion[], policy: Policy, level?: string): string | null {
  const situation = new Situation(policy, facts)
  const rank = level === undefined ? policy.levels.length : policy.levels.indexOf(level)
  const parts = policy.facts.flatMap(({ index, declaredAt }) => {
    const { name, value, by } = situation.reading(index)
    return by === null || declaredAt > rank ? [] : [comparison(name, value)]
  })
  return parts.length === 0 ? null : parts.join(' && ')
}

function comparison(name: string, value: FactValue): string {
  if (typeof value === 'boolean') return value ? name : `!${name}`
  return `${name} == ${typeof value === 'string' ? JSON.stringify(value) : literal(value)}`
}

/** Past what is exact as an integer, CEL reads it only with an exponent. */
const literal = (value: number): string =>
  Number.isSafeInteger(value) || !Number.isInteger(value) ? String(value) : value.toExponential()
