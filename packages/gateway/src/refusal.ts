import type { Failure } from '@bylaw/providers'

/** The house itself does not let a request through. */
export class Refusal extends Error {
  readonly failure: Failure

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message)
    this.name = 'Refusal'
    this.failure = { status, code, message, param, type: typeOf(status) }
  }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  return status < 500 ? 'invalid_request_error' : 'api_error'
}
