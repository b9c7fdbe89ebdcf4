import { isObject } from '../body.ts'
import type { Part, Raw } from '../exchange/prompt.ts'
import { textOf } from './wire.ts'

const texts = new Set(['input_text', 'output_text', 'text'])
const reasonings = new Set(['summary_text', 'reasoning_text'])

/** The content of a message or of a tool's output. */
export function readContent(content: unknown): readonly Part[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }]
  return Array.isArray(content) ? content.map((raw) => readPart(raw)) : []
}

export function readPart(raw: Raw): Part {
  const type = String(raw.type)
  if (texts.has(type) && typeof raw.text === 'string') return { kind: 'text', text: raw.text, raw }
  if (reasonings.has(type) && typeof raw.text === 'string') return { kind: 'reasoning', text: raw.text, raw }
  if (type === 'refusal' && typeof raw.refusal === 'string') return { kind: 'refusal', text: raw.refusal, raw }
  if (type === 'input_image' || type === 'computer_screenshot') return media('image', raw.image_url ?? raw.file_id, raw)
  if (type === 'input_file') return media('file', raw.file_url ?? raw.file_data ?? raw.file_id, raw)
  if (type === 'input_audio' && isObject(raw.input_audio)) return audio(raw.input_audio, raw)
  return { kind: 'opaque', type, raw }
}

function media(kind: 'image' | 'file', source: unknown, raw: Raw): Part {
  const address = textOf(source)
  return { kind, source: address, mime: mimeOf(address), raw }
}

function audio(said: Raw, raw: Raw): Part {
  const mime = said.format === 'mp3' ? 'audio/mpeg' : `audio/${textOf(said.format) ?? 'wav'}`
  const data = textOf(said.data)
  return { kind: 'audio', source: data === null ? null : `data:${mime};base64,${data}`, mime, raw }
}

function mimeOf(address: string | null): string | null {
  return /^data:([^;,]+)/i.exec(address ?? '')?.[1]?.toLowerCase() ?? null
}

/** What a message in Responses' words says in one part; null where it can't say it. */
export function writePart(part: Part, role: string): Raw | null {
  const own = part.raw !== undefined && isOwn(part.raw) ? part.raw : null
  if (part.kind === 'text')
    return { ...(own ?? { type: role === 'assistant' ? 'output_text' : 'input_text' }), text: part.text }
  if (part.kind === 'refusal') return { ...(own ?? { type: 'refusal' }), refusal: part.text }
  if (own !== null) return own
  if (part.kind === 'image') return writeImage(part.source)
  if (part.kind === 'file') return writeFile(part.source)
  return part.kind === 'audio' ? writeAudio(part.source) : null
}

/** Whether a raw part is one of this format: every other format has other names for what is in a message. */
function isOwn(raw: Raw): boolean {
  const type = textOf(raw.type)
  return type !== null && (type === 'refusal' || type === 'computer_screenshot' || /^(input|output)_/.test(type))
}

function writeImage(source: string | null): Raw | null {
  if (source === null) return null
  const where = /^(data|https?):/i.test(source) ? { image_url: source } : { file_id: source }
  return { type: 'input_image', detail: 'auto', ...where }
}

function writeFile(source: string | null): Raw | null {
  if (source === null) return null
  if (/^https?:/i.test(source)) return { type: 'input_file', file_url: source }
  if (/^data:/i.test(source)) return { type: 'input_file', filename: 'file', file_data: source }
  return { type: 'input_file', file_id: source }
}

function writeAudio(source: string | null): Raw | null {
  const [, type, data] = /^data:audio\/([a-z0-9.+-]+);base64,(.*)$/is.exec(source ?? '') ?? []
  if (!type) return null
  return { type: 'input_audio', input_audio: { format: type === 'mpeg' ? 'mp3' : type, data } }
}
