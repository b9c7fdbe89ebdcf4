import type { AnswerEvent, Batch } from '@bylaw/providers'

const opening = '<deliberation>'
const closing = '</deliberation>'

/** How a model is asked to set its reasoning apart. */
export const blockRequest = `Write that reasoning first, between ${opening} and ${closing}, and after it nothing but the answer.`

/** One choice of an answer, as far as it has come. */
export interface Deliberated {
  reasoning: string
  answer: string
  readonly calls: { name: string; arguments: string }[]
}

type ChoiceEvent = Extract<AnswerEvent, { choice: number }>

/**
 * Takes the reasoning that a model wrote between its marks out of the text and makes it a reasoning part of its own;
 * reasoning that came as such is taken down, too. A block that is never closed is reasoning to its end.
 */
export class DeliberationBlocks {
  readonly choices = new Map<number, Deliberated>()
  readonly #readers = new Map<number, ChoiceReader>()

  async *taken(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
    let changed = false
    for await (const batch of batches) {
      const events = batch.events.flatMap((event) => this.#take(event))
      changed ||= events.length !== batch.events.length || events.some((event, at) => event !== batch.events[at])
      if (!changed) yield batch
      else if (events.length > 0) yield { events, wire: null }
    }
  }

  #take(event: AnswerEvent): readonly AnswerEvent[] {
    if (!('choice' in event)) return [event]
    const { choice } = event
    const reader = this.#readers.get(choice) ?? new ChoiceReader(choice)
    this.#readers.set(choice, reader)
    this.choices.set(choice, reader.deliberated)
    return reader.take(event)
  }
}

class ChoiceReader {
  readonly deliberated: Deliberated = { reasoning: '', answer: '', calls: [] }
  readonly #choice: number
  /** By the upstream's number of a part. */
  readonly #parts = new Map<number, TextReader | Other>()
  #next = 0

  constructor(choice: number) {
    this.#choice = choice
  }

  take(event: ChoiceEvent): readonly AnswerEvent[] {
    if (event.kind === 'finish') return [...this.#parts.values()].flatMap((part) => this.#ended(part)).concat(event)
    const known = this.#parts.get(event.part)
    if (event.kind === 'part') return this.#begin(event)
    if (known === undefined) return [{ ...event, part: -1 }]
    if (known instanceof TextReader) return event.kind === 'delta' ? known.read(event.text) : this.#ended(known)
    if (event.kind === 'delta') this.#collect(known, event.text)
    return [known.number === event.part ? event : { ...event, part: known.number }]
  }

  #begin(event: Extract<ChoiceEvent, { kind: 'part' }>): readonly AnswerEvent[] {
    if (event.type === 'text') {
      const place = { choice: this.#choice, number: () => this.#next++ }
      this.#parts.set(event.part, new TextReader(event, place, this.deliberated))
      return []
    }
    const call = event.type === 'call' ? { name: event.call.name, arguments: '' } : null
    if (call !== null) this.deliberated.calls.push(call)
    const part = { type: event.type, number: this.#next++, call }
    this.#parts.set(event.part, part)
    return [part.number === event.part ? event : { ...event, part: part.number }]
  }

  #collect({ type, call }: Other, text: string): void {
    if (type === 'reasoning') this.deliberated.reasoning += text
    else if (type === 'refusal') this.deliberated.answer += text
    else if (call !== null) call.arguments += text
  }

  #ended(part: TextReader | Other): readonly AnswerEvent[] {
    return part instanceof TextReader ? part.end() : []
  }
}

interface Other {
  readonly type: string
  readonly number: number
  readonly call: { arguments: string } | null
}

type TextPart = Extract<AnswerEvent, { kind: 'part' }>

/** A text part: its marks are found however its deltas are split. */
class TextReader {
  readonly #event: TextPart
  readonly #place: { readonly choice: number; readonly number: () => number }
  readonly #into: Deliberated
  #left = ''
  #inside = false
  #text: number | null = null
  #reasoning: number | null = null
  #blocks = 0
  #over = false

  constructor(event: TextPart, place: { readonly choice: number; readonly number: () => number }, into: Deliberated) {
    this.#event = event
    this.#place = place
    this.#into = into
  }

  read(text: string): readonly AnswerEvent[] {
    this.#left += text
    const events: AnswerEvent[] = []
    for (;;) {
      const mark = this.#inside ? closing : opening
      const at = this.#left.indexOf(mark)
      const sure = at < 0 ? this.#left.length - begun(this.#left, mark) : at
      events.push(...this.#say(this.#left.slice(0, sure)))
      this.#left = this.#left.slice(at < 0 ? sure : sure + mark.length)
      if (at < 0) return events
      events.push(...this.#turn())
    }
  }

  end(): readonly AnswerEvent[] {
    if (this.#over) return []
    this.#over = true
    const events = [...this.#say(this.#left), ...this.#close(this.#reasoning)]
    if (this.#text === null && this.#blocks === 0) events.push(...this.#open())
    return [...events, ...this.#close(this.#text)]
  }

  /** Between marks and the text around them only white space is left out. */
  #say(text: string): readonly AnswerEvent[] {
    const { choice } = this.#place
    if (this.#inside) {
      this.#into.reasoning += text
      return text === '' ? [] : [{ kind: 'delta', choice, part: this.#reasoning!, text }]
    }
    const said = this.#text === null && this.#blocks > 0 ? text.trimStart() : text
    if (said === '') return []
    const opened = this.#text === null ? this.#open() : []
    this.#into.answer += said
    return [...opened, { kind: 'delta', choice, part: this.#text!, text: said }]
  }

  #open(): readonly AnswerEvent[] {
    this.#text = this.#place.number()
    return [this.#text === this.#event.part ? this.#event : { ...this.#event, part: this.#text }]
  }

  #turn(): readonly AnswerEvent[] {
    this.#inside = !this.#inside
    const { choice } = this.#place
    if (!this.#inside) {
      const ended = this.#close(this.#reasoning)
      this.#reasoning = null
      return ended
    }
    this.#blocks++
    this.#reasoning = this.#place.number()
    return [{ kind: 'part', choice, part: this.#reasoning, type: 'reasoning' }]
  }

  #close(part: number | null): readonly AnswerEvent[] {
    return part === null ? [] : [{ kind: 'part-end', choice: this.#place.choice, part }]
  }
}

/** How much of a text's end may be the beginning of a mark. */
function begun(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--) {
    if (mark.startsWith(text.slice(-length))) return length
  }
  return 0
}
