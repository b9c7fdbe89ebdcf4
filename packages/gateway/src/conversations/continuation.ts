import { type AnswerEvent, isObject, type Prompt } from '@bylaw/providers'
import { Refusal } from '../refusal.ts'

/** What of that which an upstream keeps a request goes on with. */
export interface Continuation {
  /** Id of an earlier answer, or of a conversation that the upstream keeps. */
  readonly answer: string | null
  /** Ids of items of earlier answers that the request refers to. */
  readonly items: readonly string[]
}

/** What an upstream keeps of an answer: ids that a later request may go on with. */
export interface HandedOut {
  readonly answer: string
  readonly items: readonly string[]
}

/** So many items of one answer, or of one request, are looked at. */
export const mostItems = 1024

/** An id as a caller or an upstream gives it. */
export const isId = (id: string): boolean => /^[\x21-\x7e]{1,128}$/.test(id)

/**
 * Reads what a request goes on with. An upstream keeps the answers of all who share its key, so that an id alone is no
 * permission: `Conversations.open` asks whose it is.
 * @throws Refusal 400 where it names two things at once, or something that is no id
 */
export function continuationOf({ format, continues, messages, raw }: Prompt): Continuation {
  if (format === 'openai-responses' && raw.conversation != null && raw.previous_response_id != null) {
    throw new Refusal(400, 'invalid_continuation', 'continue an answer or a conversation, not both', 'conversation')
  }
  const items = messages.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'opaque' && part.type === 'item_reference' ? [part.raw.id] : [])),
  )
  const ids: unknown[] = continues === null ? items : [continues, ...items]
  if (ids.every((id): id is string => typeof id === 'string' && isId(id)) && items.length <= mostItems) {
    return { answer: continues, items: [...new Set(items as string[])] }
  }
  const message = 'what is continued is named by 1 to 128 visible ASCII characters'
  throw new Refusal(400, 'invalid_continuation', message, continues === null ? 'input' : 'previous_response_id')
}

/** The id of the item that an event of an answer came from; null where it says none. */
export function itemOf(event: AnswerEvent): string | null {
  const item = 'part' in event ? event.raw?.item : undefined
  return isObject(item) && typeof item.id === 'string' && isId(item.id) ? item.id : null
}
