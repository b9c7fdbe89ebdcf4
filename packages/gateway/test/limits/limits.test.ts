import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Limits } from '../../src/limits/limits.ts'
import type { OpenState } from '../../src/store/open.ts'
import type { State } from '../../src/store/state.ts'
import { kinds, type Place } from '../store/states.ts'
import { limitsAt, limitsOf, noon, persons, principal, refusalOf } from './limited.ts'

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`limits on ${title}`, () => {
    let place: Place
    let state: OpenState
    let now: number
    let limits: Limits

    beforeEach(async () => {
      place = await kind.place()
      state = await place.open()
      now = noon
      limits = limitsAt(state, () => now)
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    const counted = () => state.db.selectFrom('counters').select(['scope', 'used', 'reserved']).execute()

    it('let through so many requests as they say, of all that come at once', async () => {
      const five = limitsOf({ key: [{ requests: 5, per: 'minute' }] })
      const refusals = await Promise.all(
        Array.from({ length: 40 }, () => refusalOf(limits.reserve(principal(), five, 1))),
      )
      expect(refusals.filter((refusal) => refusal === null)).toHaveLength(5)
    })

    it('say which limit is reached and when it ends, never whose it is', async () => {
      const one = limitsOf({ user: [{ requests: 1, per: 'minute' }] })
      const alice = principal({ user: 'alice' })
      await limits.reserve(alice, one, 1)
      const refusal = await refusalOf(limits.reserve(alice, one, 1))
      expect(refusal).toMatchObject({
        failure: { status: 429, code: 'rate_limit_exceeded', message: 'the limit of 1 requests per minute is reached' },
        retryAfter: '50',
      })
    })

    it('begin anew with the next window', async () => {
      const one = limitsOf({ deployment: [{ requests: 1, per: 'minute' }] })
      await limits.reserve(principal(), one, 1)
      now = noon + 50_000
      expect(await refusalOf(limits.reserve(principal(), one, 1))).toBeNull()
    })

    it('count what was used in place of what was reserved', async () => {
      const budget = limitsOf({ key: [{ tokens: 100, per: 'day' }] })
      const first = await limits.reserve(principal(), budget, 80)
      expect(await refusalOf(limits.reserve(principal(), budget, 30))).not.toBeNull()
      await first.settle(50)
      const second = await limits.reserve(principal(), budget, 50)
      expect(await refusalOf(limits.reserve(principal(), budget, 1))).not.toBeNull()
      await second.release()
      expect(await counted()).toEqual([{ scope: 'shop/key/app/tokens/day', used: 50, reserved: 0 }])
    })

    it('hear only once of what became of a reservation', async () => {
      const budget = limitsOf({ key: [{ requests: 9, tokens: 100, per: 'day' }] })
      const reservation = await limits.reserve(principal(), budget, 80)
      await reservation.settle(10)
      await Promise.all([reservation.release(), reservation.settle(3)])
      expect((await counted()).toSorted((a, b) => (a.scope < b.scope ? -1 : 1))).toEqual([
        { scope: 'shop/key/app/requests/day', used: 1, reserved: 0 },
        { scope: 'shop/key/app/tokens/day', used: 10, reserved: 0 },
      ])
    })

    it('of several take nothing where one is reached', async () => {
      const both = limitsOf({ key: [{ tokens: 1000, per: 'day' }], deployment: [{ requests: 1, per: 'minute' }] })
      await limits.reserve(principal(), both, 10)
      const refusal = await refusalOf(limits.reserve(principal({ key: 'other' }), both, 10))
      expect(refusal?.failure.message).toBe('the limit of 1 requests per minute is reached')
      const others = (await counted()).filter(({ scope }) => scope.includes('/other/'))
      expect(others.map(({ used, reserved }) => used + reserved)).toEqual([0])
    })

    it('name of several that are reached the one that holds the longest', async () => {
      const both = limitsOf({
        key: [
          { requests: 1, per: 'minute' },
          { requests: 1, per: 'day' },
        ],
      })
      await limits.reserve(principal(), both, 1)
      const refusal = await refusalOf(limits.reserve(principal(), both, 1))
      expect(refusal).toMatchObject({ retryAfter: String(12 * 3600 - 10) })
    })

    it('are apart for keys, users and deployments, and one for all callers without a key', async () => {
      const one = limitsOf({ key: [{ requests: 1, per: 'day' }], user: [{ requests: 1, per: 'day' }] })
      const callers = [
        principal({ key: 'a' }),
        principal({ key: 'b', user: 'bob' }),
        principal({ key: 'c', user: 'alice' }),
        principal({ key: 'a', deployment: 'other' }),
        principal({ key: null }),
      ]
      for (const caller of callers) expect(await refusalOf(limits.reserve(caller, one, 1))).toBeNull()
      for (const caller of callers) expect(await refusalOf(limits.reserve(caller, one, 1))).not.toBeNull()
    })

    it('keep to the smaller one of two for the same window', async () => {
      const two = limitsOf({
        key: [
          { requests: 3, per: 'day' },
          { requests: 1, per: 'day' },
        ],
      })
      expect(await refusalOf(limits.reserve(principal(), two, 1))).toBeNull()
      expect(await refusalOf(limits.reserve(principal(), two, 1))).not.toBeNull()
    })

    const estimates = [
      ['more than the limit', 101],
      ['no number', Number.NaN],
      ['endless', Number.POSITIVE_INFINITY],
    ] as const
    it.each(estimates)('refuse a request that alone is too much: %s', async (_, estimate) => {
      const budget = limitsOf({ key: [{ tokens: 100, per: 'day' }] })
      const refusal = await refusalOf(limits.reserve(principal(), budget, estimate))
      expect(refusal).toMatchObject({ failure: { status: 429 }, retryAfter: null })
      expect(refusal?.failure.message).toMatch(/^the request alone/)
    })

    it('give nothing for an estimate below nothing, which a client may ask for', async () => {
      const budget = limitsOf({ key: [{ tokens: 100, per: 'day' }] })
      await limits.reserve(principal(), budget, 100)
      await limits.reserve(principal(), budget, -1_000_000)
      expect(await refusalOf(limits.reserve(principal(), budget, 1))).not.toBeNull()
    })

    it('hold after a restart within the window, with what was reserved and never settled', async () => {
      const budget = limitsOf({ key: [{ requests: 3, tokens: 100, per: 'hour' }] })
      await (await limits.reserve(principal(), budget, 40)).settle(40)
      await limits.reserve(principal(), budget, 40)
      await state.close()
      state = await place.open()
      const again = limitsAt(state)
      expect(await refusalOf(again.reserve(principal(), budget, 21))).not.toBeNull()
      expect(await refusalOf(again.reserve(principal(), budget, 20))).toBeNull()
    })

    it('keep a pseudonym in place of the user', async () => {
      await limits.reserve(
        principal({ user: 'alice@example.com' }),
        limitsOf({ user: [{ requests: 1, per: 'day' }] }),
        1,
      )
      expect((await counted()).map(({ scope }) => scope)).toEqual(['shop/user/usr_17/requests/day'])
    })

    it('refuse where nothing can be counted', async () => {
      await state.db.schema.dropTable('counters').execute()
      const refusal = await refusalOf(limits.reserve(principal(), limitsOf({ key: [{ requests: 1, per: 'day' }] }), 1))
      expect(refusal?.failure).toMatchObject({ status: 503, code: 'limits_unavailable' })
    })

    it('forget what was long ago, and nothing of a month that lasts', async () => {
      const months = limitsOf({ key: [{ requests: 1, per: 'month' }] })
      await limits.reserve(principal(), months, 1)
      now = noon + 30 * 86_400_000
      await limits.forget()
      expect(await refusalOf(limits.reserve(principal(), months, 1))).not.toBeNull()
      now = noon + 100 * 86_400_000
      await limits.forget()
      expect(await counted()).toEqual([])
    })
  })
}

