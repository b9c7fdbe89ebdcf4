import type { Raw } from '../exchange/prompt.ts'
import { type Failure, type UpstreamError, upstreamFailure } from '../failure.ts'

export function errorBody(failure: Failure): Raw {
  const { message, type, param, code } = failure
  return { error: { message, type, param, code } }
}

/**
 * The event that ends a stream in which nothing has begun. It says the error flat, as OpenAI documents it, and as an
 * object, as OpenAI sends it and its SDK reads it.
 */
export function errorEvent(failure: Failure): Raw {
  const { message, param, code } = failure
  return { type: 'error', code, message, param, ...errorBody(failure) }
}

export function protocol(message: string, cause?: unknown): UpstreamError {
  return upstreamFailure(message, 'upstream_protocol', cause)
}

/** What a client is told of an answer whose end never came. */
export const endedEarly: Failure = {
  status: 502,
  message: 'the upstream ended its answer early',
  type: 'api_error',
  param: null,
  code: 'upstream_incomplete',
}
