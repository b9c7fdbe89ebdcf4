import { UpstreamError } from '@bylaw/providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultOf, waitBefore } from '../../src/upstreams/failures.ts'

const failed = (status: number, code: string | null = null, retryAfter: string | null = null) =>
  new UpstreamError({ status, message: 'no', type: 'x', param: null, code }, retryAfter)

describe('the fault of a failure', () => {
  const cases = [
    [400, null, 'request'],
    [404, 'model_not_found', 'request'],
    [404, 'unsupported', 'unsupported'],
    [400, 'unsupported_continuation', 'unsupported'],
    [408, null, 'upstream'],
    [409, null, 'request'],
    [413, null, 'request'],
    [415, null, 'request'],
    [422, null, 'request'],
    [429, null, 'busy'],
    [500, null, 'upstream'],
    [502, 'upstream_unreachable', 'upstream'],
    [502, 'upstream_protocol', 'upstream'],
    [504, 'upstream_timeout', 'slow'],
  ] as const

  it.each(cases)('%i %s: %s', (status, code, fault) => {
    expect(faultOf(failed(status, code))).toBe(fault)
  })

  it('is nobody’s where no upstream failed', () => {
    expect([faultOf(new TypeError('x')), faultOf(null)]).toEqual(['nobody', 'nobody'])
  })
})

describe('the wait before the next attempt', () => {
  it('is a random part of a pause that doubles, up to ten seconds', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 7].map((attempt) => waitBefore(attempt, failed(500), () => 1))
    expect(longest).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000])
    expect(waitBefore(3, failed(500), () => 0.25)).toBe(400)
  })

  const asked = [
    ['2', 2000],
    ['0', 0],
    ['10', 10_000],
    ['0.5', 500],
    ['11', null],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Fri, 01 Jan 2100 00:00:00 GMT', null],
  ] as const
  it.each(asked)('is what the upstream asks for, unless it is too long: %s', (retryAfter, wait) => {
    expect(waitBefore(0, failed(429, null, retryAfter))).toBe(wait)
  })

  it('never is negative nor longer than ten seconds, whatever an upstream says', () => {
    const property = fc.property(fc.nat(40), fc.string(), (attempt, retryAfter) => {
      const wait = waitBefore(attempt, failed(503, null, retryAfter))
      expect(wait === null || (wait >= 0 && wait <= 10_000)).toBe(true)
    })
    fc.assert(property)
  })
})
