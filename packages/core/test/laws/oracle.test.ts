import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../reference/naive.ts'
import { createEngine } from '../../src/index.ts'
import type { Situation } from './situations.ts'
import { everyStack, type Trial } from './trial.ts'

const none = fc.constant(null)

describe('laws of scales and choices', () => {
  it('the fast engine equals the naive one', () => {
    const ran = { tabulated: 0, computed: 0, argsComputed: 0 }
    everyStack(none, (trial) => {
      const comparisons = compareEngines(trial)
      const { tabulated, computed } = trial.engine.stats()
      ran.tabulated += tabulated
      ran.computed += computed
      if (trial.policy.statements.some((each) => each.condition?.readsArgs === true)) ran.argsComputed += computed
      return comparisons
    })
    // Both ways of answering ran, and neither only by the way.
    expect(ran.tabulated).toBeGreaterThan(ran.computed / 10)
    expect(ran.argsComputed).toBeGreaterThan(0)
  })

  it('a situation that nobody contests is looked up once it was asked, unless arguments are read', () => {
    everyStack(none, ({ policy, situations, subjects }) => {
      if (policy.statements.some((each) => each.condition?.readsArgs === true)) return 0
      const engine = createEngine(policy)
      let comparisons = 0
      for (const { facts, args } of situations.filter(isUncontested)) {
        for (const { id } of subjects) {
          engine.value(id, facts, args)
          const before = engine.stats()
          engine.value(id, facts, args)
          expect(engine.stats(), id).toEqual({ ...before, tabulated: before.tabulated + 1 })
          comparisons++
        }
      }
      return comparisons
    })
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
