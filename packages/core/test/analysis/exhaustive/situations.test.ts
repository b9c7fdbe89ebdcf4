import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readingsOf } from '../../../reference/readings.ts'
import type { Assertion } from '../../../src/index.ts'
import { Enumeration, withTrusts } from './enumeration.ts'
import { everySmall, POLICIES, TIMEOUT } from './every.ts'
import { cellsOf } from './formula.ts'
import { combined, wordsAbout } from './situations.ts'

const small = fc.nat({ max: 11 })
const drawn = fc.array(fc.record({ fact: small, value: small, by: small, heard: fc.boolean() }), { maxLength: 9 })

describe('all situations', { timeout: TIMEOUT }, () => {
  it('leave out no reading that random words bring about', () => {
    let several = 0
    everySmall(
      drawn,
      ({ policy, chain, facts, behaviors }, raws) => {
        const said = raws.map(({ fact: at, value, by, heard }): Assertion => {
          const fact = facts[at % facts.length]!
          const cells = cellsOf(fact)
          const word = { name: fact.name, value: cells[value % cells.length]!, by: chain[by % chain.length]! }
          return heard && policy.trusts.some((trust) => trust.heard && chain[trust.to] === word.by)
            ? { ...word, heard: true }
            : word
        })
        const ranks = chain.map((_, rank) => rank)
        const policies = [policy, withTrusts(policy, [1], [])]
        const all = combined(facts.map((fact) => wordsAbout(fact, policies, ranks)))
        for (const each of policies) {
          for (const { id } of behaviors) {
            const enumeration = new Enumeration(each, id, [])
            const { key } = enumeration.held(readingsOf(each, said, undefined))
            const found = all.some((facts) => enumeration.held(readingsOf(each, facts, undefined)).key === key)
            expect(found, JSON.stringify({ id, said, key })).toBe(true)
            if (key.includes('2')) several++
          }
        }
      },
      POLICIES / 4,
    )
    expect(several).toBeGreaterThan(POLICIES / 80)
  })
})
