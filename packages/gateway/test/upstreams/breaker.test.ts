import { beforeEach, describe, expect, it } from 'vitest'
import { Breaker } from '../../src/upstreams/breaker.ts'

describe('a circuit breaker', () => {
  let now: number
  let breaker: Breaker

  beforeEach(() => {
    now = 5000
    breaker = new Breaker({ failures: 3, 'cool-off': 30 }, () => now)
  })

  const fail = (times: number) => {
    for (let time = 0; time < times; time++) {
      breaker.admits()
      breaker.failed()
    }
  }

  it('stays closed while successes come between the failures', () => {
    fail(2)
    breaker.succeeded()
    fail(2)
    expect([breaker.open, breaker.rest, breaker.admits()]).toEqual([false, 0, true])
  })

  it('opens after so many failures in a row, for the cool-off', () => {
    fail(3)
    expect([breaker.open, breaker.rest, breaker.admits()]).toEqual([true, 30_000, false])
    now += 29_999
    expect(breaker.admits()).toBe(false)
  })

  it('then lets one request try, and no other meanwhile', () => {
    fail(3)
    now += 30_000
    expect([breaker.admits(), breaker.admits(), breaker.admits()]).toEqual([true, false, false])
  })

  it('closes when the trial succeeds', () => {
    fail(3)
    now += 30_000
    breaker.admits()
    breaker.succeeded()
    expect([breaker.open, breaker.admits(), breaker.admits()]).toEqual([false, true, true])
  })

  it('rests again when the trial fails, from then on', () => {
    fail(3)
    now += 40_000
    breaker.admits()
    breaker.failed()
    expect([breaker.rest, breaker.admits()]).toEqual([30_000, false])
  })

  it('lets another request try when the trial came to nothing', () => {
    fail(3)
    now += 30_000
    breaker.admits()
    breaker.undecided()
    expect([breaker.open, breaker.admits(), breaker.admits()]).toEqual([true, true, false])
  })
})
