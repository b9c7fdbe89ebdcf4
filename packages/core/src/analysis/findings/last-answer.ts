import { person } from '../../engine/explain.ts'
import { TRUSTED } from '../../engine/situation.ts'
import { TOOLS } from '../../policy/pattern.ts'
import type { BehaviorStatement, Rank } from '../../policy/types.ts'
import { quoted, replacement } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, said, valuesOf, widthOf } from './report.ts'
import { accountOf } from './state.ts'
import type { DeepFinding } from './types.ts'

type Limit = BehaviorStatement & { kind: 'limit' }

/** Names of values that leave people without any answer. */
const REFUSALS = /^(refus|declin|den(y|ies)|withh|silen|no-answer)/

/**
 * Restrictions below root that leave people with nothing:
 *
 * - of a choice, a limit that in some situation has no value in common with what is still allowed there, so that it is
 *   rejected and the earlier limit holds;
 * - of a scale that weaker levels may adjust, an unconditional limit to a tightest value whose name says that nothing is
 *   answered. What can be allowed, as tools can, is left alone: to deny that is what limits are for.
 */
export function lastAnswers(ground: Ground): readonly DeepFinding[] {
  return ground.policy.statements.flatMap((limit) => {
    if (limit.kind !== 'limit' || limit.rank === 0 || limit.rank >= ground.chain) return []
    if (limit.pattern.endsWith('*') || limit.pattern.startsWith(TOOLS)) return []
    const { kind } = ground.target(limit.pattern).behavior
    return (kind === 'choice' ? emptied(ground, limit) : kind === 'scale' ? refusing(ground, limit) : null) ?? []
  })
}

/** What is decided where a limit would leave nothing of a choice. */
function emptied(ground: Ground, limit: Limit): DeepFinding | null {
  const { policy, chain } = ground
  const target = ground.target(limit.pattern)
  const regions = ground.regions(target.conditions).filter(({ args }) => args === undefined)
  const isRejected = (held: (typeof regions)[number]['held']): boolean =>
    accountOf(target, held, chain).deeds.some(
      ({ statement, reason }) => statement === limit && reason === 'empty-limit',
    )
  const region = regions.find(({ held }) => isRejected(held))
  const holding = regions.filter(({ held }) => (held(limit.condition) & TRUSTED) !== 0)
  if (region === undefined || holding.every(({ held }) => isRejected(held))) return null
  const values = valuesOf(policy, limit)
  const above = ground.downTo(target, limit.rank)
  const decided = ground.hypothesis(above, region.held).under(above.statements)
  const written = [...new Set([...limit.values, decided])].sort((a, b) => a - b).map((value) => quoted(values[value]!))
  const message = `\`${said(policy, limit)}\` would leave no value in some situations, so that it is rejected there`
  return finding('last-answer', limit.source, message, {
    length: widthOf(policy, limit),
    facts: region.facts,
    help: `allow \`${values[decided]}\` as well, which is decided there`,
    edit: replacement(policy, limit.source, `[${written.join(', ')}]`, `allow \`${values[decided]}\` as well`),
  })
}

function refusing(ground: Ground, limit: Limit): DeepFinding | null {
  const { policy } = ground
  const { behavior, id } = ground.target(limit.pattern)
  const [value, next] = behavior.values
  const weaker: Rank = behavior.authority
  if (limit.condition !== null || limit.values[0] !== 0 || weaker <= limit.rank) return null
  if (!REFUSALS.test(value!) || behavior.values.includes('allow')) return null
  const { source } = limit
  const message = `\`${said(policy, limit)}\` takes the last answer away: \`${value}\` is all that is left of \`${id}\`, which ${person(policy.levels[weaker]!)} may adjust otherwise`
  return finding('last-answer', source, message, {
    length: widthOf(policy, limit),
    help: `leave \`${next}\`, or say in the prose where people find an answer instead`,
    edit: replacement(policy, source, quoted(next!), `limit it to \`${next}\``),
  })
}
