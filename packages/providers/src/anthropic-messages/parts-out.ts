import type { Part } from '../exchange/prompt.ts'
import { readInput } from './whole.ts'
import type { Block } from './wire.ts'

/**
 * The block for a part; null where Anthropic has none.
 * @param same whether the part came in this format: its fields that are not understood go out with it
 */
export function writePart(part: Part, same: boolean): Block | null {
  const raw = same && part.raw ? part.raw : null
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return { ...raw, type: 'text', text: part.text }
    case 'reasoning':
      // The upstream takes back only reasoning that it has signed.
      return raw && { ...raw, type: 'thinking', thinking: part.text }
    case 'call': {
      const { id, name, type } = part.call
      const input = type === 'custom' ? { input: part.text } : readInput(part.text)
      return { ...raw, type: 'tool_use', id, name, input }
    }
    case 'result':
      return writeResult(part, same)
    case 'image':
      return raw ? asBlock(raw) : writeImage(part.source)
    case 'file':
      return raw ? asBlock(raw) : writeDocument(part.source)
    case 'audio':
    case 'video':
      return null
    case 'opaque':
      return raw && asBlock(raw)
  }
}

function asBlock(raw: object): Block {
  return raw as Block
}

function writeResult(part: Extract<Part, { kind: 'result' }>, same: boolean): Block {
  const { content: before, is_error: _, ...rest } = same && part.raw ? part.raw : {}
  const content = part.parts.map((inner) => writePart(inner, same)).filter((block) => block !== null)
  const [only] = part.parts
  const plain = typeof before === 'string' && part.parts.length === 1 && only?.kind === 'text' ? only.text : null
  return {
    ...rest,
    type: 'tool_result',
    tool_use_id: part.callId,
    content: plain ?? content,
    ...(part.error ? { is_error: true } : {}),
  }
}

const images = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp'])

function writeImage(source: string | null): Block | null {
  const data = readData(source)
  if (data === null) return isHttp(source) ? { type: 'image', source: { type: 'url', url: source } } : null
  if (!images.has(data.mime)) return null
  return { type: 'image', source: { type: 'base64', media_type: data.mime, data: data.base64 } }
}

function writeDocument(source: string | null): Block | null {
  const data = readData(source)
  if (data === null) return isHttp(source) ? { type: 'document', source: { type: 'url', url: source } } : null
  if (data.mime === 'application/pdf') {
    return { type: 'document', source: { type: 'base64', media_type: data.mime, data: data.base64 } }
  }
  if (!data.mime.startsWith('text/')) return null
  const text = Buffer.from(data.base64, 'base64').toString('utf8')
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text } }
}

/** A data address in base64; null for any other. */
function readData(source: string | null): { mime: string; base64: string } | null {
  if (source === null || source.slice(0, 5).toLowerCase() !== 'data:') return null
  const comma = source.indexOf(',')
  const head = source.slice(5, Math.max(5, comma)).toLowerCase().split(';')
  if (comma < 0 || head.at(-1) !== 'base64') return null
  return { mime: head[0]!, base64: source.slice(comma + 1) }
}

function isHttp(source: string | null): source is string {
  return source !== null && /^https?:\/\//i.test(source)
}
