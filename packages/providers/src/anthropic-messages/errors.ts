import type { Raw } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'

const types: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'timeout_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
])

/** The body of an error answer, and the data of an `error` event. The type follows the status. */
export function errorBody(failure: Failure): Raw {
  const { status, message, code } = failure
  const error = { type: types.get(status) ?? typeOf(status), message }
  return { type: 'error', error: code === 'unsupported_thread' ? { ...error, details: unthreaded } : error }
}

/** Anthropic's own client reads this, and goes on without a thread. */
const unthreaded = { error_code: 'thread_unsupported_request', unsupported: ['thread'] }

function typeOf(status: number): string {
  return status >= 500 ? 'api_error' : 'invalid_request_error'
}
