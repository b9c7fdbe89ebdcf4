import { isObject } from '../body.ts'
import type { AnswerEvent } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { upstreamFailure } from '../failure.ts'
import { readReason } from './stop-reasons.ts'
import { mergeUsage, readUsage } from './usage.ts'
import { readInput } from './whole.ts'
import type { Block, WireEvent } from './wire.ts'

type Of<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>

interface OpenBlock {
  readonly part: number
  readonly type: 'text' | 'reasoning' | 'call' | 'opaque'
  /** As it began; of an opaque one, as far as it has come. */
  block: Block
  /** What a call or an opaque block says of its input so far. */
  input: string
}

/** Which deltas a block may have, and the field that holds text; null where the delta says something else. */
const deltas: ReadonlyMap<string, string | null> = new Map([
  ['text text_delta', 'text'],
  ['text citations_delta', null],
  ['reasoning thinking_delta', 'thinking'],
  ['reasoning signature_delta', null],
  ['call input_json_delta', 'partial_json'],
])

/**
 * Reads the events of one answer in their order. Anthropic sends one block after the other, numbered from 0, and its
 * clients rely on it; an answer that does not is refused, so that no client takes for a call what was not read as one.
 */
export class AnswerReader {
  #start: string | null = null
  #open: OpenBlock | null = null
  #parts = 0
  #finished = false
  #ended = false
  #usage: Raw = {}

  /** Whether the answer has come to its end. */
  get ended(): boolean {
    return this.#ended
  }

  /** Whether a block is open that can only be told whole. */
  get holding(): boolean {
    return this.#open?.type === 'opaque'
  }

  /** @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete` */
  read(event: WireEvent): AnswerEvent[] {
    switch (event.type) {
      case 'message_start':
        return this.#begin(event)
      case 'content_block_start':
        return this.#startBlock(event)
      case 'content_block_delta':
        return this.#grow(event)
      case 'content_block_stop':
        return this.#stopBlock(event)
      case 'message_delta':
        return this.#finish(event)
      case 'message_stop':
        return this.#end(event)
      case 'error':
        throw upstreamFailure('the upstream failed while it answered', 'upstream_error')
      default:
        return [{ kind: 'other', raw: event }]
    }
  }

  /** Some vendors send the start twice: that says nothing new, as long as it is the same and nothing came in between. */
  #begin({ message }: Of<'message_start'>): AnswerEvent[] {
    const said = JSON.stringify(message)
    if (this.#start !== null) {
      if (this.#start === said && this.#parts === 0 && !this.#finished) return []
      throw protocol('began its answer twice')
    }
    this.#start = said
    this.#usage = mergeUsage({}, message.usage)
    return [{ kind: 'start', id: textOf(message.id), model: textOf(message.model), raw: message }]
  }

