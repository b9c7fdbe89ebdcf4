import { person } from '../../engine/explain.ts'
import type { Held } from '../../engine/hypothesis.ts'
import { TRUSTED } from '../../engine/situation.ts'
import { type Target, withStatements } from '../../engine/target.ts'
import type { BehaviorStatement } from '../../policy/types.ts'
import { membersOf } from '../family.ts'
import { removal } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, isTold, said, widthOf } from './report.ts'
import { accountOf } from './state.ts'
import type { DeepFinding } from './types.ts'

type Grant = BehaviorStatement & { kind: 'grant' }

/**
 * Grants of a reach that is never of use: in no situation, whatever the levels between the giver and the receiver have
 * set, does any `set` of the receiver come to something else than it would without the grant. What takes nothing at all
 * away from any level never changes anything, and is told as that.
 * @param told findings that speak of a statement already
 */
export function unusableGrants(ground: Ground, told: readonly DeepFinding[]): readonly DeepFinding[] {
  const { policy } = ground
  return policy.statements.flatMap((grant) => {
    if (grant.kind !== 'grant' || ground.isRefused(grant) || !ground.canHold(grant.condition)) return []
    if (isTold(told, grant)) return []
    const members = membersOf(grant.pattern, policy).filter((id) => ground.target(id).behavior.kind !== 'bright-line')
    if (members.length === 0 || !members.every((id) => isUseless(ground, ground.target(id), grant))) return []
    const to = person(policy.levels[grant.to]!)
    const message = `nobody can use \`${said(policy, grant)}\`: whatever ${to} sets comes to the same without it`
    return finding('unusable-grant', grant.source, message, {
      length: widthOf(policy, grant),
      help: 'the value stands there anyway, or a limit holds it: take the grant out, or loosen the limit',
      edit: removal(policy, grant.source),
    })
  })
}

function isUseless(ground: Ground, whole: Target, grant: Grant): boolean {
  const ways = ground.waysDownTo(whole, grant.rank)?.filter((held) => (held(grant.condition) & TRUSTED) !== 0)
  if (ways === undefined) return false
  const target = ground.downTo(whole, grant.rank)
  const without = target.statements.filter((each) => each !== grant)
  return trials(ground, target, grant).every((words) => {
    const [first, second] = [target.statements, without].map((said) => withStatements(target, [...said, ...words]))
    const value = (said: Target, held: Held): number => accountOf(said, held, ground.chain).value
    return ways.every((held) => value(first!, held) === value(second!, held))
  })
}

/** What the receiver could set, after nothing or any one `set` of a level between the two. */
function trials(ground: Ground, target: Target, grant: Grant): readonly (readonly BehaviorStatement[])[] {
  const hypothesis = ground.hypothesis(target, () => 0)
  const values = target.behavior.values.map((_, value) => value)
  const between = ground.below(grant.rank).filter((rank) => rank < grant.to)
  const starts = [[], ...between.flatMap((rank) => values.map((value) => [hypothesis.set(rank, value)]))]
  return starts.flatMap((start) => values.map((value) => [...start, hypothesis.set(grant.to, value)]))
}
