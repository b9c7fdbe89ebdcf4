import { z } from 'zod'
import { Refusal } from '../refusal.ts'

export type Properties = Readonly<Record<string, unknown>>

/** A subject or a resource. */
export interface Entity {
  readonly type: string
  readonly id: string
  readonly properties: Properties
}

export interface Action {
  readonly name: string
  readonly properties: Properties
}

/** One question of the Authorization API: may the subject do this to the resource, in this context? */
export interface Evaluation {
  readonly subject: Entity
  readonly action: Action
  readonly resource: Entity
  readonly context: Properties
}

const properties = z.looseObject({}).optional()
const typed = z.looseObject({ type: z.string().min(1), properties })
const entity = typed.extend({ id: z.string().min(1) })
const action = z.looseObject({ name: z.string().min(1), properties })

const parts = { subject: entity, action, resource: entity, context: properties }

/** What is not understood is left out; a part that is not as it should be refuses the whole. */
const evaluationSchema = z.looseObject(parts)

/** What each search is asked: of what it looks for, only the type counts. */
export const searchSchemas = {
  subject: z.looseObject({ ...parts, subject: typed }),
  resource: z.looseObject({ ...parts, resource: typed }),
  action: z.looseObject({ subject: entity, resource: entity, context: properties }),
} as const

/**
 * Reads one question.
 * @throws Refusal 400
 */
export function readEvaluation(value: unknown): Evaluation {
  const { subject, action, resource, context } = checked(evaluationSchema, value)
  return {
    subject: entityOf(subject),
    action: { name: action.name, properties: action.properties ?? {} },
    resource: entityOf(resource),
    context: context ?? {},
  }
}

export function entityOf({ type, id, properties }: z.output<typeof entity>): Entity {
  return { type, id, properties: properties ?? {} }
}

/** @throws Refusal 400, which says what is wrong first */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const { path, message } = read.error.issues[0]!
  const place = path.map(String).join('.')
  throw new Refusal(400, 'invalid_request', place === '' ? message : `\`${place}\`: ${message}`, place || null)
}
