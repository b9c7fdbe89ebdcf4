import { isObject } from '../body.ts'
import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import type { Call, FormatName, Prompt, Raw } from '../exchange/prompt.ts'
import { readFinish, writeFinish } from './finish-reasons.ts'
import { asksLegacy, headOf, newCallId, writeUsage } from './head-out.ts'
import { opaqueFields, reasoningsOf } from './wire.ts'

type Of<K extends AnswerEvent['kind']> = Extract<AnswerEvent, { kind: K }>

/** A choice, out of all its events. */
interface Gathered {
  readonly index: number
  readonly parts: Map<number, { readonly begun: Of<'part'>; text: string }>
  finish: Of<'finish'> | null
}

/**
 * A whole completion. A choice that says what it said when it came goes out with all its fields; one that was changed,
 * with what is known of it only, for a field that nobody reads may repeat what was taken out.
 */
export function writeWhole(batches: readonly Batch[], prompt: Prompt, from: FormatName | null): string {
  const own = from === 'openai-chat'
  const [only] = batches
  if (own && batches.length === 1 && only && only.wire !== null && isWhole(only)) return only.wire
  const events = batches.flatMap((batch) => batch.events)
  const start = events.find((event) => event.kind === 'start') ?? null
  const usage = events.findLast((event) => event.kind === 'usage')
  const written = gather(events).map((choice) => writeChoice(choice, prompt, own))
  const untouched = own && written.length > 0 && written.every(({ changed }) => !changed)
  return JSON.stringify({
    ...(untouched ? start?.raw : headOf(start, prompt, own, 'chat.completion')),
    choices: written.map(({ choice }) => choice),
    ...(usage && { usage: writeUsage(usage, own) }),
  })
}

/** Whether a batch is a whole answer of this format, and not one chunk of it. */
export function isWhole({ events }: Batch): boolean {
  return events.some((event) => event.kind === 'finish' && isObject(event.raw?.message))
}

function gather(events: readonly AnswerEvent[]): Gathered[] {
  const choices = new Map<number, Gathered>()
  const choiceOf = (index: number) => {
    const known = choices.get(index) ?? { index, parts: new Map(), finish: null }
    choices.set(index, known)
    return known
  }
  for (const event of events) {
    if (event.kind === 'part') choiceOf(event.choice).parts.set(event.part, { begun: event, text: '' })
    else if (event.kind === 'finish') choiceOf(event.choice).finish = event
    else if (event.kind === 'delta') {
      const part = choiceOf(event.choice).parts.get(event.part)
      if (part) part.text += event.text
    }
  }
  return [...choices.values()].sort((a, b) => a.index - b.index)
}

function writeChoice(gathered: Gathered, prompt: Prompt, own: boolean): { choice: Raw; changed: boolean } {
  const { index, finish } = gathered
  const message = writeMessage(gathered, prompt, own)
  const reason = finish?.reason ?? 'stop'
  const raw = own ? finish?.raw : undefined
  if (raw && isObject(raw.message) && readFinish(String(raw.finish_reason ?? 'stop')) === reason) {
    if (JSON.stringify(said(raw.message)) === JSON.stringify(said(message))) return { choice: raw, changed: false }
  }
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.length : 0
  const finish_reason = writeFinish(reason, calls, message.function_call !== undefined)
  return { choice: { index, message, logprobs: null, finish_reason }, changed: true }
}

/** What of a message is read, so that two can be compared. */
function said(message: Raw): unknown[] {
  const calls = (message.tool_calls ?? []) as { function?: Raw | null; custom?: Raw | null }[]
  const legacy = (message.function_call ?? {}) as Raw
  return [
    message.content || null,
    message.refusal || null,
    reasoningsOf(message).join(''),
    calls.map(({ function: named, custom }) => [named?.name, named?.arguments, custom?.name, custom?.input]),
    [legacy.name, legacy.arguments],
    opaqueFields.map((field) => message[field] ?? null),
  ]
}

function writeMessage({ parts }: Gathered, prompt: Prompt, own: boolean): Raw {
  const words = { text: '', refusal: '', reasoning: '' }
  const calls: Raw[] = []
  const opaque: Record<string, unknown> = {}
  let legacy: Raw | null = null
  for (const { begun, text } of parts.values()) {
    if (begun.type === 'opaque') Object.assign(opaque, own ? begun.raw : null)
    else if (begun.type !== 'call') words[begun.type] += text
    else if (legacy === null && (asksLegacy(prompt) || (own && begun.raw?.function_call))) {
      legacy = { name: begun.call.name, arguments: text }
    } else calls.push(writeCall(begun.call, text, own ? begun.raw : undefined))
  }
  const spoken = words.text !== '' || (words.refusal === '' && calls.length === 0 && legacy === null)
  return {
    role: 'assistant',
    content: spoken ? words.text : null,
    refusal: words.refusal === '' ? null : words.refusal,
    ...(words.reasoning !== '' && { reasoning_content: words.reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(legacy !== null && { function_call: legacy }),
    ...opaque,
  }
}

/** Fields of the call that are not understood are kept: an upstream may want them back with the tool's answer. */
function writeCall({ id, name, type }: Call, text: string, raw: Raw | undefined): Raw {
  const { index: _, ...kept } = raw ?? {}
  const called = type === 'function' ? { name, arguments: text } : { name, input: text }
  return { ...kept, id: id || newCallId(), type, [type]: called }
}
