import { readAnswer } from '../body.ts'
import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import type { Call, Raw } from '../exchange/prompt.ts'
import { upstreamFailure } from '../failure.ts'
import { readFinish } from './finish-reasons.ts'
import { type ChatChoice, type ChatCompletion, chatCompletion, opaqueFields, reasoningsOf, type Usage } from './wire.ts'

/**
 * Reads a whole answer. `raw` of the start is the whole body, of a finish its choice, of a call the call.
 * @throws UpstreamError `upstream_protocol`
 */
export function readWhole(text: string): Batch {
  const json = readAnswer(text)
  const read = chatCompletion.safeParse(json)
  if (!read.success) {
    throw upstreamFailure('the upstream sent an answer that is not of its format', 'upstream_protocol', read.error)
  }
  const completion = json as ChatCompletion
  const seen = new Set(completion.choices.map(({ index }) => index))
  if (seen.size < completion.choices.length) {
    throw upstreamFailure('the upstream sent a choice twice', 'upstream_protocol')
  }
  const events: AnswerEvent[] = [startOf(completion)]
  for (const choice of completion.choices) readChoice(choice, events)
  if (completion.usage) events.push(usageOf(completion.usage))
  return { events, wire: text }
}

/** The beginning of an answer: of a whole one, or of the first chunk of one. */
export function startOf(head: Raw): AnswerEvent {
  const { id, model } = head as { id?: string | null; model?: string | null }
  return { kind: 'start', id: id || null, model: model || null, raw: head }
}

export function usageOf(usage: Usage & Raw): AnswerEvent {
  return {
    kind: 'usage',
    input: usage.prompt_tokens ?? null,
    output: usage.completion_tokens ?? null,
    cached: usage.prompt_tokens_details?.cached_tokens ?? null,
    reasoning: usage.completion_tokens_details?.reasoning_tokens ?? null,
    raw: usage,
  }
}

function readChoice({ index: choice, ...rest }: ChatChoice, events: AnswerEvent[]): void {
  const { message, finish_reason } = rest
  let part = 0
  const say = (type: 'text' | 'refusal' | 'reasoning', text: string | null | undefined) => {
    if (text) events.push({ kind: 'part', choice, part, type }, ...whole(choice, part++, text))
  }
  for (const text of reasoningsOf(message)) say('reasoning', text)
  say('text', message.content)
  say('refusal', message.refusal)
  const call = (call: Call, text: string, raw: Raw) => {
    events.push({ kind: 'part', choice, part, type: 'call', call, raw }, ...whole(choice, part++, text))
  }
  for (const each of message.tool_calls ?? []) {
    const id = each.id ?? ''
    if (each.function) call({ id, name: each.function.name, type: 'function' }, each.function.arguments, each)
    else if (each.custom) call({ id, name: each.custom.name, type: 'custom' }, each.custom.input, each)
  }
  const legacy = message.function_call
  if (legacy) call({ id: '', name: legacy.name, type: 'function' }, legacy.arguments, { function_call: legacy })
  for (const wire of opaqueFields) {
    const value = message[wire]
    if (value == null) continue
    events.push({ kind: 'part', choice, part, type: 'opaque', wire, raw: { [wire]: value } })
    events.push({ kind: 'part-end', choice, part: part++ })
  }
  events.push({ kind: 'finish', choice, reason: readFinish(finish_reason ?? 'stop'), raw: { index: choice, ...rest } })
}

function whole(choice: number, part: number, text: string): AnswerEvent[] {
  const end: AnswerEvent = { kind: 'part-end', choice, part }
  return text === '' ? [end] : [{ kind: 'delta', choice, part, text }, end]
}
