import type { AnswerEvent } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { endedItem, type Item, isShownWhole, madeId, openedItem, type Slot } from './draft-items.ts'
import { shellOf } from './items.ts'
import { partEvents, textEvents } from './part-events.ts'
import type { Origin } from './reading.ts'
import { textOf } from './wire.ts'

type PartEvent = Extract<AnswerEvent, { kind: 'part' }>
type DeltaEvent = Extract<AnswerEvent, { kind: 'delta' }>

/**
 * The items of an answer while it is written, and the events that show how they grow. Only what came in events is ever
 * in them. Parts may overlap: an item stays open until its parts have ended.
 */
export class DraftItems {
  private readonly items: Item[] = []
  private readonly slots = new Map<number, { readonly item: Item; readonly slot: Slot }>()
  private readonly own: boolean
  private readonly answer: string
  private announced = 0

  /**
   * @param own whether `raw` is of this format
   * @param answer the answer's id: the ids of its items are made of it
   */
  constructor(own: boolean, answer: string) {
    this.own = own
    this.answer = answer
  }

  /** The items that were written, in order. */
  get output(): readonly Raw[] {
    const done = this.items.filter((item) => item.done !== null && item.index !== null)
    return done.sort((one, other) => one.index! - other.index!).map((item) => item.done!)
  }

  /**
   * Takes one event in.
   * @param shown the event goes out as it came: what the upstream has announced is announced
   */
  take(event: AnswerEvent, shown: boolean): Raw[] {
    if (event.kind === 'part') return event.choice === 0 ? this.begin(event, shown) : []
    if (event.kind === 'delta') return event.choice === 0 ? this.grow(event, shown) : []
    if (event.kind === 'part-end') return event.choice === 0 ? this.end(event.part, event.raw) : []
    return event.kind === 'other' && event.raw && this.own ? this.hear(event.raw, shown) : []
  }

  /** Closes everything that is open. */
  close(status: 'completed' | 'incomplete'): Raw[] {
    return this.items.flatMap((item) => this.closeItem(item, status))
  }

  private begin(event: PartEvent, shown: boolean): Raw[] {
    const origin = this.own && event.raw && typeof event.raw.output_index === 'number' ? (event.raw as Origin) : null
    if (event.type === 'opaque' && origin === null) return []
    const before: Raw[] = []
    const item = this.open(event) ?? this.add(event, origin, before)
    const list = listOf(event, origin)
    const at = item.slots.filter((slot) => slot.list === list).length
    const call = event.type === 'call' ? event.call : null
    const slot: Slot = { type: event.type, list, at, call, text: '', raw: origin?.part ?? null, ended: false }
    item.slots.push(slot)
    this.slots.set(event.part, { item, slot })
    if (isShownWhole(item) && !shown) return before
    const announced = item.index === null ? this.announce(item) : []
    return [...before, ...announced, ...partEvents('added', item, slot)]
  }

  /** The item that a part belongs to, where it is open already. */
  private open(event: PartEvent): Item | null {
    const source = this.own ? event.raw?.output_index : undefined
    if (typeof source === 'number') return this.items.find((item) => item.source === source && !item.done) ?? null
    if (event.type === 'call' || event.type === 'opaque') return null
    const last = this.items.at(-1)
    return last && !last.done && last.type === itemType(event, null) ? last : null
  }

  private add(event: PartEvent, origin: Origin | null, before: Raw[]): Item {
    before.push(...this.closeEnded())
    return this.push(itemType(event, origin), origin?.output_index ?? null, origin?.item ?? {}, origin?.fields)
  }

  private push(type: string, source: number | null, shell: Raw, fields: readonly string[] | undefined): Item {
    const id = textOf(shell.id) ?? madeId(type, this.answer, this.items.length)
    const said = fields ?? [type === 'custom_tool_call' ? 'input' : 'arguments']
    const item: Item = { type, source, id, slots: [], shell, fields: said, index: null, done: null }
    this.items.push(item)
    return item
  }

  private announce(item: Item): Raw[] {
    item.index = this.announced++
    if (isShownWhole(item)) return []
    return [{ type: 'response.output_item.added', output_index: item.index, item: openedItem(item) }]
  }

