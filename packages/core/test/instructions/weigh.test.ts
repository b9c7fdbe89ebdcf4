import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Option, weigh } from '../../src/index.ts'

const goals = (kind: 'strict' | 'weighed', ...names: string[]) => ({ kind, goals: names.map((name) => ({ name })) })
const option = (id: string, serves: Record<string, number>): Option => ({ id, serves })

describe('weigh', () => {
  it('lets the first goal that distinguishes decide under strict, however much the next ones would gain', () => {
    const safe = option('decline', { safe: 1, helpful: 0 })
    const helpful = option('comply', { safe: 0, helpful: 100 })
    const result = weigh([helpful, safe], goals('strict', 'safe', 'helpful'))
    expect(result.options.map((each) => each.option.id)).toEqual(['decline'])
    expect(result).toMatchObject({ decidedBy: 'safe', dropped: [{ option: helpful, by: 'decline', goal: 'safe' }] })
  })

  it('goes on to the next goal where the first does not distinguish', () => {
    const a = option('a', { safe: 1, helpful: 0 })
    const b = option('b', { safe: 1, helpful: 2 })
    expect(weigh([a, b], goals('strict', 'safe', 'helpful')).decidedBy).toBe('helpful')
  })

  it('drops dominated options under weighed and leaves the rest with what pulls each way', () => {
    const tell = option('tell', { empower: 2, protect: 0 })
    const withhold = option('withhold', { empower: 0, protect: 2 })
    const mumble = option('mumble', { empower: 0, protect: 0 })
    const result = weigh([tell, withhold, mumble], goals('weighed', 'empower', 'protect'))
    expect(result.options).toEqual([
      { option: tell, toward: ['empower'], away: ['protect'] },
      { option: withhold, toward: ['protect'], away: ['empower'] },
    ])
    expect(result.dropped).toEqual([{ option: mumble, by: 'tell', goal: null }])
  })

  it('counts only the order of the numbers, never their size', () => {
    const scores = fc.record({ a: fc.integer({ min: -3, max: 3 }), b: fc.integer({ min: -3, max: 3 }) })
    const kind = fc.constantFrom('strict' as const, 'weighed' as const)
    fc.assert(
      fc.property(fc.array(scores, { minLength: 1, maxLength: 5 }), kind, (all, which) => {
        const options = all.map((serves, index) => option(String(index), serves))
        const stretched = all.map(({ a, b }, index) => option(String(index), { a: a ** 3 * 10, b: b * 1000 }))
        const ids = (some: Option[]) => weigh(some, goals(which, 'a', 'b')).options.map((each) => each.option.id)
        expect(ids(stretched)).toEqual(ids(options))
        expect(ids(options).length).toBeGreaterThan(0)
      }),
    )
  })

  it('treats a goal that is named like a property of objects as any other', () => {
    expect(weigh([option('a', {})], goals('strict', 'constructor', '__proto__')).decidedBy).toBeNull()
  })
})
