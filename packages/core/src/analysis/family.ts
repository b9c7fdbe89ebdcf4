import { covers, isFamily } from '../policy/pattern.ts'
import type { Policy } from '../policy/types.ts'

/**
 * The ids that stand for a family: every one that is named anywhere, and for the family itself and each narrower one an
 * id that nobody names. An id that is no family stands for itself.
 */
export function membersOf(pattern: string, policy: Policy): readonly string[] {
  if (!isFamily(pattern)) return [pattern]
  const mentioned = [
    pattern,
    ...policy.behaviors.keys(),
    ...policy.statements.map((statement) => statement.pattern),
    ...policy.invariants.flatMap((invariant) => invariant.atoms.map((atom) => atom.behavior)),
  ]
  const inside = [...new Set(mentioned)].filter((id) => id === pattern || covers(pattern, id))
  return [...new Set(inside.map((id) => (isFamily(id) ? unnamed(id, mentioned) : id)))]
}

function unnamed(family: string, mentioned: readonly string[]): string {
  let name = 'unnamed'
  while (mentioned.some((id) => id === family.replace('*', name) || id.startsWith(family.replace('*', `${name}.`))))
    name += '_'
  return family.replace('*', name)
}
