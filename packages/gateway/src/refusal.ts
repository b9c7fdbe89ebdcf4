import type { Failure } from '@bylaw/providers'

/** The house itself does not let a request through. */
export class Refusal extends Error {
  readonly failure: Failure
  /** Seconds after which it may be tried again; null where that would not help. */
  readonly retryAfter: string | null

  constructor(
    status: number,
    code: string,
    message: string,
    param: string | null = null,
    retryAfter: number | null = null,
  ) {
    super(message)
    this.name = 'Refusal'
    this.failure = { status, code, message, param, type: typeOf(status) }
    this.retryAfter = retryAfter === null ? null : String(Math.max(1, Math.ceil(retryAfter)))
  }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'api_error'
}
