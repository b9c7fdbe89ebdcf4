import type { AnswerEvent, Batch, FormatName } from '@bylaw/providers'
import { wireType } from '../check/checks.ts'
import { itemOf } from '../conversations/continuation.ts'
import type { Reading } from './interpret.ts'
import type { Metering } from './metering.ts'

/** What is kept when an answer is over: what it used, and what of its turn counts in the conversation. */
export class Ending {
  readonly #reading: Reading
  readonly #metering: Metering
  /** The format of the upstream. */
  readonly #from: FormatName | null
  /** Of the answer, as the upstream has it. */
  #id: string | null = null
  readonly #items = new Set<string>()
  readonly #lost = new Set<string>()
  #over = false

  constructor(reading: Reading, metering: Metering, from: FormatName | null) {
    this.#reading = reading
    this.#metering = metering
    this.#from = from
  }

  see(batch: Batch): void {
    this.#reading.situation.passage.observed.see(batch)
    this.#metering.see(batch)
    for (const event of batch.events) this.#take(event)
  }

  /** Never rejects: an answer is not held back for what is kept after it. Only the first end counts. */
  async end(): Promise<void> {
    if (this.#over) return
    this.#over = true
    await Promise.all([this.#keep(), this.#metering.end(true)])
  }

  #take(event: AnswerEvent): void {
    const { format } = this.#reading.situation.prompt
    if (event.kind === 'start') this.#id ??= event.id
    const item = format === 'openai-responses' && this.#from === format ? itemOf(event) : null
    if (item !== null) this.#items.add(item)
    if (event.kind === 'part' && event.type === 'opaque' && this.#from !== format) this.#lose(event.wire)
  }

  /** A part that only the upstream's format can say does not leave in another one. */
  #lose(wire: string): void {
    if (this.#lost.has(wire)) return
    this.#lost.add(wire)
    const { recording } = this.#reading.situation.passage
    const why = 'a part of the answer, for which the format that is served has no words'
    recording.note({ noticed: [...recording.record.noticed, { kind: 'lost', about: wireType(wire), why }] })
  }

  async #keep(): Promise<void> {
    const { situation, state } = this.#reading
    const { conversation, prompt, passage } = situation
    const answer = prompt.format === 'openai-responses' ? this.#id : null
    try {
      const handed = answer === null ? null : { answer, items: [...this.#items] }
      await passage.house.conversations.keep(conversation, state, handed)
    } catch (error) {
      const decision = passage.recording.record.id
      passage.house.logger.error(
        { decision, name: (error as Error).name },
        'a turn of a conversation could not be kept',
      )
    }
  }
}
