import { isDeepStrictEqual } from 'node:util'
import type { AnswerEvent } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { parseJson } from '../json.ts'
import { protocol } from './errors.ts'
import { isNamedCall, kindOf, readCall, shellOf } from './items.ts'
import { type Piece, type Place, readPiece, readPieces } from './pieces.ts'

/** Where a part came from: `raw` of its `part` and of its `part-end`. */
export interface Origin extends Raw {
  readonly output_index: number
  /** The item without what is read of it; of one that nobody reads, all of it. */
  readonly item: Raw
  /** Of a part of a message or of a reasoning: that part. */
  readonly part?: Raw
  /** Of a call: the fields of the item that hold its arguments. */
  readonly fields?: readonly string[]
}

interface Slot {
  readonly part: number
  readonly piece: Piece
  /** Its text is JSON that was made of the item's fields. */
  readonly made: boolean
  text: string
  /** Its text was said as a whole: no more of it can come. */
  told: boolean
  ended: boolean
}

interface Item {
  readonly index: number
  readonly item: Raw
  readonly slots: Map<Place, Slot>
  done: boolean
}

/**
 * Reads the items of one answer, as they come. What is said a second time has to be what was said before: else a client
 * could take something that nobody here has read. Every function throws UpstreamError `upstream_protocol`.
 */
export class Reading {
  private readonly items: Item[] = []
  private parts = 0

  /** An item begins. What the upstream will run or show of it only later is not read yet. */
  add(index: number, item: Raw): AnswerEvent[] {
    const state = this.open(index, item)
    if (kindOf(item) === 'reasoning' && readPieces(item)[0]!.type === 'opaque') return []
    return readPieces(item).flatMap((piece) => {
      const later = piece.type === 'call' && !isNamedCall(String(item.type))
      return [this.begin(state, piece), ...(later ? [] : this.say(state.slots.get(piece.place)!, piece.text))]
    })
  }

  /** A part of an item's content begins. */
  addPart(index: number, id: unknown, list: 'content' | 'summary', at: unknown, raw: unknown): AnswerEvent[] {
    const state = this.at(index, id)
    const piece = readPiece(`${list}.${Number(at)}`, raw)
    if (at !== this.count(state, list)) throw protocol('the upstream sent content out of order')
    return [this.begin(state, piece), ...this.say(state.slots.get(piece.place)!, piece.text)]
  }

  /** More text of a part. */
  delta(index: number, id: unknown, place: Place, type: Piece['type'], text: unknown, raw: Raw): AnswerEvent[] {
    const slot = this.slot(index, id, place, type)
    if (slot.told || typeof text !== 'string') throw protocol('the upstream sent text where none can be')
    slot.text += text
    return [{ kind: 'delta', choice: 0, part: slot.part, text, raw }]
  }

  /** The text of a part, as a whole. */
  tell(index: number, id: unknown, place: Place, type: Piece['type'], text: unknown): AnswerEvent[] {
    const slot = this.slot(index, id, place, type)
    if (typeof text !== 'string') throw protocol('the upstream ended a text without saying it')
    const events = this.agree(slot, text)
    slot.told = true
    return events
  }

  /** A part of an item's content ends. */
  endPart(index: number, id: unknown, list: 'content' | 'summary', at: unknown, raw: unknown): AnswerEvent[] {
    const state = this.at(index, id)
    const piece = readPiece(`${list}.${Number(at)}`, raw)
    return this.settlePiece(state, piece, state.item)
  }

  /** An item as a whole: what of it is new is read now, what is known has to be the same. */
  settle(index: number, item: Raw): AnswerEvent[] {
    const state = this.items[index] ?? this.open(index, item)
    if (state.item.type !== item.type || !sameId(state.item.id, item.id)) throw differs()
    const isCall = state.slots.get('whole')?.piece.type === 'call'
    const pieces = readPieces(item, isCall ? 'call' : kindOf(item))
    for (const place of state.slots.keys()) if (!pieces.some((piece) => piece.place === place)) throw differs()
    const events = pieces.flatMap((piece) => this.settlePiece(state, piece, item))
    state.done = true
    return events
  }

  /** Ends what is still open. */
  close(): AnswerEvent[] {
    return this.items.flatMap((state) => {
      state.done = true
      return [...state.slots.values()]
        .filter((slot) => !slot.ended)
        .map((slot) => end(state, slot, slot.piece, state.item))
    })
  }

