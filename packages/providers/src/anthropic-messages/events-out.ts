import { randomUUID } from 'node:crypto'
import { isObject } from '../body.ts'
import type { AnswerEvent } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { readReason, writeReason } from './stop-reasons.ts'
import { type Usage, writeUsage } from './usage.ts'
import type { Block, WireEvent } from './wire.ts'

type Of<K extends AnswerEvent['kind']> = Extract<AnswerEvent, { kind: K }>
type Part = Of<'part'>

/** A stretch of a part, written as one block. */
interface Piece {
  readonly part: Part
  readonly deltas: Of<'delta'>[]
}

/**
 * Writes the events of one answer as Anthropic's: one block after the other, numbered from 0. Where parts overlap, a text
 * that goes on after something else goes on in a block of its own, and what comes while a call is open waits for its end.
 */
export class AnswerWriter {
  /** Whether blocks are opened before they have any text: as long as what the upstream sent is passed on. */
  eager = false
  readonly #model: string
  /** Whether the events come from this format: what they were read from is passed on then. */
  readonly #same: boolean
  readonly #parts = new Map<number, Part>()
  readonly #ended = new Set<number>()
  #started = false
  #open: Part | null = null
  /** Free-text arguments of the open call. */
  #free = ''
  #waiting: Piece[] = []
  #blocks = 0
  #calls = 0
  /** Whether a part of another format refuses: that is a way to finish here. */
  #refuses = false
  #finish: Of<'finish'> | null = null
  #usage: Usage | null = null

  constructor(model: string, same: boolean) {
    this.#model = model
    this.#same = same
  }

  /** What an event adds. How the answer finished, and its usage, are told at its end. */
  add(event: AnswerEvent): WireEvent[] {
    if ('choice' in event && event.choice !== 0) return []
    switch (event.kind) {
      case 'start':
        return this.#begin(event)
      case 'part':
        return this.#add(event)
      case 'delta':
        return this.#grow(event)
      case 'part-end':
        return this.#end(event.part)
      case 'finish':
        this.#finish = event
        return []
      case 'usage':
        this.#usage = event
        return []
      case 'other':
        return this.#same && event.raw?.type === 'ping' ? [{ type: 'ping' }] : []
    }
  }

  /** Ends the blocks that are open, and writes those that wait. */
  drain(): WireEvent[] {
    const begun = this.#begin(null)
    const waiting = this.#waiting.splice(0).flatMap((piece) => [...this.#close(), ...this.#write(piece)])
    return [...begun, ...waiting, ...this.#close()]
  }

  /** Ends the block that is open, and drops those that wait. */
  abandon(): WireEvent[] {
    return this.#close()
  }

  /** How the answer finished. */
  told(): WireEvent {
    const raw = this.#same && this.#finish?.raw ? this.#finish.raw : {}
    const usage = this.#same && this.#usage?.raw ? this.#usage.raw : writeUsage(this.#usage)
    return { ...raw, type: 'message_delta', delta: this.#reason(isObject(raw.delta) ? raw.delta : {}), usage }
  }

  /** The upstream's own word is kept as long as it says what the event says, and calls are left to stop for. */
  #reason(said: Raw): Raw {
    const told = this.#finish?.reason ?? 'stop'
    const reason = this.#refuses && told === 'stop' ? 'refusal' : told
    const word = typeof said.stop_reason === 'string' ? said.stop_reason : null
    const stop_reason = word !== null && readReason(word) === reason ? word : writeReason(reason)
    if (stop_reason === 'tool_use' && this.#calls === 0)
      return { ...said, stop_reason: 'end_turn', stop_sequence: null }
    if (stop_reason === word) return said
    const { stop_details: _, ...kept } = said
    return { ...kept, stop_reason, stop_sequence: null }
  }

  #begin(start: Of<'start'> | null): WireEvent[] {
    if (this.#started) return []
    this.#started = true
    const raw = this.#same && start?.raw ? start.raw : {}
    const message = {
      usage: { input_tokens: 0, output_tokens: 0 },
      ...raw,
      id: start?.id ?? newId('msg'),
      type: 'message',
      role: 'assistant',
      model: start?.model ?? this.#model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
    }
    return [{ type: 'message_start', message }]
  }

  #add(part: Part): WireEvent[] {
    this.#parts.set(part.part, part)
    if (part.type === 'refusal') this.#refuses = true
    if (part.type === 'opaque' && !this.#same) return []
    return part.type === 'call' || part.type === 'opaque' || this.eager ? this.#show({ part, deltas: [] }) : []
  }

  #grow(delta: Of<'delta'>): WireEvent[] {
    const part = this.#parts.get(delta.part)
    if (part === undefined || part.type === 'opaque' || !this.#says(delta)) return []
    const waiting = this.#waiting.findLast((piece) => piece.part === part)
    if (waiting === undefined)
      return this.#open === part ? this.#delta(part, delta) : this.#show({ part, deltas: [delta] })
    waiting.deltas.push(delta)
    return []
  }

  #says(delta: Of<'delta'>): boolean {
    return delta.text !== '' || this.#aside(delta) !== null
  }

  /** What a delta says beside text: a signature, a citation. */
  #aside({ text, raw }: Of<'delta'>): Block | null {
    const is = this.#same && text === '' && (raw?.type === 'signature_delta' || raw?.type === 'citations_delta')
    return is ? (raw as Block) : null
  }

