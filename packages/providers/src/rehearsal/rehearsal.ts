import { randomUUID } from 'node:crypto'
import type { ChatChunk, ChatCompletion, ChatMessage, ChatRequest, Delta, ToolCall } from '../openai-chat/wire.ts'
import type { Provider } from '../provider.ts'
import { type Near, nearestOf } from './nearest.ts'
import { rehearsedCalls } from './tool-calls.ts'

/** An answer that a spec holds up as a good one. */
export interface GradedExample {
  readonly title: string
  /** The last thing that the user says in it. */
  readonly user: string
  readonly answer: string
}

interface Answer {
  readonly text: string
  readonly calls: readonly ToolCall[]
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
    async complete(request) {
      const answer = answerTo(request, nearest)
      return request.stream ? streamed(request, answer) : whole(request, answer)
    },
    async models() {
      return { object: 'list', data: [{ id: 'rehearsal', object: 'model', created: 0, owned_by: 'bylaw' }] }
    },
    async close() {},
  }
}

function answerTo(request: ChatRequest, nearest: (text: string) => Near<GradedExample> | null): Answer {
  const asked = textOf(request.messages.findLast((message) => message.role === 'user'))
  const usersTurn = request.messages.at(-1)?.role === 'user'
  const calls = usersTurn ? rehearsedCalls(request, asked, () => `call_${randomUUID()}`) : []
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

function textOf(message: ChatMessage | undefined): string {
  const content = message?.content ?? ''
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n')
}

function envelope(object: string) {
  return { id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model: 'rehearsal' }
}

function indices(request: ChatRequest): number[] {
  return Array.from({ length: request.n ?? 1 }, (_, index) => index)
}

/** About four characters a token: enough to show where the counts stand. */
function usageOf(request: ChatRequest, answer: Answer) {
  const prompt = Math.ceil(request.messages.reduce((sum, message) => sum + textOf(message).length, 0) / 4)
  const written = answer.text + answer.calls.map((call) => call.function?.arguments ?? call.custom?.input).join('')
  const completion = Math.ceil(written.length / 4) * (request.n ?? 1)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

function whole(request: ChatRequest, answer: Answer): ChatCompletion {
  const message = {
    role: 'assistant',
    content: answer.text,
    refusal: null,
    ...(answer.calls.length > 0 && { tool_calls: [...answer.calls] }),
  }
  const finish_reason = answer.calls.length > 0 ? 'tool_calls' : 'stop'
  const choices = indices(request).map((index) => ({ index, message, logprobs: null, finish_reason }))
  return { ...envelope('chat.completion'), choices, usage: usageOf(request, answer) }
}

async function* streamed(request: ChatRequest, answer: Answer): AsyncGenerator<ChatChunk> {
  const head = envelope('chat.completion.chunk')
  const chunk = (index: number, delta: Delta, finish_reason: string | null = null): ChatChunk => ({
    ...head,
    choices: [{ index, delta, logprobs: null, finish_reason }],
  })
  for (const index of indices(request)) {
    yield chunk(index, { role: 'assistant', content: '' })
    for (const word of answer.text.match(/\s*\S+|\s+$/g) ?? []) yield chunk(index, { content: word })
    for (const delta of callDeltas(answer.calls)) yield chunk(index, delta)
    yield chunk(index, {}, answer.calls.length > 0 ? 'tool_calls' : 'stop')
  }
  if (request.stream_options?.include_usage) yield { ...head, choices: [], usage: usageOf(request, answer) }
}

/** As models stream them: the name first, then the arguments in pieces. */
function* callDeltas(calls: readonly ToolCall[]): Generator<Delta> {
  for (const [index, call] of calls.entries()) {
    const { id, type } = call
    if (call.function) {
      yield { tool_calls: [{ index, id, type, function: { name: call.function.name, arguments: '' } }] }
      for (const piece of call.function.arguments.match(/.{1,8}/gs) ?? []) {
        yield { tool_calls: [{ index, function: { arguments: piece } }] }
      }
    } else if (call.custom) yield { tool_calls: [{ index, id, type, custom: { ...call.custom } }] }
  }
}
