import type { Batch, Prompt } from '@bylaw/providers'
import type { Reservation } from '../limits/limits.ts'

/** So many tokens an answer is expected to have that says nothing of its length. */
const assumedAnswer = 1024

/** So many tokens an image or a file is expected to be. */
const assumedMedia = 1000

/** What a request may come to, in tokens, before it is known: four characters each. */
export function estimateOf({ messages, settings, choices }: Prompt): number {
  let characters = 0
  let media = 0
  for (const { parts } of messages) {
    for (const part of parts) {
      if ('text' in part) characters += part.text.length
      else if (part.kind === 'result')
        for (const inside of part.parts) characters += 'text' in inside ? inside.text.length : 0
      else media++
    }
  }
  return Math.ceil(characters / 4) + media * assumedMedia + answerOf(settings.maxTokens) * Math.max(1, choices)
}

/** What asks for no end or for nonsense is taken to be an answer like others. */
const answerOf = (most: number | null): number => (most !== null && most > 0 ? most : assumedAnswer)

/** What a request used of what was reserved for it: settled once, however it ends. */
export class Metering {
  readonly #reservation: Reservation
  readonly #estimate: number
  readonly #failed: (error: unknown) => void
  #tokens: number | null = null
  #over = false

  /** @param failed hears of what could not be settled: the answer is not held back for it */
  constructor(reservation: Reservation, estimate: number, failed: (error: unknown) => void) {
    this.#reservation = reservation
    this.#estimate = estimate
    this.#failed = failed
  }

  /** Usage is told as a running total. */
  see({ events }: Batch): void {
    for (const event of events) {
      if (event.kind !== 'usage') continue
      const total = (event.input ?? 0) + (event.output ?? 0)
      if (total > 0) this.#tokens = Math.max(this.#tokens ?? 0, total)
    }
  }

  /** @param answered whether there was an answer: one that says nothing of its usage costs the estimate */
  async end(answered: boolean): Promise<void> {
    if (this.#over) return
    this.#over = true
    try {
      if (this.#tokens === null && !answered) await this.#reservation.release()
      else await this.#reservation.settle(this.#tokens ?? this.#estimate)
    } catch (error) {
      this.#failed(error)
    }
  }
}
