import { isObject } from '../body.ts'
import type { Raw } from '../exchange/prompt.ts'
import { parseJson } from '../json.ts'
import { mergeUsage } from './usage.ts'
import type { Block, WireEvent } from './wire.ts'

/** The events that a whole answer would have been streamed as: it is read as they are. */
export function unfold(message: Raw): WireEvent[] {
  const { stop_reason, stop_sequence = null, stop_details, usage } = message
  const details = stop_details === undefined ? {} : { stop_details }
  const start = { ...message, content: [], stop_reason: null, stop_sequence: null }
  return [
    { type: 'message_start', message: stop_details === undefined ? start : { ...start, stop_details: null } },
    ...(message.content as Block[]).flatMap(unfoldBlock),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, ...details },
      usage: isObject(usage) ? usage : null,
    },
    { type: 'message_stop' },
  ]
}

function unfoldBlock(block: Block, index: number): WireEvent[] {
  const [start, ...deltas] = apart(block)
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta' as const, index, delta })),
    { type: 'content_block_stop', index },
  ]
}

/** A block as its start and its deltas. What a block of another type holds, its start holds. */
function apart(block: Block): [Block, ...Block[]] {
  if (block.type === 'text') {
    const citations = Array.isArray(block.citations) ? block.citations : null
    const start = { ...block, text: '', ...(citations === null ? {} : { citations: [] }) }
    const cited = (citations ?? []).map((citation) => ({ type: 'citations_delta', citation }))
    return [start, ...cited, { type: 'text_delta', text: block.text }]
  }
  if (block.type === 'thinking') {
    const { signature } = block
    const start = { ...block, thinking: '', ...(signature === undefined ? {} : { signature: '' }) }
    const signed = typeof signature === 'string' ? [{ type: 'signature_delta', signature }] : []
    return [start, { type: 'thinking_delta', thinking: block.thinking }, ...signed]
  }
  if (block.type !== 'tool_use') return [block]
  return [
    { ...block, input: {} },
    { type: 'input_json_delta', partial_json: JSON.stringify(block.input ?? {}) },
  ]
}

/** The whole answer that a stream of events amounts to, as Anthropic's own clients put it together. */
export function fold(events: readonly WireEvent[]): Raw {
  let message: Raw = {}
  const content: Block[] = []
  let json = ''
  for (const event of events) {
    if (event.type === 'message_start') message = event.message
    else if (event.type === 'content_block_start') {
      content.push(event.content_block)
      json = ''
    } else if (event.type === 'content_block_delta') {
      if (event.delta.type === 'input_json_delta') json += event.delta.partial_json
      else content.push(grow(content.pop()!, event.delta))
    } else if (event.type === 'content_block_stop') {
      if (json !== '') content.push({ ...content.pop()!, input: readInput(json) })
      json = ''
    } else if (event.type === 'message_delta') {
      const { type: _, delta, usage, ...rest } = event
      message = { ...message, ...rest, ...delta, usage: mergeUsage(message.usage, usage) }
    }
  }
  return { ...message, content }
}

/** A block with one more delta that is not of its input. */
function grow(block: Block, delta: Block): Block {
  if (delta.type === 'text_delta') return { ...block, text: `${block.text}${delta.text}` }
  if (delta.type === 'thinking_delta') return { ...block, thinking: `${block.thinking}${delta.thinking}` }
  if (delta.type === 'signature_delta') return { ...block, signature: delta.signature }
  const citations = Array.isArray(block.citations) ? block.citations : []
  return { ...block, citations: [...citations, delta.citation] }
}

/** The arguments of a call as an object. Those that are none are passed on as text, in Anthropic's own way. */
export function readInput(text: string): Raw {
  if (text.trim() === '') return {}
  try {
    const input = parseJson(text)
    if (isObject(input)) return input
  } catch {
    // It is told below, as what it is.
  }
  return { INVALID_JSON: text }
}
