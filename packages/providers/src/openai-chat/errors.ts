import { z } from 'zod'

/** What went wrong, as the format tells it to its clients. */
export interface Failure {
  /** The HTTP status. */
  readonly status: number
  readonly message: string
  /** The format's own class of error: `invalid_request_error`, `api_error`, … */
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

/** The body of an error answer, and the data of an error event within a stream. */
export function errorBody(failure: Failure) {
  const { message, type, param, code } = failure
  return { error: { message, type, param, code } }
}

/** The upstream failed. `failure` can be shown to a client; it never holds the upstream's address or key. */
export class UpstreamError extends Error {
  readonly failure: Failure
  /** The upstream's `retry-after`, where it sent one that is worth passing on. */
  readonly retryAfter: string | null

  constructor(failure: Failure, retryAfter: string | null = null, options?: ErrorOptions) {
    super(failure.message, options)
    this.name = 'UpstreamError'
    this.failure = failure
    this.retryAfter = retryAfter
  }
}

export function upstreamFailure(message: string, code: string, cause?: unknown): UpstreamError {
  return new UpstreamError({ status: 502, message, type: 'api_error', param: null, code }, null, { cause })
}

const wireError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().nullish(),
    param: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  }),
})

/** Statuses about the client's request, which the client can do something about: these and their words are passed on. */
const clientStatuses = new Set([400, 404, 408, 409, 413, 415, 422, 429])

/**
 * Reads an upstream's error answer. A refusal of our key, a failure of the upstream's own and a redirect become a 502
 * without its words, which may speak of the key; of any other the words are kept, without the key.
 */
export function readError(status: number, body: unknown, key: string | null, retryAfter: string | null): UpstreamError {
  if (!clientStatuses.has(status)) return upstreamFailure(`the upstream answered ${status}`, 'upstream_error')
  const read = wireError.safeParse(body)
  const said = read.success ? read.data.error : { message: `the upstream answered ${status}` }
  const failure = {
    status,
    message: key ? said.message.replaceAll(key, '[key]') : said.message,
    type: said.type ?? 'invalid_request_error',
    param: said.param ?? null,
    code: said.code == null ? null : String(said.code),
  }
  return new UpstreamError(failure, retryAfter)
}
