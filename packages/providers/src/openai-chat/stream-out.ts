import { isObject } from '../body.ts'
import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import type { StreamWriter } from '../exchange/format.ts'
import type { Call, FormatName, Prompt, Raw } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'
import { writeEvent } from '../sse.ts'
import { isWhole } from './answer-out.ts'
import { errorBody } from './errors.ts'
import { readFinish, writeFinish } from './finish-reasons.ts'
import { asksLegacy, headOf, newCallId, writeUsage } from './head-out.ts'
import { readFields } from './wire.ts'

type Of<K extends AnswerEvent['kind']> = Extract<AnswerEvent, { kind: K }>

interface WrittenPart {
  readonly type: Of<'part'>['type']
  /** Of a call: how it is continued. */
  readonly call: { readonly index: number; readonly type: Call['type']; readonly legacy: boolean } | null
}

interface WrittenChoice {
  /** Whether anything of it has been written, the role with it. */
  begun: boolean
  /** The index of the next call. */
  calls: number
  legacy: boolean
  readonly parts: Map<number, WrittenPart>
}

const done = writeEvent('[DONE]')

/** Writes chunks: as they came while nothing was changed, from then on each out of one event. */
export function streamWriter(prompt: Prompt, from: FormatName | null): StreamWriter {
  const writer = new ChunkWriter(prompt, from === 'openai-chat')
  return {
    write: (batch) => writer.write(batch),
    end: () => done,
    fail: (failure: Failure) => writeEvent(JSON.stringify(errorBody(failure))) + done,
  }
}

class ChunkWriter {
  readonly #prompt: Prompt
  readonly #own: boolean
  readonly #usage: boolean
  readonly #choices = new Map<number, WrittenChoice>()
  #untouched: boolean
  #start: Of<'start'> | null = null
  #head: Raw | null = null

  constructor(prompt: Prompt, own: boolean) {
    this.#prompt = prompt
    this.#own = own
    this.#untouched = own
    const options = prompt.raw.stream_options
    this.#usage = isObject(options) && options.include_usage === true
  }

  write(batch: Batch): string {
    if (this.#untouched && batch.wire !== null && !isWhole(batch)) {
      for (const event of batch.events) this.#note(event)
      return this.#usage || !isUsage(batch) ? writeEvent(batch.wire) : ''
    }
    this.#untouched = false
    let text = ''
    for (const event of batch.events) {
      const said = this.#chunkOf(event)
      if (said) text += writeEvent(JSON.stringify(event.kind === 'other' ? said : { ...this.#headed(), ...said }))
    }
    return text
  }

  /** Takes note of what goes out as it came. */
  #note(event: AnswerEvent): void {
    if (event.kind === 'start') this.#start ??= event
    if (event.kind !== 'part') return
    const index = event.raw?.index
    this.#begin(event, typeof index === 'number' ? index : null)
    this.#choiceOf(event.choice).begun = true
  }

  #chunkOf(event: AnswerEvent): Raw | null {
    switch (event.kind) {
      case 'start':
        this.#start ??= event
        return null
      case 'part':
        return this.#partOf(event)
      case 'delta':
        return this.#deltaOf(event)
      case 'finish':
        return this.#finishOf(event)
      case 'usage':
        return this.#usage ? { choices: [], usage: writeUsage(event, this.#own) } : null
      case 'other':
        return this.#own && event.raw ? { ...event.raw, choices: [] } : null
      case 'part-end':
        return null
    }
  }

  #partOf(event: Of<'part'>): Raw | null {
    const { call } = this.#begin(event, null)
    if (event.type === 'opaque') return this.#own && event.raw ? this.#piece(event.choice, event.raw) : null
    if (event.type !== 'call' || !call) return null
    const { id, name, type } = event.call
    if (call.legacy) return this.#piece(event.choice, { function_call: { name, arguments: '' } })
    const kept = this.#own ? event.raw : undefined
    const called = type === 'function' ? { name, arguments: '' } : { name, input: '' }
    const begun = { ...kept, index: call.index, id: id || newCallId(), type, [type]: called }
    return this.#piece(event.choice, { tool_calls: [begun] })
  }

