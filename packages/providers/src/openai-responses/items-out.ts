import type { Message, Part, Raw } from '../exchange/prompt.ts'
import { writePart } from './content.ts'
import { argumentsAs, readCall } from './items.ts'
import { without } from './wire.ts'

type CallPart = Extract<Part, { kind: 'call' }>
type Result = Extract<Part, { kind: 'result' }>

/** How the messages of one request are written as items. */
export interface Writing {
  /** Whether the parts' `raw` is of this format. */
  readonly own: boolean
  /** Ids of the calls of custom tools, whose outputs have a type of their own. */
  readonly customCalls: ReadonlySet<string>
  /** Names a part that can't be said. */
  lose(part: Part): void
}

/** The items of a message that the house wrote or changed, or that came in another format. */
export function writeItems(message: Message, writing: Writing): readonly Raw[] {
  const items: Raw[] = []
  let content: Raw[] = []
  const role = message.role === 'tool' || message.role === 'other' ? 'user' : message.role
  const flush = () => {
    if (content.length > 0) items.push({ type: 'message', role, content: plain(content) })
    content = []
  }
  for (const part of message.parts) {
    const said = writing.own ? part : withoutRaw(part)
    const inMessage = writePart(said, role)
    const item = inMessage === null ? writeItem(said, writing) : null
    if (inMessage !== null) content.push(inMessage)
    else if (item !== null) {
      flush()
      items.push(item)
    } else writing.lose(part)
  }
  flush()
  return items
}

/** One text goes out as a string: the shape that every server of this format takes. */
function plain(content: readonly Raw[]): string | readonly Raw[] {
  const [first] = content
  const alone = content.length === 1 && first && Object.keys(first).length === 2 && typeof first.text === 'string'
  return alone ? (first.text as string) : content
}

function withoutRaw(part: Part): Part {
  if (part.kind === 'opaque') return { ...part, raw: {} }
  const { raw: _, ...said } = part
  return said as Part
}

function writeItem(part: Part, writing: Writing): Raw | null {
  if (part.kind === 'call') return writeCall(part)
  if (part.kind === 'result') return writeResult(part, writing)
  return part.kind === 'opaque' && writing.own ? part.raw : null
}

function writeCall({ call, text, raw }: CallPart): Raw | null {
  if (raw !== undefined) {
    const { fields } = readCall(raw)!
    const said = argumentsAs(String(raw.type), fields, text)
    return said === null ? null : { ...without(raw, fields), ...said }
  }
  const { id, name } = call
  if (call.type === 'custom') return { type: 'custom_tool_call', call_id: id, name, input: text }
  return { type: 'function_call', call_id: id, name, arguments: text === '' ? '{}' : text }
}

function writeResult(part: Result, writing: Writing): Raw | null {
  const type = String(part.raw?.type)
  if (type === 'tool_search_output') return part.raw!
  if (type === 'shell_call_output') return { ...part.raw, output: [printed(part)] }
  const parts = part.parts.map((inner) => writePart(writing.own ? inner : withoutRaw(inner), 'user'))
  part.parts.forEach((inner, index) => {
    if (parts[index] === null) writing.lose(inner)
  })
  const content = parts.filter((inner) => inner !== null)
  if (type === 'computer_call_output') return content[0] ? { ...part.raw, output: content[0] } : null
  const output = content.length === 0 ? '' : plain(content)
  if (part.raw !== undefined) return { ...part.raw, output }
  const custom = writing.customCalls.has(part.callId)
  return { type: custom ? 'custom_tool_call_output' : 'function_call_output', call_id: part.callId, output }
}

function printed(part: Result): Raw {
  const first = Array.isArray(part.raw?.output) ? (part.raw.output[0] as Raw | undefined) : undefined
  const stdout = part.parts.map((inner) => (inner.kind === 'text' ? inner.text : '')).join('')
  return { stdout, stderr: '', outcome: first?.outcome ?? { type: 'exit', exit_code: 0 } }
}

/** The text of a message that is nothing but text; null of any other. */
export function onlyText(message: Message): string | null {
  const texts = message.parts.map((part) => (part.kind === 'text' ? part.text : null))
  return texts.includes(null) ? null : texts.join('\n')
}

/** A request's one text, as an item among others. */
export function itemOfText(input: string): Raw {
  return { type: 'message', role: 'user', content: input }
}