  private grow({ part, text, raw }: DeltaEvent, shown: boolean): Raw[] {
    const known = this.slots.get(part)
    if (!known || known.slot.ended || text === '') return []
    known.slot.text += text
    return shown ? [] : textEvents('delta', known.item, known.slot, text, this.own ? raw : undefined)
  }

  private end(part: number, raw: Raw | undefined): Raw[] {
    const known = this.slots.get(part)
    if (!known || known.slot.ended) return []
    const { item, slot } = known
    if (this.own && raw?.item) this.finalise(item, slot, raw as Origin)
    const events = this.endSlot(item, slot)
    return slot.list === null ? [...events, ...this.closeItem(item, 'completed')] : events
  }

  /** Takes over how the upstream said a part in the end. */
  private finalise(item: Item, slot: Slot, origin: Origin) {
    slot.raw = origin.part ?? null
    if (slot.list !== null) return
    item.shell = origin.item
    item.fields = origin.fields ?? item.fields
  }

  private endSlot(item: Item, slot: Slot): Raw[] {
    slot.ended = true
    if (isShownWhole(item)) return []
    return [...textEvents('done', item, slot, slot.text, undefined), ...partEvents('done', item, slot)]
  }

  /** What the upstream says of an item that has several parts: how it begins and how it ends. */
  private hear(raw: Raw, shown: boolean): Raw[] {
    const item = raw.item as Raw | undefined
    if (item?.type !== 'message' && item?.type !== 'reasoning') return []
    const known = this.items.find(({ source, done }) => source === raw.output_index && !done)
    if (raw.type === 'response.output_item.added') return shown && !known ? this.expect(raw, item) : []
    if (raw.type !== 'response.output_item.done' || known?.type !== item.type) return []
    known.shell = shellOf(item)
    return known.slots.every((slot) => slot.ended) ? this.closeItem(known, 'completed') : []
  }

  /** An item that the client has seen begin, and of which no part has come yet. */
  private expect(raw: Raw, said: Raw): Raw[] {
    const item = this.push(String(said.type), Number(raw.output_index), shellOf(said), undefined)
    item.index = this.announced++
    return []
  }

  private closeEnded(): Raw[] {
    const made = this.items.filter((item) => item.source === null && !item.done)
    const ended = made.filter((item) => item.slots.every((slot) => slot.ended))
    return ended.flatMap((item) => this.closeItem(item, 'completed'))
  }

  private closeItem(item: Item, status: 'completed' | 'incomplete'): Raw[] {
    if (item.done) return []
    const cut = item.slots.some((slot) => !slot.ended)
    if (cut && item.index === null) return []
    const slots = item.slots.filter((slot) => !slot.ended).flatMap((slot) => this.endSlot(item, slot))
    item.done = endedItem(item, cut || item.source === null ? status : statusOf(item))
    if (item.done === null) return slots
    const added = item.index === null ? this.announceWhole(item, item.done) : []
    return [...slots, ...added, { type: 'response.output_item.done', output_index: item.index, item: item.done }]
  }

  private announceWhole(item: Item, done: Raw): Raw[] {
    item.index = this.announced++
    const opened = 'status' in done ? { ...done, status: 'in_progress' } : done
    return [{ type: 'response.output_item.added', output_index: item.index, item: opened }]
  }
}

/** How the upstream ended an item. */
function statusOf({ shell }: Item): 'completed' | 'incomplete' {
  return shell.status === 'incomplete' ? 'incomplete' : 'completed'
}

/** The list of an item that a part stands in. */
function listOf(event: PartEvent, origin: Origin | null): Slot['list'] {
  if (event.type === 'call') return null
  if (event.type === 'opaque') return origin?.part ? 'content' : null
  return event.type === 'reasoning' && origin?.part?.type !== 'reasoning_text' ? 'summary' : 'content'
}

function itemType(event: PartEvent, origin: Origin | null): string {
  if (origin !== null) return String(origin.item.type)
  if (event.type === 'call') return event.call.type === 'custom' ? 'custom_tool_call' : 'function_call'
  return event.type === 'reasoning' ? 'reasoning' : 'message'
}
