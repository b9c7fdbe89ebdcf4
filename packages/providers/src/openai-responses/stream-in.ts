import { isObject } from '../body.ts'
import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { UpstreamError, upstreamFailure } from '../failure.ts'
import { readEvents, type SentEvent, writeEvent } from '../sse.ts'
import { finish, readObject, readResponse, sameAnswer, startOf } from './answer-in.ts'
import { endedEarly, protocol } from './errors.ts'
import type { Piece, Place } from './pieces.ts'
import { Reading } from './reading.ts'
import { textOf } from './wire.ts'

type Text = readonly [list: 'content' | 'summary' | null, type: Piece['type'], field: string]

/** The events that carry the text of a part: its list in the item (null: the item has one text) and its field when done. */
const texts: Readonly<Record<string, Text>> = {
  'response.output_text': ['content', 'text', 'text'],
  'response.refusal': ['content', 'refusal', 'refusal'],
  'response.reasoning_text': ['content', 'reasoning', 'text'],
  'response.reasoning_summary_text': ['summary', 'reasoning', 'text'],
  'response.function_call_arguments': [null, 'call', 'arguments'],
  'response.custom_tool_call_input': [null, 'call', 'input'],
}

/**
 * Reads a streamed answer, up to the event that ends it.
 * @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete`
 */
export async function* readStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  const stream: Stream = { items: new Reading(), id: null, started: false, ended: false }
  for await (const sent of readEvents(bytes)) {
    if (sent.data === '[DONE]') break
    yield readSent(stream, sent)
    if (stream.ended) return
  }
  throw new UpstreamError(endedEarly)
}

interface Stream {
  readonly items: Reading
  id: string | null
  started: boolean
  ended: boolean
}

function readSent(stream: Stream, sent: SentEvent): Batch {
  const event = readObject(sent.data)
  const type = textOf(event.type)
  if (type === 'error' || (type === null && isObject(event.error))) {
    throw upstreamFailure('the upstream failed while it answered', 'upstream_error')
  }
  if (type === null || (sent.event !== null && sent.event !== type)) {
    throw protocol('the upstream sent an event whose type is missing or said twice')
  }
  if (isObject(event.error)) throw protocol('the upstream sent an error within an event')
  const events = readEvent(stream, type, event)
  // Text with a line break in it would be several lines of the event.
  const data = /[\r\n]/.test(sent.data) ? JSON.stringify(event) : sent.data
  return { events, wire: writeEvent(data, sent.event) }
}

function readEvent(stream: Stream, type: string, event: Raw): AnswerEvent[] {
  if (type === 'response.created') return begin(stream, event)
  if (type === 'response.in_progress' || type === 'response.queued') return progress(stream, event)
  if (type === 'response.failed') throw upstreamFailure('the upstream failed while it answered', 'upstream_error')
  if (type === 'response.completed' || type === 'response.incomplete') return end(stream, type, event)
  if (type === 'response.output_item.added' || type === 'response.output_item.done') return item(stream, type, event)
  return part(stream, type, event) ?? text(stream, type, event) ?? [aside(stream, event)]
}

function begin(stream: Stream, event: Raw): AnswerEvent[] {
  const answer = readResponse(event.response)
  if (stream.started) throw protocol('the upstream began its answer twice')
  refuseOutput(answer)
  stream.started = true
  stream.id = answer.id ?? null
  return [startOf(answer)]
}

function progress(stream: Stream, event: Raw): AnswerEvent[] {
  const answer = readResponse(event.response)
  if (!stream.started || !sameAnswer(stream.id, answer)) throw protocol('the upstream took one answer for another')
  refuseOutput(answer)
  return [other(event)]
}

/** Items that stand in an answer before it is finished would be taken by clients for what was said. */
function refuseOutput(answer: Raw) {
  const said = Array.isArray(answer.output) && answer.output.length > 0
  if (said || answer.output_text) throw protocol('the upstream sent items before it began them')
}

function end(stream: Stream, type: 'response.completed' | 'response.incomplete', event: Raw): AnswerEvent[] {
  const answer = readResponse(event.response)
  const status = type === 'response.completed' ? 'completed' : 'incomplete'
  if (!stream.started || !sameAnswer(stream.id, answer)) throw protocol('the upstream took one answer for another')
  if (answer.status != null && answer.status !== status) throw protocol('the upstream ended its answer in two ways')
  stream.ended = true
  return finish(stream.items, answer, status)
}

function item(stream: Stream, type: string, event: Raw): AnswerEvent[] {
  if (!isObject(event.item) || typeof event.item.type !== 'string') throw protocol('the upstream sent an empty item')
  const added = type === 'response.output_item.added'
  const index = indexOf(stream, event)
  const events = added ? stream.items.add(index, event.item) : stream.items.settle(index, event.item)
  return [...events, other(event)]
}

function part(stream: Stream, type: string, event: Raw): AnswerEvent[] | null {
  const [, name, what] = /^response\.(content|reasoning_summary)_part\.(added|done)$/.exec(type) ?? []
  if (!name) return null
  const list = name === 'content' ? 'content' : 'summary'
  const at = [indexOf(stream, event), event.item_id, list, event[`${list}_index`], event.part] as const
  return what === 'added' ? stream.items.addPart(...at) : [...stream.items.endPart(...at), other(event)]
}

function text(stream: Stream, type: string, event: Raw): AnswerEvent[] | null {
  const dot = type.lastIndexOf('.')
  const said = type.slice(dot)
  const known = Object.hasOwn(texts, type.slice(0, dot)) ? texts[type.slice(0, dot)] : undefined
  if (!known || (said !== '.delta' && said !== '.done')) return null
  const [list, partType, field] = known
  const place: Place = list === null ? 'whole' : `${list}.${Number(event[`${list}_index`])}`
  const at = [indexOf(stream, event), event.item_id, place, partType] as const
  if (said === '.delta') return stream.items.delta(...at, event.delta, event)
  return [...stream.items.tell(...at, event[field]), aside(stream, event)]
}

/** An event about a call that is not finished is held back with the call: it may show what it is going to do. */
function aside(stream: Stream, event: Raw): AnswerEvent {
  const call = stream.items.openCall(event.output_index)
  return call === null ? other(event) : { kind: 'delta', choice: 0, part: call, text: '', raw: event }
}

function indexOf(stream: Stream, event: Raw): number {
  const index = event.output_index
  if (!stream.started || typeof index !== 'number') throw protocol('the upstream sent an item that has no place')
  return index
}

function other(event: Raw): AnswerEvent {
  return { kind: 'other', raw: event }
}
