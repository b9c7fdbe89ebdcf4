import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../../reference/naive.ts'
import { readingsOf } from '../../../reference/readings.ts'
import { type BehaviorStatement, minimalGrants } from '../../../src/index.ts'
import { type Documents, documentsOf, setOf } from './documents.ts'
import { chainLength, Enumeration } from './enumeration.ts'
import { everySmall, POLICIES, rawGiven, TIMEOUT } from './every.ts'
import { withLayers } from './mounting.ts'

const drawn = fc.record({ given: rawGiven, about: fc.nat(), value: fc.nat(), by: fc.nat() })

describe('the minimal grants in small stacks, by enumeration', { timeout: TIMEOUT }, () => {
  it('work, are the fewest, and where there are none nothing that level could add would do', () => {
    const count = { none: 0, one: 0, two: 0, impossible: 0 }
    everySmall(drawn, (trial, { given: raw, about, value, by }) => {
      const given = trial.given(raw)
      const declared = trial.behaviors[about % trial.behaviors.length]!
      const { values, id, kind } = trial.policy.behaviors.get(declared.id)!
      if (kind === 'bright-line') return
      const wanted = value % values.length
      const rank = by % (trial.chain.length - 1)
      const enumeration = new Enumeration(trial.policy, id, [])
      const readings = enumeration.held(readingsOf(trial.policy, given, undefined))
      const found = minimalGrants(trial.engine, {
        behavior: id,
        value: values[wanted]!,
        by: trial.chain[rank]!,
        facts: given,
      })!
      for (const { to, words, layers } of found) {
        const weaker = trial.chain.indexOf(to)
        const about = JSON.stringify({ id, wanted: values[wanted], rank, to, words, given })
        const reaches = (said: Documents): boolean =>
          weaker >= enumeration.behavior.declaredAt &&
          enumeration.under([...said, setOf(id, weaker, wanted)], readings) === wanted
        if (words !== null) {
          const choosing = { level: to, text: `# Said\n\n\`\`\`yaml bylaw\nset: {${id}: ${values[wanted]}}\n\`\`\`\n` }
          const policy = withLayers(trial.stack, [...layers, choosing])
          expect(naiveDecide(policy, id, given).value, about).toBe(values[wanted])
          const fewer = [[[]], single(enumeration, rank, chainLength(trial.policy))].slice(0, words.length).flat()
          expect(fewer.filter(reaches), about).toEqual([])
          count[(['none', 'one', 'two'] as const)[words.length]!]++
        } else {
          const { all } = documentsOf(enumeration.behavior, [rank], chainLength(trial.policy))
          const said = rank < enumeration.behavior.declaredAt ? [[]] : all
          expect(said.filter(reaches)[0] ?? null, about).toBeNull()
          count.impossible++
        }
      }
    })
    expect(Math.min(count.none, count.one, count.impossible), JSON.stringify(count)).toBeGreaterThan(POLICIES / 20)
  })
})

/** Each single statement that a level could add. */
function single({ behavior }: Enumeration, rank: number, chain: number): readonly (readonly BehaviorStatement[])[] {
  if (rank < behavior.declaredAt) return []
  return documentsOf(behavior, [rank], chain).all.filter(({ length }) => length === 1)
}