  /** The part of a call that is not finished and stands in this item; null where there is none. */
  openCall(index: unknown): number | null {
    const slot = this.items[Number(index)]?.slots.get('whole')
    return slot && !slot.ended && slot.piece.type === 'call' ? slot.part : null
  }

  get hasCalls(): boolean {
    return this.items.some(({ slots }) => slots.get('whole')?.piece.type === 'call')
  }

  /** All the text of the answer's messages. */
  get outputText(): string {
    const slots = this.items.flatMap((state) => [...state.slots.values()])
    return slots.map((slot) => (slot.piece.type === 'text' ? slot.text : '')).join('')
  }

  private open(index: number, item: Raw): Item {
    if (index !== this.items.length) throw protocol('the upstream sent its items out of order')
    const state: Item = { index, item, slots: new Map(), done: false }
    this.items.push(state)
    return state
  }

  private at(index: number, id: unknown): Item {
    const state = this.items[index]
    if (!state || state.done) throw protocol('the upstream sent content of an item that is not open')
    if (!sameId(state.item.id, id)) throw protocol('the upstream took one item for another')
    return state
  }

  private slot(index: number, id: unknown, place: Place, type: Piece['type']): Slot {
    const slot = this.at(index, id).slots.get(place)
    if (!slot || slot.ended || slot.piece.type !== type) throw protocol('the upstream sent content that never began')
    return slot
  }

  private count(state: Item, list: string): number {
    return [...state.slots.keys()].filter((place) => place.startsWith(list)).length
  }

  private begin(state: Item, piece: Piece): AnswerEvent {
    const made = piece.type === 'call' && !isNamedCall(String(state.item.type))
    const slot: Slot = { part: this.parts++, piece, made, text: '', told: false, ended: false }
    state.slots.set(piece.place, slot)
    const placed = { kind: 'part', choice: 0, part: slot.part, raw: originOf(state.index, state.item, piece) } as const
    if (piece.type === 'call') return { ...placed, type: 'call', call: piece.call }
    if (piece.type === 'opaque') return { ...placed, type: 'opaque', wire: piece.wire }
    return { ...placed, type: piece.type }
  }

  private settlePiece(state: Item, piece: Piece, item: Raw): AnswerEvent[] {
    const known = state.slots.get(piece.place)
    if (!known && state.done) throw differs()
    const events = known ? [] : [this.begin(state, piece)]
    const slot = known ?? state.slots.get(piece.place)!
    if (!samePiece(slot.piece, piece)) throw differs()
    events.push(...this.agree(slot, piece.text))
    if (!slot.ended) events.push(end(state, slot, piece, item))
    return events
  }

  private agree(slot: Slot, text: string): AnswerEvent[] {
    if (slot.text === '' && !slot.told && !slot.ended) return this.say(slot, text)
    if (slot.text !== text && !(slot.made && sameJson(slot.text, text))) throw differs()
    return []
  }

  private say(slot: Slot, text: string): AnswerEvent[] {
    slot.text = text
    return text === '' ? [] : [{ kind: 'delta', choice: 0, part: slot.part, text }]
  }
}

function end(state: Item, slot: Slot, piece: Piece, item: Raw): AnswerEvent {
  slot.ended = true
  return { kind: 'part-end', choice: 0, part: slot.part, raw: originOf(state.index, item, piece) }
}

function originOf(index: number, item: Raw, piece: Piece): Origin {
  const fields = piece.type === 'call' ? { fields: readCall(item)!.fields } : {}
  return { output_index: index, item: shellOf(item), ...(piece.raw === null ? {} : { part: piece.raw }), ...fields }
}

function samePiece(one: Piece, other: Piece): boolean {
  if (one.type === 'call' && other.type === 'call')
    return one.call.id === other.call.id && one.call.name === other.call.name
  if (one.type === 'opaque' && other.type === 'opaque') return one.wire === other.wire
  return one.type === other.type
}

/** Fields that are said again may be written in another order. */
function sameJson(one: string, other: string): boolean {
  return isDeepStrictEqual(parseJson(one), parseJson(other))
}

function sameId(one: unknown, other: unknown): boolean {
  return typeof one !== 'string' || typeof other !== 'string' || one === other
}

function differs() {
  return protocol('the upstream repeated its answer in other words')
}
