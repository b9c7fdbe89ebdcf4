import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, naiveDecide } from '../../reference/naive.ts'
import { createEngine } from '../../src/index.ts'
import type { Situation } from './situations.ts'
import { everyStack, TIMEOUT, type Trial } from './trial.ts'

const none = fc.constant(null)

describe('laws of scales and choices', { timeout: TIMEOUT }, () => {
  it('the fast engine equals the naive one', () => {
    const ran = { tabulated: 0, computed: 0 }
    everyStack(none, (trial) => {
      const comparisons = compareEngines(trial)
      const { tabulated, computed } = trial.engine.stats()
      ran.tabulated += tabulated
      ran.computed += computed
      return comparisons
    })
    // Both ways of answering ran, and neither only by the way.
    expect(ran.tabulated).toBeGreaterThan(ran.computed / 10)
    expect(ran.computed).toBeGreaterThan(ran.tabulated / 10)
  })

  it('a situation that is read once gives the same answers', () => {
    everyStack(none, ({ policy, engine, subjects, situations }) => {
      for (const { facts, args } of situations) {
        const fresh = createEngine(policy)
        const moment = fresh.at(facts, args)
        for (const { id } of subjects) {
          const expected = engine.decide(id, facts, args)
          expect([moment.value(id), moment.value(id)], id).toEqual([expected.value, expected.value])
          expect([moment.decide(id), moment.decide(id)], id).toEqual([expected, expected])
        }
      }
      return subjects.length * situations.length
    })
  })

  it('a warm answer is looked up where nobody contests a fact, and folded where arguments are read', () => {
    let folded = 0
    everyStack(none, ({ policy, situations, subjects }) => {
      // A fact that isn't only compared with constants falls into no cells of a table.
      const conditions = [...policy.statements, ...policy.trusts].flatMap(({ condition }) => condition ?? [])
      if (conditions.some((condition) => condition.constants.includes(null))) return 0
      const engine = createEngine(policy)
      let comparisons = 0
      for (const { id, kind } of subjects) {
        if (kind === 'bright-line') continue
        const said = policy.statements.filter((each) => covers(each.pattern, id))
        const readsArgs = said.some(({ condition }) => condition?.readsArgs === true)
        for (const { facts, args } of situations.filter(isUncontested)) {
          engine.value(id, facts, args)
          const { tabulated, computed } = engine.stats()
          engine.value(id, facts, args)
          const more = readsArgs ? { tabulated, computed: computed + 1 } : { tabulated: tabulated + 1, computed }
          expect(engine.stats(), id).toEqual(more)
          if (readsArgs) folded++
          comparisons++
        }
      }
      return comparisons
    })
    expect(folded).toBeGreaterThan(0)
  })
})

/** Whether nothing is asserted twice. */
function isUncontested({ facts }: Situation): boolean {
  return new Set(facts.map((fact) => fact.name)).size === facts.length
}

/** Asks cold, in full and warm; compares the values and the findings. */
function compareEngines({ policy, engine, subjects, situations }: Trial): number {
  const ids = [...subjects.map((subject) => subject.id), 'nothing', 'tool', 'section.a-layer-of-root']
  for (const id of ids) {
    for (const { facts, args } of situations) {
      const about = `${id} where ${JSON.stringify({ facts, args })}`
      const naive = naiveDecide(policy, id, facts, args)
      expect(engine.value(id, facts, args), about).toBe(naive.value)
      const decision = engine.decide(id, facts, args)
      expect(decision.value, about).toBe(naive.value)
      expect('rejected' in decision ? decision.rejected : [], about).toEqual(naive.rejected)
      expect(engine.value(id, facts, args), about).toBe(naive.value)
    }
  }
  return ids.length * situations.length
}
