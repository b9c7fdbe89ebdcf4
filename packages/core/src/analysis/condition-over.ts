import { ConditionCompiler } from '../policy/condition.ts'
import type { Condition, Policy } from '../policy/types.ts'

/**
 * Compiles a condition over the facts of a policy.
 * @returns what is wrong with it where it can't be compiled
 */
export function conditionOver(policy: Policy, text: string): Condition | string {
  const scope = { facts: new Map(policy.facts.map((fact) => [fact.name, fact])), args: false, suggest: () => undefined }
  const { condition, problems } = new ConditionCompiler(policy.facts).compile([text], scope, 'question')
  return condition ?? problems.map(({ message }) => message).join('; ')
}
