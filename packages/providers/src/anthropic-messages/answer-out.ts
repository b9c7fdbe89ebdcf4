import type { Batch } from '../exchange/answer.ts'
import type { FormatName, Prompt } from '../exchange/prompt.ts'
import { AnswerWriter } from './events-out.ts'
import { fold } from './whole.ts'

/** A whole answer out of all its batches. One that came whole, and was not changed, goes on as it came. */
export function writeWhole(batches: readonly Batch[], prompt: Prompt, from: FormatName | null): string {
  const same = from === 'anthropic-messages'
  const [only, ...others] = batches
  if (same && others.length === 0 && only?.wire?.trimStart().startsWith('{')) return only.wire
  const answer = new AnswerWriter(prompt.model, same)
  const events = batches.flatMap((batch) => batch.events).flatMap((event) => answer.add(event))
  return JSON.stringify(fold([...events, ...answer.drain(), answer.told()]))
}
