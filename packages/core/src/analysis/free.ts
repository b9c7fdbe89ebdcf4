import { canonicalLevel } from '../document/levels.ts'
import type { Policy, Rank } from '../policy/types.ts'

/** Whose words are not known, so that they are taken to be anything. */
export interface FreeOptions {
  /** Every level below this one, whatever is mounted there. Left out: every level below root where nothing is mounted. */
  readonly below?: string | undefined
  /** Nobody says anything but what is mounted. */
  readonly mountedOnly?: boolean | undefined
}

/** The ranks of the chain whose words are taken to be anything. */
export function freeRanks(policy: Policy, { below, mountedOnly = false }: FreeOptions): readonly Rank[] {
  if (mountedOnly) return []
  const chain = policy.levels.slice(0, policy.levels.length - policy.mandates)
  const ranks = chain.map((_, rank) => rank).slice(1)
  if (below === undefined) return ranks.filter((rank) => policy.layers.every((layer) => layer.rank !== rank))
  const strongest = chain.indexOf(canonicalLevel(below))
  return ranks.filter((rank) => rank > strongest)
}
