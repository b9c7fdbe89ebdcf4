import { describe, expect, it } from 'vitest'
import { windowAt } from '../../src/limits/windows.ts'

describe('the window of a limit', () => {
  const cases = [
    ['second', '2030-02-28T23:59:59.999Z', '2030-02-28T23:59:59.000Z', '2030-03-01T00:00:00.000Z'],
    ['minute', '2030-01-01T12:00:59.999Z', '2030-01-01T12:00:00.000Z', '2030-01-01T12:01:00.000Z'],
    ['hour', '2030-01-01T12:59:00.000Z', '2030-01-01T12:00:00.000Z', '2030-01-01T13:00:00.000Z'],
    ['day', '2030-12-31T23:00:00.000Z', '2030-12-31T00:00:00.000Z', '2031-01-01T00:00:00.000Z'],
    ['month', '2028-02-29T12:00:00.000Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['month', '2030-12-31T23:59:59.999Z', '2030-12-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z'],
  ] as const

  it.each(cases)('of a %s at %s begins at %s and ends at %s', (per, now, start, end) => {
    expect(windowAt(Date.parse(now), per)).toEqual({ start: Date.parse(start), end: Date.parse(end) })
  })
})
