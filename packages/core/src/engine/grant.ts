import type { Behavior, BehaviorStatement } from '../policy/types.ts'
import type { Reason } from './types.ts'

/**
 * Why a grant has no effect, whatever it gives; null where it has one.
 * @param chain how many ranks the chain has: a mandate's grants are never to a level below it
 */
export function grantRefusal(
  grant: BehaviorStatement & { kind: 'grant' },
  behavior: Behavior,
  chain: number,
): Reason | null {
  if (grant.to <= grant.rank || grant.rank >= chain) return 'not-below'
  return behavior.grantable ? null : 'not-delegable'
}
