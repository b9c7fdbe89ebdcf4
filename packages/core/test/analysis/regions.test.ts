import { describe, expect, it } from 'vitest'
import { type Region, sharedRegions } from '../../src/analysis/regions/regions.ts'
import { type Assertion, compile, createEngine, type Engine, readDocument } from '../../src/index.ts'
import type { Arguments, Condition } from '../../src/policy/types.ts'
import { layerOf, rawLayer } from '../laws/arbitrary.ts'
import { engineOf, everyStack, RUNS, TIMEOUT } from '../laws/trial.ts'

const conditionsOf = (engine: Engine, id: string): readonly Condition[] => engine.target(id)!.conditions

const turned = (engine: Engine, conditions: readonly Condition[], facts: readonly Assertion[], args?: Arguments) => {
  const situation = engine.situation(facts, args)
  return conditions.map((condition) => situation.held(condition)).join('')
}

/** Whether so much is claimed that the cautious reading does not look. */
function gaveUp(engine: Engine, conditions: readonly Condition[], facts: readonly Assertion[]): boolean {
  const situation = engine.situation(facts)
  return conditions.some(
    (condition) => condition.facts.reduce((n, fact) => n * situation.candidates(fact).length, 1) > 256,
  )
}

describe('the regions of random stacks', { timeout: TIMEOUT }, () => {
  it('of two policies are just the ways in which the conditions of both turn out', () => {
    everyStack(
      rawLayer,
      (trial, raw) => {
        const layer = layerOf(raw, raw.level % trial.chain.length, trial)
        const newer = engineOf({ ...trial.stack, layers: [...trial.stack.layers, layer] })
        let compared = 0
        for (const { id } of trial.subjects.slice(0, 2)) {
          const engines = [trial.engine, newer]
          const sides = engines.map((engine) => ({ policy: engine.policy, conditions: conditionsOf(engine, id) }))
          const { all, left } = sharedRegions(sides)
          const conditions = sides.flatMap((side) => side.conditions)
          const told = (region: Region): string => conditions.map((condition) => region.held(condition)).join('')
          for (const region of all.slice(0, 40)) {
            const shown = sides.map((side, at) => turned(engines[at]!, side.conditions, region.facts, region.args))
            expect(shown.join(''), JSON.stringify([id, region.facts, region.args])).toBe(told(region))
          }
          const known = new Set(all.map(told))
          expect(known.size).toBe(all.length)
          if (left !== null) continue
          for (const { facts, args } of trial.situations) {
            if (sides.some((side, at) => gaveUp(engines[at]!, side.conditions, facts))) continue
            const found = sides.map((side, at) => turned(engines[at]!, side.conditions, facts, args)).join('')
            expect([...known], JSON.stringify([id, facts])).toContain(found)
            compared++
          }
        }
        return compared
      },
      RUNS / 5,
    )
  })
})

const facts = `# Facts

\`\`\`yaml bylaw
facts:
  user.kind: {type: [a, b, c, d], assume: a, vouched-by: system}
  user.age: {type: number, min: 0, assume: 0, vouched-by: developer}
  user.known: {type: bool, assume: false, vouched-by: agent}
\`\`\`

## Detail {#detail authority=developer}

`

const regionsIn = (rules: string) => {
  const behavior = `\`\`\`yaml bylaw\nbehavior: detail\nvalues: [none, some]\ndefault: none\nrules:\n${rules}\`\`\`\n`
  const policy = compile({ layers: [{ level: 'root', document: readDocument('a.md', facts + behavior) }] }).policy!
  const { conditions } = createEngine(policy).target('detail')!
  const { all, left } = sharedRegions([{ policy, conditions }])
  return { left, all: all.map(({ held, ...region }) => ({ ...region, held: conditions.map(held) })) }
}

describe('regions', () => {
  it('of one condition are: held, merely claimed, and not; fewest assertions first', () => {
    const { all, left } = regionsIn(`  - {when: 'user.kind == "b"', limit: none}\n`)
    expect(left).toBeNull()
    expect(all).toMatchObject([
      { facts: [], held: [0] },
      { facts: [{ name: 'user.kind', value: 'b', by: 'agent' }], held: [1] },
      { facts: [{ name: 'user.kind', value: 'b', by: 'system' }], held: [3] },
    ])
    // What is trusted (b, a, or another that nothing is compared with), and which one of the others is claimed.
    expect(all.map(({ situations }) => situations)).toEqual([4, 2, 3])
  })

  it('of conditions over different facts are every combination, counted without enumerating them', () => {
    const { all } = regionsIn(
      `  - {when: 'user.kind == "b"', limit: none}\n  - {when: user.known, limit: none}\n  - {when: user.age >= 18, limit: none}\n`,
    )
    expect(all).toHaveLength(27)
  })

  it('leave aside who claims so much that the cautious reading gives up', () => {
    const { all, left } = regionsIn(`  - {when: user.age > 5 && user.age < 3, limit: none}\n`)
    expect(all.map(({ held }) => held)).toEqual([[0]])
    expect(left).toBeNull()
  })

  it('name what they depend on beside the facts', () => {
    expect(regionsIn(`  - {when: user.age * 2.0 > 30.0, limit: none}\n`).left).toContain('user.age * 2.0 > 30.0')
  })
})
