import type { AnswerEvent, Batch, Message, Part } from '@bylaw/providers'

/** The most characters of an answer that are kept. */
const longest = 60_000

/** Messages as OpenTelemetry's conventions write them, as JSON; those that would make it too long are left out, oldest first. */
export function saidIn(messages: readonly Message[], longestText: number): string {
  const written: string[] = []
  let left = longestText - 2
  for (const message of messages.toReversed()) {
    const text = JSON.stringify({ role: message.role, parts: message.parts.flatMap(partOf) })
    left -= text.length + 1
    if (left < 0) break
    written.unshift(text)
  }
  return `[${written.join()}]`
}

/** Images and files are told of by their kind alone. */
function partOf(part: Part): object[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return [{ type: 'text', content: part.text }]
    case 'reasoning':
      return [{ type: 'reasoning', content: part.text }]
    case 'call':
      return [{ type: 'tool_call', id: part.call.id, name: part.call.name, arguments: part.text }]
    case 'result':
      return [{ type: 'tool_call_response', id: part.callId, response: part.parts.flatMap(partOf) }]
    case 'opaque':
      return [{ type: part.type }]
    default:
      return [{ type: part.kind, mime_type: part.mime }]
  }
}

interface Written {
  readonly type: 'text' | 'refusal' | 'reasoning' | 'call' | 'opaque'
  readonly name?: string
  readonly id?: string
  text: string
}

interface Choice {
  readonly parts: Map<number, Written>
  reason: string | null
}

/** What leaves of an answer, as text. */
export class OutputText {
  readonly #choices = new Map<number, Choice>()
  #size = 0

  see({ events }: Batch): void {
    for (const event of events) this.#note(event)
  }

  /** As OpenTelemetry's conventions write it, as JSON. */
  written(): string {
    const messages = [...this.#choices.values()].map(({ parts, reason }) => ({
      role: 'assistant',
      parts: [...parts.values()].map(writtenPart),
      finish_reason: reason ?? 'unknown',
    }))
    return JSON.stringify(messages)
  }

  #note(event: AnswerEvent): void {
    if (event.kind !== 'part' && event.kind !== 'delta' && event.kind !== 'finish') return
    const choice = this.#choices.get(event.choice) ?? { parts: new Map(), reason: null }
    this.#choices.set(event.choice, choice)
    if (event.kind === 'finish') choice.reason = event.reason
    else if (event.kind === 'part') choice.parts.set(event.part, begunPart(event))
    else this.#add(choice.parts.get(event.part), event.text)
  }

  #add(part: Written | undefined, text: string): void {
    if (part === undefined || this.#size + text.length > longest) return
    this.#size += text.length
    part.text += text
  }
}

function begunPart(event: Extract<AnswerEvent, { kind: 'part' }>): Written {
  if (event.type !== 'call') return { type: event.type, text: '' }
  return { type: event.type, name: event.call.name, id: event.call.id, text: '' }
}

function writtenPart({ type, name, id, text }: Written): object {
  if (type === 'call') return { type: 'tool_call', id, name, arguments: text }
  return type === 'opaque' ? { type } : { type: type === 'reasoning' ? type : 'text', content: text }
}
