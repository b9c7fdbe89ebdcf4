import type { FactValue } from '../document/types.ts'
import type { Condition, Fact, Policy, TrustStatement } from '../policy/types.ts'
import type { Reason } from './types.ts'

/** Who may vouch for what: for each fact a bit for each rank. */
export interface Vouching {
  readonly entitled: Int32Array
  /** Of those, the ranks whose words count even when only said in text. */
  readonly heard: Int32Array
  /** The trusts that took effect, in order. */
  readonly trusts: readonly TrustStatement[]
}

/**
 * Reads the trust statements, strongest level first, in order.
 * @param holds whether a trust's condition holds in the trusted reading that `vouched-by` alone gives
 * @param rejected is told of every trust whose condition held and that has no effect
 */
export function vouching(
  policy: Policy,
  holds: (condition: Condition | null) => boolean,
  rejected?: (trust: TrustStatement, reason: Reason) => void,
): Vouching {
  const entitled = Int32Array.from(policy.facts, nativeRanks)
  const heard = new Int32Array(policy.facts.length)
  const trusts: TrustStatement[] = []
  for (const trust of policy.trusts) {
    if (!holds(trust.condition)) continue
    const reason = refusal(trust, policy.facts[trust.fact]!, entitled[trust.fact]!)
    if (reason !== null) {
      rejected?.(trust, reason)
      continue
    }
    entitled[trust.fact]! |= 1 << trust.to
    if (trust.heard) heard[trust.fact]! |= 1 << trust.to
    trusts.push(trust)
  }
  return { entitled, heard, trusts }
}

/** A bit for every rank at or above `vouched-by`. */
export const nativeRanks = (fact: Fact): number => (1 << (fact.vouchedBy + 1)) - 1

function refusal(trust: TrustStatement, fact: Fact, entitled: number): Reason | null {
  if (trust.to <= trust.rank) return 'not-below'
  if ((entitled & (1 << trust.rank)) === 0) return 'not-entitled'
  return fact.delegable || trust.rank === 0 ? null : 'not-delegable'
}

/** Whether a value is of the fact's type and inside its domain. */
export function fits(fact: Fact, value: unknown): value is FactValue {
  const { type } = fact
  if (type.kind === 'enum') return typeof value === 'string' && type.values.includes(value)
  if (type.kind === 'bool') return typeof value === 'boolean'
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  return (type.min === null || value >= type.min) && (type.max === null || value <= type.max)
}
