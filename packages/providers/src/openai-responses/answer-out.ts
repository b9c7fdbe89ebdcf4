import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import type { FormatName, Prompt } from '../exchange/prompt.ts'
import { DraftItems } from './draft.ts'
import { DraftResponse } from './draft-response.ts'
import { endedEarly } from './errors.ts'

/** A whole answer, out of all its batches. One that nobody changed goes out as it came. */
export function writeWhole(batches: readonly Batch[], prompt: Prompt, from: FormatName | null): string {
  const own = from === 'openai-responses'
  const [only] = batches
  if (own && batches.length === 1 && only?.wire && !isSent(only.wire)) return only.wire
  const events = batches.flatMap((batch) => batch.events)
  const start = events.find((event) => event.kind === 'start') ?? null
  const response = new DraftResponse(prompt, start, own)
  const items = new DraftItems(own, response.id)
  for (const event of events) takeIn(event, response, items, own)
  items.close(closingOf(response))
  const answer = response.finished ? response.ended(items.output, own) : response.failed(items.output, endedEarly, own)
  return JSON.stringify(answer)
}

/** Whether what came over the wire was events of a stream. */
export function isSent(wire: string): boolean {
  return /^(event|data|id|retry|):/.test(wire)
}

/** How the items end that are still open. */
export function closingOf(response: DraftResponse): 'completed' | 'incomplete' {
  return response.status === 'completed' ? 'completed' : 'incomplete'
}

/** Takes an event into an answer that is written as a whole; what came after its end is not. */
function takeIn(event: AnswerEvent, response: DraftResponse, items: DraftItems, own: boolean) {
  if (event.kind === 'usage') response.count(event)
  else if (event.kind === 'finish') {
    if (event.choice === 0) response.finish(event.reason, own ? (event.raw ?? null) : null)
  } else if (!response.finished) items.take(event, false)
}
