import { toolId } from '@bylaw/core'
import type { Evaluation } from './evaluation.ts'

/** The type of resources that are behaviors themselves. */
export const behaviorType = 'behavior'

/** A question of the Authorization API in the words of the policy. */
export interface Question {
  readonly behavior: string
  /** The value asked about: `allow`, or of a resource that is a behavior the action's name. */
  readonly value: string
  readonly args: Pick<Evaluation, 'subject' | 'action' | 'resource' | 'context'>
}

/**
 * What a question asks of the policy.
 *
 * - A resource of the type `behavior` is the behavior with its id, and the action's name one of its values: is it permitted?
 * - Any other one is a tool: `tool.<resource.type>.<action.name>`, both escaped as names of tools are, and the question
 *   is whether it is allowed. Conditions read `args.subject`, `args.action`, `args.resource` and `args.context`: of each
 *   of the first three also `properties`, which are empty where none are sent.
 *
 * A subject is no principal: who asks is the key, and facts come in the header `bylaw-facts` as everywhere.
 */
export function questionOf(evaluation: Evaluation): Question {
  const { subject, action, resource, context } = evaluation
  const args = { subject, action, resource, context }
  if (resource.type === behaviorType) return { behavior: resource.id, value: action.name, args }
  return { behavior: toolId(resource.type, action.name), value: 'allow', args }
}
