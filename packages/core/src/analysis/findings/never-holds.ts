import type { BehaviorStatement, TrustStatement } from '../../policy/types.ts'
import { removal } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, said, widthOf } from './report.ts'
import type { DeepFinding } from './types.ts'

/**
 * Statements whose condition no values of the facts make true: neither vouched for nor claimed. Proved by trying every
 * cell of the facts it reads; a condition that reads arguments or calculates is left alone.
 */
export function neverHolds(ground: Ground): readonly DeepFinding[] {
  const { policy } = ground
  const spoken: readonly (BehaviorStatement | TrustStatement)[] = [...policy.statements, ...policy.trusts]
  return spoken.flatMap((statement) => {
    const { condition, source } = statement
    if (condition === null || ground.canHold(condition)) return []
    const what = statement.kind === 'trust' ? 'this trust' : `\`${said(policy, statement)}\``
    const length = statement.kind === 'trust' ? policy.facts[statement.fact]!.name.length : widthOf(policy, statement)
    return finding('never-holds', source, `${what} can never hold: nothing makes \`${condition.text}\` true`, {
      length,
      help: 'mend the condition (the tags of its section count, too), or take the statement out',
      edit: removal(policy, source),
    })
  })
}
