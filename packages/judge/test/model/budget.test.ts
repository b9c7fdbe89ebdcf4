import { expect, it } from 'vitest'
import { Budget } from '../../src/model/budget.ts'
import { Cache } from '../../src/model/cache.ts'

it('counts what is reserved until it is settled, and begins anew with each window', () => {
  let now = 0
  const budget = new Budget({ tokens: 100, per: 'minute' }, () => now)
  const first = budget.reserve(80)!
  expect(budget.reserve(30)).toBeNull()
  first.settle(10)
  const second = budget.reserve(90)!
  expect(budget.reserve(1)).toBeNull()
  now = 60_000
  expect(budget.reserve(100)).not.toBeNull()
  second.settle(0)
  expect(budget.reserve(1)).toBeNull()
})

it('keeps the estimate where nobody says what a call did cost', () => {
  const budget = new Budget({ tokens: 100, per: 'day' }, () => 0)
  budget.reserve(60)!.settle(null)
  expect(budget.reserve(60)).toBeNull()
})

it('forgets what was not asked for longest', () => {
  const cache = new Cache<number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.get('a')
  cache.set('c', 3)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
  const none = new Cache<number>(0)
  none.set('a', 1)
  expect(none.get('a')).toBeUndefined()
})
