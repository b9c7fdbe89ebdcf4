import type { Held } from '../../engine/hypothesis.ts'
import { TRUSTED } from '../../engine/situation.ts'
import { vouching } from '../../engine/vouching.ts'
import type { Policy, TrustStatement } from '../../policy/types.ts'
import { removal } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding } from './report.ts'
import type { DeepFinding } from './types.ts'

/**
 * Trusts without which the same levels vouch for the same facts in every situation: those of a level that is never
 * entitled itself, and those to a level that is entitled anyway. Looked for from the last to the first, as statements
 * about behaviors are.
 */
export function neverChangingTrusts(ground: Ground): readonly DeepFinding[] {
  const { policy } = ground
  const found: DeepFinding[] = []
  let kept = policy.trusts
  for (const trust of policy.trusts.toReversed()) {
    if (ground.isRefused(trust) || !ground.canHold(trust.condition)) continue
    const ways = ground.ways(
      kept.flatMap(({ fact, condition }) => (fact === trust.fact && condition !== null ? [condition] : [])),
    )
    const left = kept.filter((each) => each !== trust)
    const same = ways?.every((held) => who(policy, kept, trust, held) === who(policy, left, trust, held))
    if (same !== true) continue
    found.push(described(policy, trust, ways!))
    kept = left
  }
  return found.reverse()
}

/** Who may vouch for the fact of a trust, and who by text alone. */
function who(policy: Policy, trusts: readonly TrustStatement[], { fact }: TrustStatement, held: Held): string {
  const { entitled, heard } = vouching({ ...policy, trusts }, (condition) => (held(condition) & TRUSTED) !== 0)
  return `${entitled[fact]} ${heard[fact]}`
}

function described(policy: Policy, trust: TrustStatement, ways: readonly Held[]): DeepFinding {
  const { levels } = policy
  const { name } = policy.facts[trust.fact]!
  const effective = ways.some((held) =>
    vouching(policy, (condition) => (held(condition) & TRUSTED) !== 0).trusts.includes(trust),
  )
  const [by, to] = [levels[trust.rank]!, levels[trust.to]!]
  const why = effective
    ? `\`${to}\` may vouch for it without that`
    : `it is rejected in every situation, for \`${by}\` may not vouch for it itself`
  return finding('never-changes', trust.source, `trusting \`${to}\` about \`${name}\` never changes anything: ${why}`, {
    severity: effective ? 'info' : 'warning',
    length: name.length,
    help: effective
      ? 'take it out; the same levels vouch for the fact without it'
      : `have a level that may vouch for \`${name}\` trust \`${by}\` about it, or take this out`,
    edit: removal(policy, trust.source),
  })
}
