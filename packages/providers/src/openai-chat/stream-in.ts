import { readAnswer } from '../body.ts'
import { saysError } from '../errors.ts'
import type { AnswerEvent, Batch } from '../exchange/answer.ts'
import { upstreamFailure } from '../failure.ts'
import { readEvents } from '../sse.ts'
import { startOf, usageOf } from './answer-in.ts'
import { ChoiceReader } from './choice-in.ts'
import { type ChatChunk, chatChunk } from './wire.ts'

/**
 * Reads a streamed answer up to `[DONE]`. `raw` of the start is the first chunk that has a choice, of a delta its choice,
 * of a call its first piece.
 * @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete`
 */
export async function* readStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  const answer = new AnswerReader()
  for await (const { data } of readEvents(bytes)) {
    if (data === '[DONE]') break
    // JSON has line breaks only between its words; a server-sent event has none.
    yield { events: answer.read(readChunk(data)), wire: data.replaceAll('\n', ' ') }
  }
  if (!answer.finished) throw upstreamFailure('the upstream ended its answer early', 'upstream_incomplete')
}

function readChunk(data: string): ChatChunk {
  const json = readAnswer(data)
  if (saysError(json)) throw upstreamFailure('the upstream failed while it answered', 'upstream_error')
  const read = chatChunk.safeParse(json)
  if (read.success) return json as ChatChunk
  throw upstreamFailure('the upstream sent a chunk that is not of its format', 'upstream_protocol', read.error)
}

/** Fields of a chunk that are read, or the same in all chunks of an answer. */
const knownFields = new Set([
  ...['id', 'object', 'created', 'model', 'choices', 'usage', 'system_fingerprint', 'service_tier', 'obfuscation'],
])

class AnswerReader {
  readonly #choices = new Map<number, ChoiceReader>()
  #id: string | null = null
  #started = false

  get finished(): boolean {
    return this.#choices.size > 0 && [...this.#choices.values()].every(({ finished }) => finished)
  }

  read(chunk: ChatChunk): AnswerEvent[] {
    const events: AnswerEvent[] = []
    this.#start(chunk, events)
    for (const choice of chunk.choices) {
      const reader = this.#choices.get(choice.index) ?? new ChoiceReader(choice.index)
      this.#choices.set(choice.index, reader)
      reader.read(choice, events)
    }
    if (chunk.usage) events.push(usageOf(chunk.usage))
    return events
  }

  #start(chunk: ChatChunk, events: AnswerEvent[]): void {
    const opens = chunk.choices.length > 0
    if (opens && this.#started) this.#checkIdentity(chunk)
    if (opens && !this.#started) {
      this.#started = true
      this.#id = chunk.id || null
      events.push(startOf(chunk))
    } else if (Object.keys(chunk).some((key) => !knownFields.has(key))) {
      const { choices: _, usage: __, ...raw } = chunk
      events.push({ kind: 'other', raw })
    }
  }

  /** Some upstreams give every chunk an id of its own, and some say the role in every chunk: both at once is another answer. */
  #checkIdentity({ id, choices }: ChatChunk): void {
    if (!id || !this.#id || id === this.#id) return
    if (choices.some(({ delta }) => delta?.role)) {
      throw upstreamFailure('the upstream began another answer', 'upstream_protocol')
    }
  }
}
