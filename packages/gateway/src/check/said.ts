import { type AnswerEvent, upstreamFailure } from '@bylaw/providers'

export type PartEvent = Extract<AnswerEvent, { part: number }>
export type PartType = Extract<PartEvent, { kind: 'part' }>['type']

/** What is judged as one text: what the answer says, and what it thinks. */
export type Voice = 'text' | 'reasoning'

/** A refusal is said like any text. */
export function voiceOf(type: PartType): Voice | null {
  if (type === 'call' || type === 'opaque') return null
  return type === 'reasoning' ? 'reasoning' : 'text'
}

interface SaidPart {
  readonly type: PartType
  text: string
  ended: boolean
}

/** The parts of one choice, as they come. */
export class Said {
  readonly #parts = new Map<number, SaidPart>()
  #last = -1

  /** @throws UpstreamError `upstream_protocol` where an event belongs to no open part: nobody could say what it is */
  take(event: PartEvent): PartType {
    const known = this.#parts.get(event.part)
    if (event.kind === 'part') {
      if (known) throw broken('the upstream began a part twice')
      this.#parts.set(event.part, { type: event.type, text: '', ended: false })
      this.#last = Math.max(this.#last, event.part)
      return event.type
    }
    if (!known || known.ended) throw broken('the upstream went on with a part that is not open')
    if (event.kind === 'part-end') known.ended = true
    else if (known.type === 'opaque') throw broken('the upstream sent text of a part that has none')
    else if (known.type !== 'call') known.text += event.text
    return known.type
  }

  /** Everything that was said in one voice: its parts end to end, in order of appearance. */
  text(voice: Voice): string {
    const parts = [...this.#parts.values()].filter(({ type }) => voiceOf(type) === voice)
    return parts.map(({ text }) => text).join('')
  }

  /** Parts that have not ended, in order of appearance. */
  get open(): readonly number[] {
    return [...this.#parts].filter(([, { ended }]) => !ended).map(([part]) => part)
  }

  /** The number of the next part. */
  get next(): number {
    return this.#last + 1
  }
}

function broken(message: string): Error {
  return upstreamFailure(message, 'upstream_protocol')
}
