import type { Batch } from '@bylaw/providers'
import type { Reading } from './interpret.ts'
import type { Metering } from './metering.ts'

/** What is kept when an answer is over: what it used, and what of its turn counts in the conversation. */
export class Ending {
  readonly #reading: Reading
  readonly #metering: Metering
  /** Of the answer, as the upstream has it. */
  #id: string | null = null
  #over = false

  constructor(reading: Reading, metering: Metering) {
    this.#reading = reading
    this.#metering = metering
  }

  see(batch: Batch): void {
    this.#reading.situation.passage.observed.see(batch)
    this.#metering.see(batch)
    for (const event of batch.events) if (event.kind === 'start') this.#id ??= event.id
  }

  /** Never rejects: an answer is not held back for what is kept after it. Only the first end counts. */
  async end(): Promise<void> {
    if (this.#over) return
    this.#over = true
    await Promise.all([this.#keep(), this.#metering.end(true)])
  }

  async #keep(): Promise<void> {
    const { situation, state } = this.#reading
    const { conversation, prompt, passage } = situation
    const next = prompt.format === 'openai-responses' ? this.#id : null
    try {
      await passage.house.conversations.keep(conversation, state, next)
    } catch (error) {
      const decision = passage.recording.record.id
      passage.house.logger.error(
        { decision, name: (error as Error).name },
        'a turn of a conversation could not be kept',
      )
    }
  }
}
