import { createHash } from 'node:crypto'
import type { Call, Raw } from '../exchange/prompt.ts'
import { argumentsAs, isNamedCall } from './items.ts'
import { textOf, without } from './wire.ts'

/** A part of an answer that is being written. */
export interface Slot {
  readonly type: 'text' | 'refusal' | 'reasoning' | 'call' | 'opaque'
  /** The list of the item that it stands in; of a call or of what nobody reads: the item is nothing else. */
  readonly list: 'content' | 'summary' | null
  readonly at: number
  readonly call: Call | null
  text: string
  /** The part as the upstream said it: what is not understood of it is kept where its text is still the same. */
  raw: Raw | null
  ended: boolean
}

/** An item of an answer that is being written. */
export interface Item {
  readonly type: string
  /** Its place in the upstream's answer. */
  readonly source: number | null
  readonly id: string
  readonly slots: Slot[]
  shell: Raw
  /** The fields that hold a call's arguments. */
  fields: readonly string[]
  /** Its place in the answer; null until it was announced. */
  index: number | null
  /** The item as a whole, once it is done. */
  done: Raw | null
}

/** An id of an item that came without one: the same for the same answer and place. */
export function madeId(type: string, answer: string, place: number): string {
  const prefix = { message: 'msg', reasoning: 'rs', custom_tool_call: 'ctc' }[type] ?? 'fc'
  return `${prefix}_${createHash('sha256').update(`${answer}\n${place}`).digest('hex').slice(0, 48)}`
}

/** Whether an item is shown only when it is whole. */
export function isShownWhole(item: Item): boolean {
  return item.type !== 'message' && !isNamedCall(item.type) && item.slots[0]?.list == null
}

/** An item as it begins. */
export function openedItem(item: Item): Raw {
  const { id, type, shell } = item
  if (type === 'message') return { ...shell, id, type, status: 'in_progress', role: 'assistant', content: [] }
  if (type === 'reasoning') return { ...shell, id, type, summary: [] }
  const { call } = item.slots[0]!
  const field = type === 'custom_tool_call' ? 'input' : 'arguments'
  return { ...shell, id, type, status: 'in_progress', call_id: call!.id, name: call!.name, [field]: '' }
}

/** An item as it ends; null of a call whose arguments do not fit it. */
export function endedItem(item: Item, status: 'completed' | 'incomplete'): Raw | null {
  const { id, type, shell, slots } = item
  const list = (name: Slot['list']) => slots.filter((slot) => slot.list === name).map(pieceOf)
  if (type === 'message') return { ...shell, id, type, status, role: 'assistant', content: list('content') }
  if (type === 'reasoning') {
    const content = list('content')
    return { ...shell, id, type, summary: list('summary'), ...(content.length > 0 ? { content } : {}) }
  }
  const [first] = slots
  if (!first?.call) return status === 'incomplete' && 'status' in shell ? { ...shell, status } : shell
  const { call } = first
  const said = argumentsAs(type, item.fields, first.text)
  const name = isNamedCall(type) ? { name: call.name } : {}
  return said && { ...without(shell, item.fields), id, type, status, call_id: call.id, ...name, ...said }
}

const pieceTypes = { text: 'output_text', refusal: 'refusal', reasoning: 'summary_text', call: '', opaque: '' }

export function pieceType(slot: Slot): string {
  if (slot.type === 'reasoning' && slot.list === 'content') return 'reasoning_text'
  return pieceTypes[slot.type]
}

/** A part of an item as it stands: of one whose text was changed nothing else is kept. */
export function pieceOf(slot: Slot): Raw {
  if (slot.type === 'opaque') return slot.raw ?? {}
  const field = slot.type === 'refusal' ? 'refusal' : 'text'
  if (slot.raw && textOf(slot.raw[field]) === slot.text) return slot.raw
  const plain = { type: pieceType(slot), [field]: slot.text }
  return slot.type === 'text' ? { ...plain, annotations: [], logprobs: [] } : plain
}
