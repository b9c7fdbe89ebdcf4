import type { Diagnostic } from '../document/diagnostic.ts'
import { covers, declarationOf } from './pattern.ts'
import { problem } from './problem.ts'
import type { Behavior, BehaviorStatement, Policy, TrustStatement } from './types.ts'

/** Statements that are rejected in every situation, as warnings: they harm nobody, and do nothing. */
export function refusedStatements(policy: Policy): Diagnostic[] {
  const found: Diagnostic[] = []
  const warn = (statement: BehaviorStatement | TrustStatement, code: string, message: string): void => {
    found.push(
      problem(statement.source.file, statement.source, code, message, {
        severity: 'warning',
        length: width(statement),
      }),
    )
  }
  const width = (statement: BehaviorStatement | TrustStatement): number => {
    if (statement.kind === 'trust') return policy.facts[statement.fact]!.name.length
    const { values } = declarationOf(statement.pattern, policy.behaviors)!
    return statement.kind === 'set' ? values[statement.value]!.length : 1
  }
  for (const statement of policy.statements) {
    const behavior = declarationOf(statement.pattern, policy.behaviors)!
    const reason = refusal(policy, statement, behavior)
    if (reason !== null) warn(statement, ...reason)
  }
  for (const trust of policy.trusts) {
    const fact = policy.facts[trust.fact]!
    if (trust.to <= trust.rank)
      warn(trust, 'not-below', `\`${policy.levels[trust.to]}\` is not below the level that says this`)
    else if (trust.rank > 0 && !fact.delegable)
      warn(trust, 'not-delegable', `only root may extend who vouches for \`${fact.name}\``)
  }
  return found
}

function refusal(policy: Policy, statement: BehaviorStatement, behavior: Behavior): [string, string] | null {
  if (behavior.kind === 'bright-line')
    return ['bright-line', `\`${behavior.id}\` is a bright line: nobody may change it`]
  if (statement.kind === 'grant' || statement.kind === 'asks') {
    if (statement.to <= statement.rank)
      return ['not-below', `\`${policy.levels[statement.to]}\` is not below the level that says this`]
    if (statement.kind === 'grant' && targetsOf(policy, statement, behavior).every((target) => !target.grantable))
      return ['not-delegable', `\`${behavior.id}\` can't be granted to anyone`]
  }
  if (statement.kind !== 'set' || behavior.kind !== 'scale') return null
  if (
    targetsOf(policy, statement, behavior).some(
      (target) => target.kind === 'scale' && statement.value <= loosestAt(policy, statement, target),
    )
  )
    return null
  const value = behavior.values[statement.value]
  return ['out-of-reach', `\`${policy.levels[statement.rank]}\` can never set \`${statement.pattern}\` to \`${value}\``]
}

/** The declarations that a statement speaks about: its own, and those inside the family it names. */
const targetsOf = (policy: Policy, { pattern }: BehaviorStatement, behavior: Behavior): readonly Behavior[] => [
  behavior,
  ...[...policy.behaviors.values()].filter((each) => covers(pattern, each.id)),
]

/** The loosest a level could go if every grant to it and every stronger set held. */
function loosestAt(policy: Policy, statement: BehaviorStatement, target: Behavior): number {
  const mandated = statement.rank >= policy.levels.length - policy.mandates
  if (statement.rank <= target.authority && !mandated) return target.values.length - 1
  let loosest = target.default
  for (const other of policy.statements) {
    if (other.rank >= statement.rank) break
    if (!covers(other.pattern, statement.pattern) && !covers(statement.pattern, other.pattern)) continue
    if (other.kind === 'set') loosest = Math.max(loosest, other.value)
    if (other.kind === 'grant' && other.to === statement.rank) loosest = Math.max(loosest, ...other.values)
  }
  return loosest
}
