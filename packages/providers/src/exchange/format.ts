import type { Failure } from '../failure.ts'
import type { Batch } from './answer.ts'
import type { FormatName, Message, Prompt, Raw } from './prompt.ts'

/** What is written in place of what a request said. */
export interface Revised {
  /** The messages to send; those that still have their `raw` go out as they came, in the same format. */
  readonly messages: readonly Message[]
  /** The model to ask for. */
  readonly model: string
  readonly stream: boolean
}

/** Writes a streamed answer in one format, event by event. */
export interface StreamWriter {
  /** Server-sent events as text; empty where the batch says nothing that this format shows. */
  write(batch: Batch): string
  /** After the last batch: what ends the stream well-formed. */
  end(): string
  /** Ends the stream with a failure, well-formed: open parts are closed first. Nothing may be written after it. */
  fail(failure: Failure): string
}

/** One wire format, as it is served and as it is called. Every function is pure; none throws but where it says so. */
export interface Format {
  readonly name: FormatName
  /** Where it is served: `/v1/chat/completions`. */
  readonly path: string
  /** Reads the body of a request. */
  readRequest(body: string): { readonly prompt: Prompt } | { readonly failure: Failure }
  /**
   * The body to send upstream. Of a prompt in this format every field that is not understood goes out as it came; of one
   * in another format what this one can't express is left out and named in `lost` (dotted paths of the served format).
   */
  writeRequest(prompt: Prompt, revised: Revised): { readonly body: Raw; readonly lost: readonly string[] }
  /** Reads a whole answer. @throws UpstreamError `upstream_protocol` */
  readWhole(text: string): Batch
  /**
   * Reads a streamed answer, split however it came. An answer that ends before it is finished, one that begins twice with
   * another identity, a call after its choice has finished: failures, not answers.
   * @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete`
   */
  readStream(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Batch>
  /** A whole answer to a prompt of this format, out of all its batches. */
  writeWhole(batches: readonly Batch[], prompt: Prompt, from: FormatName | null): string
  /** @param from the format that the batches came in: their `wire` is passed on only where it is this one; null: of none */
  streamWriter(prompt: Prompt, from: FormatName | null): StreamWriter
  /** The body of an error answer. */
  errorBody(failure: Failure): Raw
}
