import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import type { StreamWriter } from '../exchange/format.ts'
import type { FormatName, Prompt, Raw } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'
import { numberOf, parseJson } from '../json.ts'
import { writeEvent } from '../sse.ts'
import { closingOf, isSent } from './answer-out.ts'
import { DraftItems } from './draft.ts'
import { DraftResponse } from './draft-response.ts'
import { endedEarly, errorEvent } from './errors.ts'

/**
 * Writes a streamed answer. What came in this format goes out as it came, until the first batch that was changed: from
 * there on everything is written anew, the texts that the last events repeat too.
 */
export function streamWriter(prompt: Prompt, from: FormatName | null): StreamWriter {
  return new Writer(prompt, from === 'openai-responses')
}

class Writer implements StreamWriter {
  private readonly prompt: Prompt
  private readonly own: boolean
  private response: DraftResponse | null = null
  private items: DraftItems | null = null
  /** Every batch so far went out as it came. */
  private untouched: boolean
  /** What went out last as it came. */
  private lastWire: string | null = null
  private sequence = 0
  private over = false

  constructor(prompt: Prompt, own: boolean) {
    this.prompt = prompt
    this.own = own
    this.untouched = own
  }

  write(batch: Batch): string {
    if (this.over) return ''
    const { wire } = batch
    if (this.untouched && wire !== null && isSent(wire)) {
      for (const event of batch.events) this.take(event, true)
      this.lastWire = wire
      this.over = this.response?.finished ?? false
      return wire
    }
    this.leaveWire()
    return batch.events.map((event) => this.send(this.take(event, false))).join('')
  }

  end(): string {
    if (this.over) return ''
    this.leaveWire()
    const begun = this.send(this.begin(null))
    const response = this.response!
    if (!response.finished) return begun + this.fail(endedEarly)
    const closing = this.send(this.items!.close(closingOf(response)))
    this.over = true
    const type = `response.${response.status}`
    return begun + closing + this.send([{ type, response: response.ended(this.items!.output, this.own) }])
  }

  fail(failure: Failure): string {
    if (this.over) return ''
    this.leaveWire()
    this.over = true
    if (!this.response || !this.items) return this.send([errorEvent(failure)])
    const closing = this.send(this.items.close('incomplete'))
    const response = this.response.failed(this.items.output, failure, this.own)
    return closing + this.send([{ type: 'response.failed', response }])
  }

  private take(event: AnswerEvent, shown: boolean): Raw[] {
    if (event.kind === 'start') return this.begin(event)
    if (event.kind === 'other' && !this.response) return []
    const begun = this.begin(null)
    if (event.kind === 'usage') this.response!.count(event)
    else if (event.kind === 'finish') {
      if (event.choice === 0) this.response!.finish(event.reason, this.own ? (event.raw ?? null) : null)
    } else if (!this.response!.finished) return [...begun, ...this.items!.take(event, shown)]
    return begun
  }

  private begin(start: Extract<AnswerEvent, { kind: 'start' }> | null): Raw[] {
    if (this.response) return []
    this.response = new DraftResponse(this.prompt, start, this.own)
    this.items = new DraftItems(this.own, this.response.id)
    const response = this.response.begun()
    return [
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
    ]
  }

  /** From here on nothing goes out as it came; the count of events goes on where the upstream's stood. */
  private leaveWire() {
    this.untouched = false
    if (this.lastWire === null) return
    const data = /^data: (.*)$/m.exec(this.lastWire)?.[1]
    const last = data ? numberOf((parseJson(data) as Raw).sequence_number) : null
    this.sequence = (last ?? this.sequence) + 1
    this.lastWire = null
  }

  private send(events: readonly Raw[]): string {
    const sent = events.map((event) => ({ ...event, sequence_number: this.sequence++ }))
    return sent.map((event) => writeEvent(JSON.stringify(event), String((event as Raw).type))).join('')
  }
}
