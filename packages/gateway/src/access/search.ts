import { type AccessSituation, isPermitted } from './decide.ts'
import { type Action, checked, type Entity, type Evaluation, entityOf, searchSchemas } from './evaluation.ts'
import { knownActions, knownIds } from './known.ts'
import { type Paged, paged } from './page.ts'

/** What can be searched for. */
export type Sought = 'subject' | 'resource' | 'action'

type Found = Pick<Entity, 'type' | 'id'> | Pick<Action, 'name'>

/**
 * Who may do it, to what it may be done, or what may be done: of those that the policy names, every one for which the
 * same question would be permitted.
 * @throws Refusal 400
 */
export function search(situation: AccessSituation, sought: Sought, body: unknown): Paged<Found> {
  const { question, candidates } = { subject: ofSubjects, resource: ofResources, action: ofActions }[sought](
    situation,
    body,
  )
  const found = candidates.filter(({ asked }) => isPermitted(situation, asked)).map(({ result }) => result)
  const { policy } = situation.engine
  return paged(found, body, [policy.digest, situation.facts, sought, question])
}

interface Candidates {
  readonly question: unknown
  readonly candidates: readonly { readonly asked: Evaluation; readonly result: Found }[]
}

function ofSubjects({ engine }: AccessSituation, body: unknown): Candidates {
  const { subject, action, resource, context = {} } = checked(searchSchemas.subject, body)
  const rest = { action: actionOf(action), resource: entityOf(resource), context }
  const candidates = knownIds(engine.policy, 'subject', subject.type).map((id) => {
    const result = { type: subject.type, id }
    return { result, asked: { ...rest, subject: { ...result, properties: subject.properties ?? {} } } }
  })
  return { question: [subject.type, subject.properties, rest], candidates }
}

function ofResources({ engine }: AccessSituation, body: unknown): Candidates {
  const { subject, action, resource, context = {} } = checked(searchSchemas.resource, body)
  const rest = { subject: entityOf(subject), action: actionOf(action), context }
  const candidates = knownIds(engine.policy, 'resource', resource.type).map((id) => {
    const result = { type: resource.type, id }
    return { result, asked: { ...rest, resource: { ...result, properties: resource.properties ?? {} } } }
  })
  return { question: [resource.type, resource.properties, rest], candidates }
}

function ofActions({ engine }: AccessSituation, body: unknown): Candidates {
  const { subject, resource, context = {} } = checked(searchSchemas.action, body)
  const rest = { subject: entityOf(subject), resource: entityOf(resource), context }
  const candidates = knownActions(engine.policy, rest.resource).map((name) => ({
    result: { name },
    asked: { ...rest, action: { name, properties: {} } },
  }))
  return { question: rest, candidates }
}

function actionOf({ name, properties = {} }: { name: string; properties?: Action['properties'] | undefined }): Action {
  return { name, properties }
}
