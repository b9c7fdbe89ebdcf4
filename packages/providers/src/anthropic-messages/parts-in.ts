import { isObject } from '../body.ts'
import type { Part, Raw } from '../exchange/prompt.ts'
import type { Block } from './wire.ts'

/** The parts of a message's content, or of a tool's result. */
export function readContent(content: string | readonly Block[] | null | undefined): Part[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }]
  return (content ?? []).map(readPart)
}

/** A block whose type nobody here knows is opaque; so are those that only the upstream can read. */
function readPart(block: Block): Part {
  switch (block.type) {
    case 'text':
      return { kind: 'text', text: String(block.text), raw: block }
    case 'thinking':
      return { kind: 'reasoning', text: String(block.thinking), raw: block }
    case 'tool_use': {
      const call = { id: String(block.id), name: String(block.name), type: 'function' as const }
      return { kind: 'call', call, text: JSON.stringify(block.input ?? {}), raw: block }
    }
    case 'tool_result':
      return readResult(block)
    case 'image':
      return { kind: 'image', ...readSource(block.source), raw: block }
    case 'document':
      return { kind: 'file', ...readSource(block.source), raw: block }
    default:
      return { kind: 'opaque', type: block.type, raw: block }
  }
}

function readResult(block: Block): Part {
  return {
    kind: 'result',
    callId: String(block.tool_use_id),
    parts: readContent(block.content as string | Block[] | null | undefined),
    error: block.is_error === true,
    raw: block,
  }
}

interface Source {
  readonly source: string | null
  readonly mime: string | null
}

/** Where an image or a document is, as one address. A document given as a list of blocks has none. */
function readSource(value: unknown): Source {
  const source: Raw = isObject(value) ? value : {}
  const mime = textOf(source.media_type)
  const data = textOf(source.data)
  switch (source.type) {
    case 'base64':
      return { source: data === null ? null : `data:${mime ?? ''};base64,${data}`, mime }
    case 'text':
      return { source: data === null ? null : `data:${mime ?? 'text/plain'};base64,${base64(data)}`, mime }
    case 'url':
      return { source: textOf(source.url), mime }
    case 'file':
      return { source: textOf(source.file_id), mime }
    default:
      return { source: null, mime }
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
