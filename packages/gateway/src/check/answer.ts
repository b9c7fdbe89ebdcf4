import { type AnswerEvent, type Batch, upstreamFailure } from '@bylaw/providers'
import type { Checking } from './checking.ts'
import { CheckedChoice } from './choice.ts'

/**
 * The one way out of the house for an answer, streamed or whole (one batch with all events). Where nothing is enforced
 * and nothing is called, every batch leaves as it came. Calls are held until their choice finishes, then decided
 * together and leave whole. Texts leave as the reviewer's stream says; of an answer that comes with its end, nothing
 * before all of it is checked. From the first change on no batch has its `wire`.
 * @throws UpstreamError `upstream_protocol`, `upstream_incomplete`, and whatever the batches throw: what was held then
 * never leaves
 */
export async function* checkAnswer(batches: AsyncIterable<Batch>, checking: Checking): AsyncGenerator<Batch> {
  const answer = new CheckedAnswer(checking)
  for await (const batch of batches) {
    checking.signal.throwIfAborted()
    const left = await answer.take(batch)
    if (left !== null) yield left
  }
  answer.end()
}

class CheckedAnswer {
  readonly #checking: Checking
  readonly #choices = new Map<number, CheckedChoice>()
  /** Whether texts are kept back: then nothing passes that nobody read. */
  readonly #strict: boolean
  #changed = false

  constructor(checking: Checking) {
    this.#checking = checking
    const { enforces, stream } = checking.reviewer
    this.#strict = enforces && stream !== 'after'
  }

  async take(batch: Batch): Promise<Batch | null> {
    const finishing = new Set(batch.events.flatMap((event) => (event.kind === 'finish' ? event.choice : [])))
    const left: AnswerEvent[] = []
    for (const event of batch.events) for (const leaving of await this.#leaves(event, finishing)) left.push(leaving)
    const same = left.length === batch.events.length && left.every((event, index) => event === batch.events[index])
    const unread = this.#strict && batch.events.length === 0
    if (!same || unread) this.#changed = true
    if (same && !this.#changed) return batch
    return left.length === 0 ? null : { events: left, wire: null }
  }

  /** @throws UpstreamError `upstream_incomplete` where a choice has not finished: what is left of it was never checked */
  end(): void {
    if ([...this.#choices.values()].every(({ finished }) => finished)) return
    throw upstreamFailure('the upstream ended its answer before it was finished', 'upstream_incomplete')
  }

  async #leaves(event: AnswerEvent, finishing: ReadonlySet<number>): Promise<readonly AnswerEvent[]> {
    if (event.kind === 'start' || event.kind === 'usage') return [event]
    if (event.kind === 'other') return this.#other(event)
    const choice = this.#choices.get(event.choice) ?? new CheckedChoice(event.choice, this.#checking, finishing)
    this.#choices.set(event.choice, choice)
    return choice.take(event)
  }

  /** What nobody understands passes only while everything leaves as it came; a ping always, with nothing in it. */
  #other(event: Extract<AnswerEvent, { kind: 'other' }>): readonly AnswerEvent[] {
    if (!this.#strict && !this.#changed) return [event]
    return event.raw?.type === 'ping' ? [{ kind: 'other', raw: { type: 'ping' } }] : []
  }
}
