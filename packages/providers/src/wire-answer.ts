import type { Dispatcher } from 'undici'
import type { Deadline } from './deadline.ts'
import type { Batch } from './exchange/answer.ts'
import type { Format } from './exchange/format.ts'
import { type UpstreamError, upstreamFailure } from './failure.ts'

/** The most bytes of an answer, streamed or whole. */
const maxAnswer = 64 * 1024 * 1024

/** An answer whose head has come. It is read once: as text, as batches, or not at all (`fail`). */
export class WireAnswer {
  readonly #response: Dispatcher.ResponseData
  readonly #deadline: Deadline

  constructor(response: Dispatcher.ResponseData, deadline: Deadline) {
    this.#response = response
    this.#deadline = deadline
    // Whoever reads the body learns of its errors there; one that is thrown away must not end the process.
    response.body.on('error', () => {})
  }

  header(name: string): string | null {
    const value = this.#response.headers[name]
    return typeof value === 'string' ? value : null
  }

  /** Gives the answer up. */
  fail(message: string): UpstreamError {
    this.#response.body.destroy()
    this.#deadline.end()
    return upstreamFailure(message, 'upstream_protocol')
  }

  /** @throws UpstreamError */
  async text(): Promise<string> {
    const pieces: Uint8Array[] = []
    try {
      for await (const piece of bounded(this.#response.body)) pieces.push(piece)
    } catch (error) {
      throw this.#deadline.failureOf(error)
    } finally {
      this.#deadline.end()
    }
    return (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)).toString('utf8')
  }

  /**
   * Reads to the end that the format knows; what follows it is thrown away, so that the connection serves the next request.
   * @throws UpstreamError
   */
  async *batches(format: Format): AsyncGenerator<Batch> {
    const { body } = this.#response
    let done = false
    try {
      yield* format.readStream(bounded(body.iterator({ destroyOnReturn: false })))
      done = true
    } catch (error) {
      throw this.#deadline.failureOf(error)
    } finally {
      this.#deadline.end()
      if (done) body.dump({ limit: 4096, signal: AbortSignal.timeout(1000) }).catch(() => {})
      else body.destroy()
    }
  }
}

async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > maxAnswer) throw upstreamFailure('the upstream sent an answer that is too long', 'upstream_protocol')
    yield piece
  }
}
