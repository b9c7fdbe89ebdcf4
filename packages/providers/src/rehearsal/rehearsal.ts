import { randomUUID } from 'node:crypto'
import type { AnswerEvent, Batch, Reply } from '../exchange/answer.ts'
import type { Message, Prompt } from '../exchange/prompt.ts'
import { textOf } from '../exchange/read.ts'
import { UpstreamError } from '../failure.ts'
import type { Provider } from '../provider.ts'
import { type Near, nearestOf } from './nearest.ts'
import { type RehearsedCall, rehearsedCalls } from './tool-calls.ts'

/** An answer that a spec holds up as a good one. */
export interface GradedExample {
  readonly title: string
  /** The last thing that the user says in it. */
  readonly user: string
  readonly answer: string
}

interface Answer {
  readonly text: string
  readonly calls: readonly RehearsedCall[]
}

/** What is less like a request than this would answer another question. */
const leastLikeness = 0.2

/**
 * Stands in where no model is configured: answers with the good answer of the example whose user turn is nearest to
 * the request's (see `nearestOf`) if any is near enough, calls the declared tools that the last user message names, and says in every answer
 * that it is a rehearsal. The same request always gets the same words.
 */
export function rehearsal(examples: readonly GradedExample[]): Provider {
  const nearest = nearestOf(examples, ({ user }) => user)
  return {
    async send(prompt, { messages, stream }) {
      const events = eventsOf(prompt, messages, answerTo(prompt, messages, nearest))
      const reply: Reply = stream
        ? { kind: 'stream', batches: streamed(events) }
        : { kind: 'whole', batch: said(...events) }
      return { reply, format: null, lost: [], upstream: 0 }
    },
    async models() {
      return { object: 'list', data: [{ id: 'rehearsal', object: 'model', created: 0, owned_by: 'bylaw' }] }
    },
    async pass(what) {
      const message = `a rehearsal has no ${what}`
      throw new UpstreamError({ status: 404, message, type: 'invalid_request_error', param: null, code: 'unsupported' })
    },
    async close() {},
  }
}

function answerTo(
  prompt: Prompt,
  messages: readonly Message[],
  nearest: (text: string) => Near<GradedExample> | null,
): Answer {
  const asked = textOf(messages.findLast(speaksForUser)?.parts ?? [])
  const last = messages.at(-1)
  const calls = last && speaksForUser(last) ? rehearsedCalls(prompt, asked, () => `call_${randomUUID()}`) : []
  if (calls.length > 0) {
    return { text: '[Rehearsal: no model is configured; the tools called are those that your message names.]', calls }
  }
  const near = nearest(asked)
  if (near === null || near.likeness < leastLikeness) {
    const hint = near ? ` One that is answered here: “${near.item.user.trim()}”` : ''
    return {
      text: `[Rehearsal: no model is configured, and no example of the spec is like this message.${hint}]`,
      calls,
    }
  }
  const { title, answer } = near.item
  const notice = `[Rehearsal: no model is configured; this answer is taken from the spec's example “${title}”.]`
  return { text: `${notice}\n\n${answer}`, calls }
}

/** A user's message that does more than hand over what tools answered. */
function speaksForUser({ role, parts }: Message): boolean {
  return role === 'user' && parts.some(({ kind }) => kind !== 'result')
}

/** The answer as models stream it: word by word, a call's name before its arguments. */
function* eventsOf(prompt: Prompt, messages: readonly Message[], answer: Answer): Generator<AnswerEvent> {
  yield { kind: 'start', id: `rehearsal-${randomUUID()}`, model: 'rehearsal' }
  for (let choice = 0; choice < prompt.choices; choice++) {
    yield { kind: 'part', choice, part: 0, type: 'text' }
    for (const text of answer.text.match(/\s*\S+|\s+$/g) ?? []) yield { kind: 'delta', choice, part: 0, text }
    yield { kind: 'part-end', choice, part: 0 }
    for (const [index, { call, text: input }] of answer.calls.entries()) {
      const place = { choice, part: index + 1 }
      yield { kind: 'part', ...place, type: 'call', call }
      for (const text of input.match(/.{1,8}/gs) ?? []) yield { kind: 'delta', ...place, text }
      yield { kind: 'part-end', ...place }
    }
    yield { kind: 'finish', choice, reason: answer.calls.length > 0 ? 'calls' : 'stop' }
  }
  yield usageOf(prompt, messages, answer)
}

/** About four characters a token: enough to show where the counts stand. */
function usageOf(prompt: Prompt, messages: readonly Message[], answer: Answer): AnswerEvent {
  const read = messages.reduce((sum, { parts }) => sum + textOf(parts).length, 0)
  const written = answer.text.length + answer.calls.reduce((sum, { text }) => sum + text.length, 0)
  const output = Math.ceil(written / 4) * prompt.choices
  return { kind: 'usage', input: Math.ceil(read / 4), output, cached: null, reasoning: null }
}

function said(...events: readonly AnswerEvent[]): Batch {
  return { events, wire: null }
}

async function* streamed(events: Iterable<AnswerEvent>): AsyncGenerator<Batch> {
  for (const event of events) yield said(event)
}
