import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readingsOf } from '../../../reference/readings.ts'
import type { BehaviorStatement } from '../../../src/index.ts'
import { grantOf, limitOf, setOf } from './documents.ts'
import { chainLength, Enumeration, freeBelow } from './enumeration.ts'
import { everySmall, POLICIES, rawGiven, TIMEOUT } from './every.ts'

const small = fc.nat({ max: 11 })
const drawn = fc.record({
  given: rawGiven,
  below: fc.nat(),
  words: fc.array(fc.record({ kind: small, by: small, to: small, value: small, more: small }), { maxLength: 10 }),
})

describe('all documents', { timeout: TIMEOUT }, () => {
  it('leave out no value that random statements bring about', () => {
    let compared = 0
    everySmall(
      drawn,
      (trial, { given, below, words }) => {
        const free = freeBelow(trial.policy, below % (trial.chain.length - 1))
        const readings = readingsOf(trial.policy, trial.given(given), undefined)
        for (const { id } of trial.behaviors) {
          const enumeration = new Enumeration(trial.policy, id, free)
          const ranks = free.filter((rank) => rank >= enumeration.behavior.declaredAt)
          if (!enumeration.complete || ranks.length === 0) continue
          const count = enumeration.behavior.values.length
          const said = words.map(({ kind, by, to, value, more }): BehaviorStatement => {
            const rank = ranks[by % ranks.length]!
            const several = [...new Set([value % count, more % count])]
            const values = enumeration.behavior.kind === 'scale' ? several.slice(0, 1) : several
            if (kind % 3 === 0) return limitOf(id, rank, values)
            return kind % 3 === 1
              ? grantOf(id, rank, to % chainLength(trial.policy), values)
              : setOf(id, rank, value % count)
          })
          expect(enumeration.values(readings), JSON.stringify({ id, said })).toContain(
            enumeration.under(said, readings),
          )
          compared++
        }
      },
      POLICIES / 2,
    )
    expect(compared).toBeGreaterThan(POLICIES / 4)
  })
})
