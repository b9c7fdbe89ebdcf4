import { withStatements } from '../../engine/target.ts'
import type { Behavior, BehaviorStatement } from '../../policy/types.ts'
import { defaultPlace, quoted, replacement } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, related, said, widthOf } from './report.ts'
import { accountOf } from './state.ts'
import type { DeepFinding } from './types.ts'

/**
 * Defaults that are decided in no situation, for limits of the very level that declares the behavior rule them out in
 * every one. Limits of weaker levels are those levels' business.
 */
export function unreachableDefaults(ground: Ground): readonly DeepFinding[] {
  return [...ground.policy.behaviors.values()].flatMap((behavior) => unreachable(ground, behavior) ?? [])
}

function unreachable(ground: Ground, behavior: Behavior): DeepFinding | null {
  if (behavior.kind === 'bright-line' || behavior.source.file === '') return null
  const { policy } = ground
  const target = ground.target(behavior.id)
  const limits = target.statements.filter(({ kind, rank }) => kind === 'limit' && rank === behavior.declaredAt)
  const ways = limits.length === 0 ? null : ground.ways(target.conditions)
  if (ways === null) return null
  const limited = withStatements(target, limits)
  const outcomes = ways.map((held) => accountOf(limited, held, ground.chain).value)
  if (outcomes.includes(behavior.default)) return null
  const rules = ruling(ground, behavior, limits)
  const instead = new Set(outcomes).size === 1 ? behavior.values[outcomes[0]!]! : null
  const [value, limit] = [behavior.values[behavior.default]!, rules[0] ?? limits[0]!]
  const message = `\`${value}\`, the default of \`${behavior.id}\`, is never decided: \`${said(policy, limit)}\` rules it out`
  const at = defaultPlace(policy, behavior)
  return finding('unreachable-default', limit.source, message, {
    length: widthOf(policy, limit),
    related: [related(at ?? behavior.source, 'the default')],
    help: 'say what is left as the default, or limit less',
    edit:
      instead === null || at === null
        ? null
        : replacement(policy, at, quoted(instead), `make \`${instead}\` the default`),
  })
}

/** The limits that rule the default out wherever they hold. */
function ruling(
  ground: Ground,
  behavior: Behavior,
  limits: readonly BehaviorStatement[],
): readonly BehaviorStatement[] {
  const excludes = (limit: BehaviorStatement): boolean =>
    limit.kind === 'limit' &&
    (behavior.kind === 'scale' ? limit.values[0]! < behavior.default : !limit.values.includes(behavior.default))
  const excluding = limits.filter((limit) => excludes(limit) && ground.canHold(limit.condition))
  return excluding.toSorted((a, b) => Number(a.condition !== null) - Number(b.condition !== null))
}
