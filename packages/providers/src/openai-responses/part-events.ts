import type { Raw } from '../exchange/prompt.ts'
import { type Item, isShownWhole, pieceOf, type Slot } from './draft-items.ts'

/** The event that a part of an item's content begins or ends with; none of an item that is one part. */
export function partEvents(said: 'added' | 'done', item: Item, slot: Slot): Raw[] {
  if (slot.list === null) return []
  const name = slot.list === 'content' ? 'content_part' : 'reasoning_summary_part'
  const empty = said === 'added' && slot.type !== 'opaque'
  const part = pieceOf(empty ? { ...slot, text: '', raw: null } : slot)
  return [{ type: `response.${name}.${said}`, ...placeOf(item, slot), part }]
}

/**
 * The event that says more of a part's text, or all of it.
 * @param raw the upstream's own event, whose probabilities are kept where it says the same text
 */
export function textEvents(said: 'delta' | 'done', item: Item, slot: Slot, text: string, raw: Raw | undefined): Raw[] {
  const [name, field] = namesOf(item, slot) ?? []
  if (!name || !field || isShownWhole(item)) return []
  const event = { type: `response.${name}.${said}`, ...placeOf(item, slot), [said === 'delta' ? 'delta' : field]: text }
  if (name === 'function_call_arguments' && said === 'done') return [{ ...event, name: slot.call!.name }]
  if (name !== 'output_text') return [event]
  const same = said === 'delta' ? raw?.delta === text : slot.raw?.text === text
  const logprobs = same ? (said === 'delta' ? raw?.logprobs : slot.raw?.logprobs) : null
  return [{ ...event, logprobs: logprobs ?? [] }]
}

function placeOf(item: Item, { list, at }: Slot): Raw {
  const place = { item_id: item.id, output_index: item.index }
  return list === null ? place : { ...place, [`${list}_index`]: at }
}

/** What the events of a part's text are called, and the field of the last one that has all of it. */
function namesOf(item: Item, slot: Slot): readonly [string, string] | null {
  if (slot.type === 'opaque') return null
  if (slot.type === 'text') return ['output_text', 'text']
  if (slot.type === 'refusal') return ['refusal', 'refusal']
  if (slot.type === 'call') {
    return item.type === 'custom_tool_call'
      ? ['custom_tool_call_input', 'input']
      : ['function_call_arguments', 'arguments']
  }
  return slot.list === 'content' ? ['reasoning_text', 'text'] : ['reasoning_summary_text', 'text']
}