  #show(piece: Piece): WireEvent[] {
    if (this.#open?.type === 'call' && !this.#ended.has(this.#open.part)) {
      this.#waiting.push(piece)
      return []
    }
    return [...this.#begin(null), ...this.#close(), ...this.#write(piece)]
  }

  #write({ part, deltas }: Piece): WireEvent[] {
    const { start, input } = this.#blockOf(part)
    this.#open = part
    this.#free = ''
    if (part.type === 'call') this.#calls++
    const index = this.#blocks++
    const out: WireEvent[] = [{ type: 'content_block_start', index, content_block: start }]
    if (input !== null) out.push(this.#said({ type: 'input_json_delta', partial_json: input }))
    for (const delta of deltas) out.push(...this.#delta(part, delta))
    if (part.type === 'opaque' || this.#ended.has(part.part)) out.push(...this.#close())
    return out
  }

  /** How a block begins; `input` where all of its input follows at once. */
  #blockOf(part: Part): { start: Block; input: string | null } {
    const raw = this.#same && part.raw ? part.raw : {}
    if (part.type === 'opaque') {
      const start = { ...raw, type: part.wire }
      return isObject(raw.input)
        ? { start: { ...start, input: {} }, input: JSON.stringify(raw.input) }
        : { start, input: null }
    }
    if (part.type === 'call') {
      const { id, name } = part.call
      return { start: { ...raw, type: 'tool_use', id: id || newId('toolu'), name, input: {} }, input: null }
    }
    if (part.type === 'reasoning')
      return { start: { signature: '', ...raw, type: 'thinking', thinking: '' }, input: null }
    return { start: { ...raw, type: 'text', text: '' }, input: null }
  }

  #delta(part: Part, delta: Of<'delta'>): WireEvent[] {
    const aside = this.#aside(delta)
    if (aside !== null) return [this.#said(aside)]
    const raw = this.#same && delta.raw ? delta.raw : {}
    if (part.type === 'reasoning') return [this.#said({ ...raw, type: 'thinking_delta', thinking: delta.text })]
    if (part.type !== 'call') return [this.#said({ ...raw, type: 'text_delta', text: delta.text })]
    if (part.call.type === 'custom') {
      this.#free += delta.text
      return []
    }
    return [this.#said({ ...raw, type: 'input_json_delta', partial_json: delta.text })]
  }

  #said(delta: Block): WireEvent {
    return { type: 'content_block_delta', index: this.#blocks - 1, delta }
  }

  #end(part: number): WireEvent[] {
    this.#ended.add(part)
    if (this.#open?.part !== part) return []
    const out = this.#close()
    while (this.#waiting.length > 0) {
      out.push(...this.#close(), ...this.#write(this.#waiting.shift()!))
      if (this.#open?.type === 'call') break
    }
    return out
  }

  #close(): WireEvent[] {
    const part = this.#open
    if (part === null) return []
    this.#open = null
    const stop: WireEvent = { type: 'content_block_stop', index: this.#blocks - 1 }
    if (part.type !== 'call' || part.call.type !== 'custom') return [stop]
    return [this.#said({ type: 'input_json_delta', partial_json: JSON.stringify({ input: this.#free }) }), stop]
  }
}

function newId(kind: string): string {
  return `${kind}_${randomUUID().replaceAll('-', '')}`
}
