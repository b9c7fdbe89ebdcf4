import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Reservation } from '../../src/limits/limits.ts'
import type { OpenState } from '../../src/store/open.ts'
import { kinds, type Place } from '../store/states.ts'
import { limitsAt, limitsOf, principal, refusalOf } from './limited.ts'

/** What one of several callers does: reserves so much, and then nothing, or gives back, or settles at most that. */
const caller = fc.record({
  key: fc.constantFrom('a', 'b'),
  estimate: fc.integer({ min: 0, max: 40 }),
  ends: fc.constantFrom('dies', 'releases', 'settles'),
  used: fc.integer({ min: 0, max: 40 }),
})
const rates = fc.record({ requests: fc.integer({ min: 1, max: 6 }), tokens: fc.integer({ min: 1, max: 90 }) })
const runs = Number(process.env.BYLAW_RUNS ?? 25)

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`the laws of limits on ${title}`, () => {
    let place: Place
    let state: OpenState

    beforeAll(async () => {
      place = await kind.place()
      state = await place.open()
    })

    afterAll(async () => {
      await state.close()
      await place.remove()
    })

    it('hold: however callers come between each other, what is used and reserved stays within every limit', async () => {
      let run = 0
      const property = fc.asyncProperty(
        fc.array(caller, { minLength: 1, maxLength: 16 }),
        rates,
        rates,
        fc.scheduler(),
        async (callers, ofKey, ofAll, scheduler) => {
          const deployment = `run${run++}`
          const limits = limitsAt(state)
          const config = limitsOf({ key: [{ ...ofKey, per: 'day' }], deployment: [{ ...ofAll, per: 'day' }] })
          let served = 0
          const one = async ({ key, estimate, ends, used }: (typeof callers)[number]) => {
            await scheduler.schedule(Promise.resolve())
            let reservation: Reservation | undefined
            const reserving = limits.reserve(principal({ key, deployment }), config, estimate)
            const refusal = await refusalOf(reserving)
            if (refusal === null) reservation = await reserving
            if (reservation === undefined) return
            served++
            await scheduler.schedule(Promise.resolve())
            if (ends === 'releases') await reservation.release()
            if (ends === 'settles') await reservation.settle(Math.min(used, estimate))
          }
          const all = Promise.all(callers.map(one))
          await scheduler.waitFor(all)
          const rows = await state.db
            .selectFrom('counters')
            .selectAll()
            .where('scope', 'like', `${deployment}/%`)
            .execute()
          for (const { scope, used, reserved } of rows) {
            const rate = scope.includes('/all/') ? ofAll : ofKey
            const limit = scope.includes('/tokens/') ? rate.tokens : rate.requests
            expect(reserved).toBeGreaterThanOrEqual(0)
            expect(used + reserved).toBeLessThanOrEqual(limit)
          }
          expect(served).toBeLessThanOrEqual(ofAll.requests)
        },
      )
      await fc.assert(property, { numRuns: runs })
    })
  })
}
