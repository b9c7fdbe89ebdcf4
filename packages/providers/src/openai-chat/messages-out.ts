import type { Message, Part, Raw } from '../exchange/prompt.ts'

/** Messages in this format, and what of a message it can't say. */
export interface Written {
  readonly messages: readonly Raw[]
  readonly lost: readonly string[]
}

/**
 * Writes one message out of its parts: the answers of tools become messages of their own and come first, for they have
 * to follow the calls that they answer.
 * @param own whether the parts' `raw` is of this format
 */
export function writeMessage(message: Message, own: boolean): Written {
  const lost: string[] = []
  const results = message.parts.filter((part) => part.kind === 'result')
  const others = message.parts.filter((part) => part.kind !== 'result')
  const messages: Raw[] = results.map((part) => writeResult(part, own, lost))
  const speaks = others.length > 0 || results.length === 0
  if (speaks && message.role !== 'tool' && message.role !== 'other') {
    const written = message.role === 'assistant' ? writeSpoken(others, own, lost) : writeContent(others, own, lost)
    messages.push({ role: message.role, ...(message.name !== null && { name: message.name }), ...written })
  } else lost.push(...others.map(wordFor))
  return { messages, lost }
}

function writeResult(part: Extract<Part, { kind: 'result' }>, own: boolean, lost: string[]): Raw {
  if (part.error) lost.push('is_error')
  const written = part.parts.flatMap((each): Raw[] => {
    if (each.kind === 'text') return [writeText(each, own)]
    lost.push(wordFor(each))
    return []
  })
  return { role: 'tool', tool_call_id: part.callId, content: shortest(written) }
}

function writeContent(parts: readonly Part[], own: boolean, lost: string[]): Raw {
  const content: Raw[] = []
  for (const part of parts) {
    const written = writePart(part, own)
    if (written) content.push(written)
    else lost.push(wordFor(part))
  }
  return { content: shortest(content) }
}

/** What an assistant said: calls and refusals stand beside its content. */
function writeSpoken(parts: readonly Part[], own: boolean, lost: string[]): Raw {
  const content: Raw[] = []
  const calls: Raw[] = []
  let legacy: Raw | null = null
  let refusal: string | null = null
  let reasoning: string | null = null
  for (const part of parts) {
    if (part.kind === 'text') content.push(writeText(part, own))
    else if (part.kind === 'refusal') refusal = (refusal ?? '') + part.text
    else if (part.kind === 'reasoning' && own) reasoning = (reasoning ?? '') + part.text
    else if (part.kind === 'call' && own && part.call.id === '') legacy = { name: part.call.name, arguments: part.text }
    else if (part.kind === 'call') calls.push(writeCall(part, own))
    else lost.push(wordFor(part))
  }
  return {
    content: content.length > 0 ? shortest(content) : null,
    ...(refusal !== null && { refusal }),
    ...(reasoning !== null && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(legacy !== null && { function_call: legacy }),
  }
}

function writeCall({ call, text, raw }: Extract<Part, { kind: 'call' }>, own: boolean): Raw {
  const called = call.type === 'function' ? { name: call.name, arguments: text } : { name: call.name, input: text }
  return { ...(own && raw), id: call.id, type: call.type, [call.type]: called }
}

function writePart(part: Part, own: boolean): Raw | null {
  if (part.kind === 'text') return writeText(part, own)
  if (own && 'raw' in part && part.raw) return part.raw
  if (part.kind === 'image' && part.source !== null && isAddress(part.source)) {
    return { type: 'image_url', image_url: { url: part.source } }
  }
  if (part.kind === 'audio') return writeAudio(part.source)
  if (part.kind === 'file' && part.source?.startsWith('data:')) {
    return { type: 'file', file: { filename: 'file', file_data: part.source } }
  }
  return null
}

function writeAudio(source: string | null): Raw | null {
  const data = /^data:audio\/([\w.-]+);base64,/.exec(source?.slice(0, 64) ?? '')
  if (!data || source === null) return null
  const format = data[1] === 'mpeg' ? 'mp3' : data[1]
  return { type: 'input_audio', input_audio: { data: source.slice(data[0].length), format } }
}

function isAddress(source: string): boolean {
  return /^(?:data|https?):/i.test(source)
}

function writeText(part: Extract<Part, { kind: 'text' | 'refusal' | 'reasoning' }>, own: boolean): Raw {
  return { ...(own && part.raw), type: 'text', text: part.text }
}

/** One piece of plain text is said as a string. */
function shortest(content: readonly Raw[]): string | readonly Raw[] {
  if (content.length === 0) return ''
  const [only] = content
  return content.length === 1 && only?.type === 'text' && Object.keys(only).length === 2 ? String(only.text) : content
}

function wordFor(part: Part): string {
  return part.kind === 'opaque' ? part.type : part.kind
}
