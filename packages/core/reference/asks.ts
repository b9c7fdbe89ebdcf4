import type { Policy, Rank } from '../src/policy/types.ts'
import { chainLength, type Rejection, type Said } from './findings.ts'
import type { Readings } from './readings.ts'

/**
 * Where a decision is `ask`: it is answered by the level whose word made it so, or a stronger one, and such a level
 * passes it on to one weaker than itself. A mandate has nobody below.
 * @param asked the rank whose word made it `ask`
 */
export function wronglyPassed(
  policy: Policy,
  statements: readonly Said<'asks'>[],
  asked: Rank,
  { trusted }: Readings,
): Rejection[] {
  const rejections: Rejection[] = []
  for (const asks of statements) {
    if (!trusted(asks.condition)) continue
    if (asks.rank >= chainLength(policy) || asks.to <= asks.rank) {
      rejections.push({ statement: asks, reason: 'not-below' })
    } else if (asks.rank > asked) {
      rejections.push({ statement: asks, reason: 'out-of-reach' })
    } else if (asks.to > asked) {
      asked = asks.to
    }
  }
  return rejections
}
