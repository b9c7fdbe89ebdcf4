import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../../reference/naive.ts'
import { createEngine } from '../../src/index.ts'
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

  it('a warm answer is looked up unless a condition reads the arguments', () => {
    everyStack(none, ({ policy, situations, subjects }) => {
      const engine = createEngine(policy)
      let comparisons = 0
      const readsArgs = policy.statements.some((each) => each.condition?.readsArgs === true)
      for (const { id } of subjects) {
        for (const { facts, args } of situations) {
          engine.value(id, facts, args)
          const before = engine.stats()
          engine.value(id, facts, args)
          const after = engine.stats()
          expect(after.tabulated + after.computed).toBe(before.tabulated + before.computed + 1)
          if (readsArgs) continue
          expect(after.tabulated, id).toBe(before.tabulated + 1)
          comparisons++
        }
      }
      return readsArgs ? 1 : comparisons
    })
  })
})

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
