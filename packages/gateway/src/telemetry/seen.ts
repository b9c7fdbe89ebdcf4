import type { AnswerEvent, Batch } from '@bylaw/providers'

/** What is seen of an answer while it leaves. */
export class AnswerSeen {
  id: string | null = null
  model: string | null = null
  readonly finished: string[] = []
  /** Tokens, as the upstream counts them; null where it does not. */
  input: number | null = null
  output: number | null = null
  /** When the first piece of the answer itself left, by `performance.now()`. */
  first: number | null = null

  see({ events }: Batch): void {
    for (const event of events) this.#note(event)
  }

  /** Usage is told as a running total. */
  #note(event: AnswerEvent): void {
    switch (event.kind) {
      case 'part':
      case 'delta':
        this.first ??= performance.now()
        return
      case 'start':
        this.id ??= event.id
        this.model ??= event.model
        return
      case 'finish':
        this.finished.push(event.reason)
        return
      case 'usage':
        this.input = larger(this.input, event.input)
        this.output = larger(this.output, event.output)
    }
  }
}

const larger = (before: number | null, now: number | null): number | null =>
  now === null ? before : Math.max(before ?? 0, now)
