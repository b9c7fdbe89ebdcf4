import { isObject } from '../body.ts'
import type { Call, Raw } from '../exchange/prompt.ts'
import { protocol } from './errors.ts'
import { type ItemKind, kindOf, readCall } from './items.ts'
import { textOf } from './wire.ts'

/** Where in its item a part stands: a place in a message or in a reasoning, or the item as a whole. */
export type Place = `content.${number}` | `summary.${number}` | 'whole'

/** What of an item becomes one part of the answer. */
export type Piece = { readonly place: Place; readonly text: string; readonly raw: Raw | null } & (
  | { readonly type: 'text' | 'refusal' | 'reasoning' }
  | { readonly type: 'call'; readonly call: Call }
  | { readonly type: 'opaque'; readonly wire: string }
)

/** The text of each type of content that can be read, and what it is. */
const readable: Readonly<Record<string, readonly ['text' | 'refusal' | 'reasoning', string]>> = {
  output_text: ['text', 'text'],
  refusal: ['refusal', 'refusal'],
  reasoning_text: ['reasoning', 'text'],
  summary_text: ['reasoning', 'text'],
}

/** One part of a message's content, or of a reasoning's. @throws UpstreamError `upstream_protocol` */
export function readPiece(place: Place, raw: unknown): Piece {
  if (!isObject(raw) || typeof raw.type !== 'string') throw protocol('the upstream sent content without a type')
  const known = Object.hasOwn(readable, raw.type) ? readable[raw.type] : undefined
  if (!known) return { place, type: 'opaque', wire: raw.type, text: '', raw }
  const text = textOf(raw[known[1]])
  if (text === null) throw protocol(`the upstream sent a ${raw.type} without its text`)
  return { place, type: known[0], text, raw }
}

/**
 * Everything that an item says. A reasoning that shows no text is one opaque piece.
 * @param kind what the item was taken for when it began: a call stays one
 * @throws UpstreamError `upstream_protocol`
 */
export function readPieces(item: Raw, kind: ItemKind = kindOf(item)): readonly Piece[] {
  if (kind === 'message') return readList('content', item.content)
  if (kind === 'call') return [readCallPiece(item)]
  const whole: Piece = { place: 'whole', type: 'opaque', wire: String(item.type), text: '', raw: null }
  if (kind === 'opaque') return [whole]
  const shown = [...readList('summary', item.summary), ...readList('content', item.content)]
  return shown.length > 0 ? shown : [whole]
}

function readCallPiece(item: Raw): Piece {
  const read = readCall(item)
  if (read === null) throw protocol('the upstream sent a call without a name, or with arguments that are no text')
  return { place: 'whole', type: 'call', call: read.call, text: read.text, raw: null }
}

function readList(list: 'content' | 'summary', value: unknown): readonly Piece[] {
  if (value == null) return []
  if (!Array.isArray(value)) throw protocol('the upstream sent an item that is not of its format')
  return value.map((raw, index) => readPiece(`${list}.${index}`, raw))
}
