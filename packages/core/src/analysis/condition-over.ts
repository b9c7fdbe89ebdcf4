import { ConditionCompiler } from '../policy/condition.ts'
import type { Condition, Policy, Rank } from '../policy/types.ts'

/** Who says a condition, and whether of a tool: what it may read. */
interface Scope {
  readonly rank?: Rank
  readonly args?: boolean
}

/**
 * Compiles a condition over the facts of a policy, or those that a level may read.
 * @returns what is wrong with it where it can't be compiled
 */
export function conditionOver(policy: Policy, text: string, { rank, args = false }: Scope = {}): Condition | string {
  const visible = policy.facts.filter(({ declaredAt }) => rank === undefined || declaredAt <= rank)
  const scope = { facts: new Map(visible.map((fact) => [fact.name, fact])), args, suggest: () => undefined }
  const { condition, problems } = new ConditionCompiler(policy.facts).compile([text], scope, 'question')
  return condition ?? problems.map(({ message }) => message).join('; ')
}
