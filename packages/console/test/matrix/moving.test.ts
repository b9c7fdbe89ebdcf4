import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moved, nextRow } from '../../src/matrix/moving.ts'
import { orders, readQuery, shows, writtenQuery } from '../../src/matrix/query.ts'

const stops = [
  { key: 'part a', columns: 1 },
  { key: 'x', columns: 4 },
  { key: 'y', columns: 4 },
  { key: 'part b', columns: 1 },
  { key: 'z', columns: 4 },
]

const keys = ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']

describe('keys in the grid', () => {
  it.each([
    ['ArrowRight', false, { key: 'x', column: 3 }],
    ['ArrowLeft', false, { key: 'x', column: 1 }],
    ['ArrowDown', false, { key: 'y', column: 2 }],
    ['ArrowUp', false, { key: 'part a', column: 2 }],
    ['Home', false, { key: 'x', column: 0 }],
    ['End', false, { key: 'x', column: 3 }],
    ['Home', true, { key: 'part a', column: 0 }],
    ['End', true, { key: 'z', column: 3 }],
    ['PageDown', false, { key: 'z', column: 2 }],
  ] as const)('%s (ctrl %s)', (key, ctrl, to) => {
    expect(moved(stops, { key: 'x', column: 2 }, key, ctrl)).toEqual(to)
  })

  it('keep the column over a heading', () => {
    const heading = moved(stops, { key: 'y', column: 2 }, 'ArrowDown', false)!
    expect(moved(stops, heading, 'ArrowDown', false)).toEqual({ key: 'z', column: 2 })
    expect(moved(stops, heading, 'ArrowRight', false)).toEqual({ key: 'part b', column: 0 })
  })

  it('do nothing that is not theirs', () => {
    expect(moved(stops, { key: 'x', column: 0 }, 'a', false)).toBe(null)
    expect(moved([], { key: 'x', column: 0 }, 'ArrowDown', false)).toBe(null)
  })

  it('always lead to a row that is there', () => {
    const cell = fc.record({ key: fc.constantFrom('x', 'part b', 'gone'), column: fc.nat(6) })
    fc.assert(
      fc.property(cell, fc.constantFrom(...keys), fc.boolean(), (from, key, ctrl) => {
        const to = moved(stops, from, key, ctrl)!
        expect(stops.some((stop) => stop.key === to.key)).toBe(true)
        expect(to.column).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('j and k pass over headings and stop at the ends', () => {
    expect(nextRow(stops, { key: 'y', column: 1 }, 1)).toEqual({ key: 'z', column: 1 })
    expect(nextRow(stops, { key: 'z', column: 1 }, -1)).toEqual({ key: 'y', column: 1 })
    expect(nextRow(stops, { key: 'z', column: 1 }, 1)).toEqual({ key: 'z', column: 1 })
    expect(nextRow(stops, { key: 'x', column: 0 }, -1)).toEqual({ key: 'x', column: 0 })
  })
})

describe('what the matrix keeps of itself', () => {
  it('is read as it was written', () => {
    const name = fc.constantFrom('tone', 'tool.*', 'tool.files.delete')
    const selected = fc.record({ behavior: name, level: fc.option(fc.constantFrom('root', 'user')) })
    const query = fc.record({
      text: fc.string(),
      on: fc.option(fc.constantFrom('root', 'agent')),
      kind: fc.option(fc.constantFrom('scale', 'choice')),
      show: fc.subarray([...shows]),
      sort: fc.constantFrom(...orders),
      selected: fc.option(selected),
    })
    fc.assert(
      fc.property(query, (each) => {
        expect(readQuery(writtenQuery(each))).toEqual(each)
      }),
    )
  })
})
