import type { AnswerEvent } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { upstreamFailure } from '../failure.ts'
import { readFinish } from './finish-reasons.ts'
import { type ChunkChoice, opaqueFields, reasoningsOf, type ToolCallDelta } from './wire.ts'

type Words = 'text' | 'refusal' | 'reasoning'

interface OpenCall {
  readonly index: number | null
  readonly id: string
  readonly type: 'function' | 'custom'
  /** Empty until the stream has said it. */
  name: string
  /** -1 until the call has a name, and so has begun. */
  part: number
}

/** Stands for the one call that the legacy form has room for. */
const legacyIndex = -1

/**
 * Reads one choice of a stream. What is said in words ends where something else begins; calls end with the choice, for
 * their pieces may come in turns.
 */
export class ChoiceReader {
  readonly #choice: number
  readonly #calls: OpenCall[] = []
  #next = 0
  #words: { readonly type: Words; readonly part: number } | null = null
  #reason: string | null = null

  constructor(choice: number) {
    this.#choice = choice
  }

  get finished(): boolean {
    return this.#reason !== null
  }

  read(choice: ChunkChoice, events: AnswerEvent[]): void {
    const { delta, finish_reason } = choice
    const before = events.length
    if (delta) {
      for (const text of reasoningsOf(delta)) this.#say('reasoning', text, choice, events)
      if (delta.content) this.#say('text', delta.content, choice, events)
      if (delta.refusal) this.#say('refusal', delta.refusal, choice, events)
      for (const wire of opaqueFields) {
        if (delta[wire] != null) this.#opaque(wire, { [wire]: delta[wire] }, events)
      }
      for (const piece of delta.tool_calls ?? []) this.#call(piece, piece, events)
      const legacy = delta.function_call
      if (legacy) this.#call({ index: legacyIndex, function: legacy }, { function_call: legacy }, events)
    }
    const calls = delta?.tool_calls?.length || delta?.function_call
    if (this.finished && (calls || events.length > before)) {
      throw upstreamFailure('the upstream went on after a choice had finished', 'upstream_protocol')
    }
    if (finish_reason) this.#finish(finish_reason, choice, events)
  }

  #say(type: Words, text: string, raw: ChunkChoice, events: AnswerEvent[]): void {
    const choice = this.#choice
    if (this.#words?.type !== type) {
      this.#endWords(events)
      this.#words = { type, part: this.#next++ }
      events.push({ kind: 'part', choice, part: this.#words.part, type })
    }
    events.push({ kind: 'delta', choice, part: this.#words.part, text, raw })
  }

  #opaque(wire: string, raw: Raw, events: AnswerEvent[]): void {
    const place = { choice: this.#choice, part: this.#next++ }
    events.push({ kind: 'part', ...place, type: 'opaque', wire, raw }, { kind: 'part-end', ...place })
  }

  #call(piece: ToolCallDelta, raw: Raw, events: AnswerEvent[]): void {
    this.#endWords(events)
    const call = this.#callOf(piece)
    const called = call.type === 'custom' ? piece.custom : piece.function
    const begins = call.name === ''
    if (begins) call.name = called?.name ?? ''
    else if (called?.name && called.name !== call.name) throw broken('the upstream renamed a call')
    const place = { choice: this.#choice, part: call.part }
    const text = (call.type === 'custom' ? piece.custom?.input : piece.function?.arguments) ?? ''
    if (call.name === '') {
      if (text !== '') throw broken('the upstream sent arguments of a call without a name')
      return
    }
    if (begins) {
      place.part = call.part = this.#next++
      const { id, name, type } = call
      events.push({ kind: 'part', ...place, type: 'call', call: { id, name, type }, raw })
    }
    if (text !== '') events.push({ kind: 'delta', ...place, text })
  }

  /** A piece continues the call of its index (of none: the last one), unless it has an id of its own. */
  #callOf(piece: ToolCallDelta): OpenCall {
    const index = piece.index ?? null
    const open = this.#calls.findLast((call) => (index === null ? call.index !== legacyIndex : call.index === index))
    const another = piece.id && open?.id && piece.id !== open.id
    if (piece.function && piece.custom) throw broken('the upstream sent a call of two types')
    if (open && !another) {
      if (piece[open.type === 'custom' ? 'function' : 'custom']) throw broken('the upstream changed the type of a call')
      return open
    }
    const type = piece.custom || (piece.type === 'custom' && !piece.function) ? 'custom' : 'function'
    const call: OpenCall = { index, id: piece.id ?? '', type, name: '', part: -1 }
    this.#calls.push(call)
    return call
  }

  #finish(reason: string, raw: ChunkChoice, events: AnswerEvent[]): void {
    if (this.#reason !== null) {
      if (reason !== this.#reason) throw broken('the upstream finished a choice twice')
      return
    }
    if (this.#calls.some(({ name }) => name === '')) throw broken('the upstream sent a call without a name')
    this.#reason = reason
    this.#endWords(events)
    for (const { part } of this.#calls) events.push({ kind: 'part-end', choice: this.#choice, part })
    events.push({ kind: 'finish', choice: this.#choice, reason: readFinish(reason), raw })
  }

  #endWords(events: AnswerEvent[]): void {
    if (this.#words) events.push({ kind: 'part-end', choice: this.#choice, part: this.#words.part })
    this.#words = null
  }
}

function broken(message: string): Error {
  return upstreamFailure(message, 'upstream_protocol')
}