  #deltaOf(event: Of<'delta'>): Raw | null {
    const part = this.#choiceOf(event.choice).parts.get(event.part)
    if (!part) return null
    const { text } = event
    if (part.call?.legacy) return this.#piece(event.choice, { function_call: { arguments: text } })
    if (part.call) {
      const { index, type } = part.call
      const more = type === 'function' ? { arguments: text } : { input: text }
      return this.#piece(event.choice, { tool_calls: [{ index, [type]: more }] })
    }
    const raw = this.#own ? event.raw : undefined
    const came = isObject(raw?.delta) ? raw.delta : {}
    const field = fieldOf(part.type, came)
    if (raw === undefined || came[field] !== text) return this.#piece(event.choice, { [field]: text })
    return this.#piece(event.choice, { ...unread(came, readFields), [field]: text }, unread(raw, ownFields))
  }

  #finishOf({ choice, reason, raw }: Of<'finish'>): Raw {
    const { calls, legacy } = this.#choiceOf(choice)
    const kept = this.#own && raw && readFinish(String(raw.finish_reason)) === reason
    const finish_reason = writeFinish(reason, calls, legacy)
    return this.#piece(choice, {}, { ...(kept && unread(raw, finishFields)), logprobs: null, finish_reason })
  }

  #begin(event: Of<'part'>, index: number | null): WrittenPart {
    const choice = this.#choiceOf(event.choice)
    const part: WrittenPart = {
      type: event.type,
      call: event.type === 'call' ? this.#callOf(choice, event.call, event.raw, index) : null,
    }
    choice.parts.set(event.part, part)
    return part
  }

  #callOf(choice: WrittenChoice, call: Call, raw: Raw | undefined, index: number | null): WrittenPart['call'] {
    const legacy = !choice.legacy && (asksLegacy(this.#prompt) || (this.#own && raw?.function_call !== undefined))
    if (legacy) choice.legacy = true
    const place = index ?? choice.calls
    if (!legacy) choice.calls = Math.max(choice.calls, place + 1)
    return { index: place, type: call.type, legacy }
  }

  #choiceOf(index: number): WrittenChoice {
    const known = this.#choices.get(index)
    if (known) return known
    const choice: WrittenChoice = { begun: false, calls: 0, legacy: false, parts: new Map() }
    this.#choices.set(index, choice)
    return choice
  }

  /** A chunk of one choice; the first of a choice says the role. */
  #piece(index: number, delta: Raw, rest: Raw = {}): Raw {
    const choice = this.#choiceOf(index)
    const role = choice.begun ? null : { role: 'assistant' }
    choice.begun = true
    return { choices: [{ logprobs: null, finish_reason: null, ...rest, index, delta: { ...role, ...delta } }] }
  }

  #headed(): Raw {
    this.#head ??= headOf(this.#start, this.#prompt, this.#own, 'chat.completion.chunk')
    return this.#head
  }
}

/** Fields of a choice that its writer says itself; `logprobs` goes with the words it is about. */
const ownFields: ReadonlySet<string> = new Set(['index', 'delta', 'message', 'finish_reason'])
const finishFields: ReadonlySet<string> = new Set([...ownFields, 'logprobs'])

function unread(raw: Raw, read: ReadonlySet<string>): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !read.has(key)))
}

function fieldOf(type: WrittenPart['type'], came: Raw): string {
  if (type === 'refusal') return 'refusal'
  if (type !== 'reasoning') return 'content'
  return came.reasoning && !came.reasoning_content ? 'reasoning' : 'reasoning_content'
}

/** Whether a chunk says nothing but the usage, which a client that did not ask for it does not get. */
function isUsage({ events }: Batch): boolean {
  return (
    events.length > 0 &&
    events.every(({ kind }) => kind === 'usage' || kind === 'other') &&
    events.some(({ kind }) => kind === 'usage')
  )
}
