import type { Behavior } from '../../policy/types.ts'
import { Reach } from '../reach.ts'
import type { Ground } from './ground.ts'

/**
 * The values that words of the levels below the one that declares a behavior could bring about in some situation and that
 * its own words do not: looser ones of a scale, any of a choice. Empty where nobody below may adjust it.
 */
export function adjustableTo(ground: Ground, { id, kind, declaredAt }: Behavior): readonly number[] {
  const target = ground.target(id)
  if (kind === 'bright-line') return []
  const reached = new Set<number>()
  for (const { held } of ground.regions(target.conditions)) {
    const reach = new Reach(target, held, ground.chain, ground.below(declaredAt))
    const silent = reach.silent()
    for (const value of reach.possible()) {
      if (kind === 'scale' ? value > silent : value !== silent && reach.shortest(value) !== null) reached.add(value)
    }
  }
  return [...reached].sort((a, b) => a - b)
}
