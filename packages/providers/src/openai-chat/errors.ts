import type { Raw } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'

/** The body of an error answer, and the data of an error event within a stream. */
export function errorBody(failure: Failure): Raw {
  const { message, type, param, code } = failure
  return { error: { message, type, param, code } }
}
