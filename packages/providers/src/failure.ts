/** What went wrong, as every format can tell it to its clients. */
export interface Failure {
  /** The HTTP status. */
  readonly status: number
  readonly message: string
  /** A class of error in OpenAI's words (`invalid_request_error`, `api_error`, …); the other formats have theirs for each. */
  readonly type: string
  readonly param: string | null
  readonly code: string | null
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
