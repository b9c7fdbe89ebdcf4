import type { Reply } from './exchange/answer.ts'
import type { Revised } from './exchange/format.ts'
import type { FormatName, Prompt, Raw } from './exchange/prompt.ts'

/** What is passed through without being an answer of a model: under policy all the same. */
export type Passthrough = 'embeddings' | 'moderations'

/** What an upstream answered. */
export interface Sent {
  readonly reply: Reply
  /** The format that the reply came in; null where it came in none (the rehearsal): its batches have no `wire`. */
  readonly format: FormatName | null
  /** What of the prompt could not be said in that format: dotted paths of the format served. */
  readonly lost: readonly string[]
  /** Which of several upstreams answered, by its place in the configuration; 0 where there is one. */
  readonly upstream: number
}

/** Goes along with one request: hears of the calls upstream that it comes to. */
export interface Following {
  /**
   * A call is about to be made.
   * @param upstream which of several, by its place; 0 where there is one
   * @returns headers that are sent with this call, beside the connection's own; names in lower case
   */
  called(upstream: number): Readonly<Record<string, string>>
  /** The last call came to nothing. */
  failed(error: unknown): void
}

/** A model behind some address, or something that stands in for one. */
export interface Provider {
  /**
   * Answers a prompt, streamed if `revised.stream` says so.
   * @throws UpstreamError before the answer, or while its batches are read
   */
  send(prompt: Prompt, revised: Revised, signal: AbortSignal, following?: Following): Promise<Sent>
  /** The upstream's list of models, in OpenAI's shape. @throws UpstreamError */
  models(signal: AbortSignal): Promise<Raw>
  /** @returns the upstream's answer as it came. @throws UpstreamError, also where the upstream has no such endpoint */
  pass(what: Passthrough, body: Raw, signal: AbortSignal): Promise<string>
  close(): Promise<void>
}
