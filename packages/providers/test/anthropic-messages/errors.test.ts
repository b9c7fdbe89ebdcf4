import { expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'

it.each([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'timeout_error'],
  [413, 'request_too_large'],
  [422, 'invalid_request_error'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [502, 'api_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
])('tells %d as %s', (status, type) => {
  const failure = { status, message: 'what went wrong', type: 'server_error', param: 'p', code: 'c' }
  expect(anthropicMessages.errorBody(failure)).toEqual({ type: 'error', error: { type, message: 'what went wrong' } })
})