  #startBlock({ index, content_block: block }: Of<'content_block_start'>): AnswerEvent[] {
    if (this.#start === null) throw protocol('sent content before its answer began')
    if (this.#finished) throw protocol('sent content after its answer had finished')
    if (this.#open !== null) throw protocol('began a block before it ended the one before')
    if (index !== this.#parts) throw protocol('sent a block out of order')
    const open: OpenBlock = { part: this.#parts++, type: typeOf(block), block, input: '' }
    this.#open = open
    if (open.type === 'opaque') return []
    const placed = { choice: 0, part: open.part }
    if (open.type === 'call') {
      const call = { id: String(block.id), name: String(block.name), type: 'function' as const }
      return [{ kind: 'part', ...placed, type: 'call', call, raw: block }, ...this.#sayInput(open, inputOf(block))]
    }
    const text = String(open.type === 'text' ? block.text : block.thinking)
    const begun: AnswerEvent = { kind: 'part', ...placed, type: open.type, raw: block }
    return text === '' ? [begun] : [begun, { kind: 'delta', ...placed, text }]
  }

  #grow({ index, delta }: Of<'content_block_delta'>): AnswerEvent[] {
    const open = this.#opened(index)
    if (open.type === 'opaque') {
      if (delta.type !== 'input_json_delta') open.block = absorb(open.block, delta)
      else open.input += saidIn(delta, 'partial_json')
      return []
    }
    const field = deltas.get(`${open.type} ${delta.type}`)
    if (field === undefined) throw protocol('sent a delta of another type than its block')
    if (field === null) return [{ kind: 'delta', choice: 0, part: open.part, text: '', raw: delta }]
    const text = saidIn(delta, field)
    if (open.type === 'call') return this.#sayInput(open, text, delta)
    return [{ kind: 'delta', choice: 0, part: open.part, text, raw: delta }]
  }

  /** Input that a block began with and input in deltas: clients take the one or the other, an empty delta too. */
  #sayInput(open: OpenBlock, text: string, raw?: Raw): AnswerEvent[] {
    if (raw !== undefined && inputOf(open.block) !== '') throw protocol('sent the input of a call twice')
    if (text === '') return []
    open.input += text
    return [{ kind: 'delta', choice: 0, part: open.part, text, ...(raw === undefined ? {} : { raw }) }]
  }

  #stopBlock({ index }: Of<'content_block_stop'>): AnswerEvent[] {
    const open = this.#opened(index)
    this.#open = null
    const placed = { choice: 0, part: open.part }
    const end: AnswerEvent = { kind: 'part-end', ...placed }
    if (open.type === 'opaque') {
      const raw = open.input === '' ? open.block : { ...open.block, input: readInput(open.input) }
      return [{ kind: 'part', ...placed, type: 'opaque', wire: raw.type, raw }, end]
    }
    return open.type === 'call' && open.input === '' ? [{ kind: 'delta', ...placed, text: '{}' }, end] : [end]
  }

  #finish(event: Of<'message_delta'>): AnswerEvent[] {
    if (this.#start === null) throw protocol('finished an answer that had not begun')
    if (this.#open !== null) throw incomplete()
    const { usage, ...raw } = event
    this.#usage = mergeUsage(this.#usage, usage)
    const told: AnswerEvent[] = isObject(usage) || Object.keys(this.#usage).length > 0 ? [readUsage(this.#usage)] : []
    const reason = event.delta.stop_reason
    if (typeof reason !== 'string') return told
    if (this.#finished) throw protocol('finished its answer twice')
    this.#finished = true
    return [{ kind: 'finish', choice: 0, reason: readReason(reason), raw }, ...told]
  }

  #end(event: WireEvent): AnswerEvent[] {
    if (!this.#finished || this.#open !== null) throw incomplete()
    this.#ended = true
    return [{ kind: 'other', raw: event }]
  }

  #opened(index: number): OpenBlock {
    if (this.#open === null || this.#open.part !== index) throw protocol('sent more of a block that is not open')
    return this.#open
  }
}

export function incomplete() {
  return upstreamFailure('the upstream ended its answer early', 'upstream_incomplete')
}

export function protocol(what: string, cause?: unknown) {
  return upstreamFailure(`the upstream ${what}`, 'upstream_protocol', cause)
}

function typeOf(block: Block): OpenBlock['type'] {
  if (block.type === 'text') return 'text'
  if (block.type === 'thinking') return 'reasoning'
  return block.type === 'tool_use' ? 'call' : 'opaque'
}

/** The input that a call began with; empty where it is still to come. */
function inputOf(block: Block): string {
  return isObject(block.input) && Object.keys(block.input).length > 0 ? JSON.stringify(block.input) : ''
}

/** An opaque block with one more delta: texts grow, other fields stand for those before. */
function absorb(block: Block, delta: Block): Block {
  const said = Object.entries(delta).filter(([key, value]) => key !== 'type' && value !== null)
  const grown = said.map(([key, value]) => {
    const before = Object.hasOwn(block, key) ? block[key] : null
    return [key, typeof before === 'string' && typeof value === 'string' ? before + value : value]
  })
  return { ...block, ...Object.fromEntries(grown) }
}

function saidIn(delta: Block, field: string): string {
  const text = delta[field]
  if (typeof text !== 'string') throw protocol('sent a delta without text')
  return text
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
