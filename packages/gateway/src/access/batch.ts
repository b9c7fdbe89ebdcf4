import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { AccessDecision } from './decide.ts'
import { checked, type Evaluation, readEvaluation } from './evaluation.ts'

/** So many questions may be asked at once. */
const maxEvaluations = 1000

const semantic = z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])

const batchSchema = z.looseObject({
  evaluations: z
    .array(z.unknown())
    .max(maxEvaluations, { error: `at most ${maxEvaluations} evaluations at once` })
    .optional(),
  options: z.looseObject({ evaluations_semantic: semantic.optional() }).optional(),
})

/** What is answered where a question of a batch can't be read: never permission. */
type Unreadable = { readonly error: { readonly status: number; readonly message: string } }

export interface Batch {
  readonly semantic: z.output<typeof semantic>
  readonly items: readonly (Evaluation | Unreadable)[]
}

/**
 * Reads the body of `/access/v1/evaluations`. A part that an item does not say is the one at the top, whole.
 * @returns one question where there are no evaluations, as if it had been asked alone
 * @throws Refusal 400
 */
export function readBatch(body: Readonly<Record<string, unknown>>): Batch | Evaluation {
  const { evaluations = [], options } = checked(batchSchema, body)
  if (evaluations.length === 0) return readEvaluation(body)
  const { subject, action, resource, context } = body
  const defaults = { subject, action, resource, context }
  const items = evaluations.map((item) => readItem(item, defaults))
  return { semantic: options?.evaluations_semantic ?? 'execute_all', items }
}

function readItem(item: unknown, defaults: object): Evaluation | Unreadable {
  try {
    const own = checked(z.looseObject({}), item)
    const said = ['subject', 'action', 'resource', 'context'].filter((part) => Object.hasOwn(own, part))
    return readEvaluation({ ...defaults, ...Object.fromEntries(said.map((part) => [part, own[part]])) })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { error: { status: error.failure.status, message: error.failure.message } }
  }
}

/** Answers in order; as the semantic says, up to the first denial or the first permission. */
export function answerBatch(
  { items, semantic }: Batch,
  decide: (asked: Evaluation) => AccessDecision,
): AccessDecision[] {
  const last = semantic === 'deny_on_first_deny' ? false : semantic === 'permit_on_first_permit' ? true : null
  const answers: AccessDecision[] = []
  for (const item of items) {
    const answer: AccessDecision = 'error' in item ? { decision: false, context: item } : decide(item)
    answers.push(answer)
    if (answer.decision === last) break
  }
  return answers
}