describe('without a limit', () => {
  it('nothing is asked of the store', async () => {
    const none = new Proxy({}, { get: () => expect.fail('the store was asked') }) as State
    const limits = new Limits(none, persons)
    const reservation = await limits.reserve(principal({ user: 'alice' }), limitsOf({}), 1_000_000)
    await reservation.settle(3)
    await reservation.release()
  })
})

const [, postgres] = kinds as [(typeof kinds)[number], (typeof kinds)[number]]
const why = postgres.absent === null ? '' : ` (${postgres.absent})`
describe.skipIf(postgres.absent !== null)(`several replicas on PostgreSQL${why}`, () => {
  it('share their limits', async () => {
    const place = await postgres.place()
    const states = await Promise.all([place.open(), place.open(), place.open()])
    const both = limitsOf({
      key: [{ requests: 100, tokens: 70, per: 'day' }],
      deployment: [{ requests: 7, per: 'day' }],
    })
    const all = states.flatMap((state) => Array.from({ length: 20 }, () => limitsAt(state)))
    const refusals = await Promise.all(all.map((limits) => refusalOf(limits.reserve(principal(), both, 10))))
    expect(refusals.filter((refusal) => refusal === null)).toHaveLength(7)
    await Promise.all(states.map((state) => state.close()))
    await place.remove()
  })
})
