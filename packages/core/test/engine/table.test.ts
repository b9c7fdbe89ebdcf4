import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assertion, createEngine, type Engine } from '../../src/index.ts'
import { BASE, engineOf, fence, policyOf } from '../policy/stack.ts'

const LEVELS = ['root', 'system', 'developer', 'user', 'agent', 'none']

/** What an engine that was asked nothing before says, with its trace: always folded. */
const folded = ({ policy }: Engine, id: string, facts: readonly Assertion[]): string | null =>
  createEngine(policy).decide(id, facts).value

describe('numbers fall into cells', () => {
  const operators = ['<', '<=', '>', '>=', '==', '!=']
  const constants = [-1.5, 0, 0.1, 2, 1e15]
  const values = fc.oneof(
    fc.constantFrom(
      ...constants,
      ...constants.flatMap((each) => [each + 1e-9, each - 1e-9]),
      -0,
      1e300,
      -1e300,
      5e-324,
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  const rule = fc.record({
    operator: fc.constantFrom(...operators),
    constant: fc.constantFrom(...constants),
    effect: fc.constantFrom(
      'limit: {detail: none}',
      'set: {detail: all}',
      'limit: {detail: some}',
      'set: {detail: some}',
    ),
  })
  const word = fc.record({
    name: fc.constant('user.score'),
    value: values,
    by: fc.constantFrom(...LEVELS),
    heard: fc.boolean(),
  })

  it('and are decided alike by table and fold, on, beside and between the constants, contested or not', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        fc.array(fc.array(word, { maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        (rules, situations) => {
          const text = rules
            .map(({ operator, constant, effect }) => fence(`when: user.score ${operator} ${constant}`, effect))
            .join('')
          const engine = engineOf([['root', BASE + text]])
          for (const facts of [...situations, ...situations]) {
            expect(engine.value('detail', facts), JSON.stringify(facts)).toBe(folded(engine, 'detail', facts))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('zero has one sign', () => {
    const engine = engineOf([['root', BASE + fence('when: user.score == 0', 'limit: {detail: none}')]])
    const at = (value: number) => engine.value('detail', [{ name: 'user.score', value, by: 'root' }])
    expect([at(0), at(-0), at(5e-324), at(-5e-324)]).toEqual(['none', 'none', 'much', 'much'])
  })

  it('used in other ways than comparison they are folded each time', () => {
    const engine = engineOf([['root', BASE + fence('when: user.score * 2 > 3', 'limit: {detail: none}')]])
    for (const [value, decided] of [
      [1.4, 'much'],
      [1.6, 'none'],
      [1.5, 'much'],
    ] as const) {
      expect(engine.value('detail', [{ name: 'user.score', value, by: 'root' }])).toBe(decided)
    }
    expect(engine.stats()).toEqual({ tabulated: 0, computed: 3 })
  })
})

describe('what is contested', () => {
  const facts = [
    ['user.age', ['child', 'teen', 'adult', 'no']],
    ['user.group', ['child', 'teen', 'adult']],
    ['user.plan', ['free', 'paid']],
    ['user.vip', [true, false, 'true']],
  ] as const
  const word = fc
    .record({
      fact: fc.constantFrom(...facts),
      at: fc.nat({ max: 3 }),
      by: fc.constantFrom(...LEVELS),
      heard: fc.boolean(),
    })
    .map(
      ({ fact: [name, values], at, by, heard }): Assertion => ({ name, value: values[at % values.length]!, by, heard }),
    )
  const text = [
    fence('when: user.age == user.group && user.vip', 'limit: {detail: none}'),
    fence('when: user.plan == "paid" || user.age == "adult"', 'set: {detail: all}'),
    fence('when: user.group != "child"', 'limit: {detail: some}'),
    fence('when: user.plan == "paid"', 'trust: {user: [user.age, user.vip]}'),
    fence('trust: {user: [user.group]}', 'heard: true'),
  ].join('')

  it('is looked up like anything else, with few words and with more than eight', () => {
    const engine = engineOf([['root', BASE + text]])
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (said) => {
        expect(engine.value('detail', said)).toBe(folded(engine, 'detail', said))
        expect(engine.decide('detail', said).value).toBe(folded(engine, 'detail', said))
      }),
      { numRuns: 1000 },
    )
    const { tabulated, computed } = engine.stats()
    expect(tabulated).toBeGreaterThan(0)
    expect(computed).toBeGreaterThan(0)
  })

  it('does not depend on what was asked before', () => {
    const policy = policyOf([['root', BASE + text]])
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 6 }), { minLength: 2, maxLength: 10 }), (asked) => {
        const forwards = createEngine(policy)
        const backwards = createEngine(policy)
        const there = asked.map((said) => forwards.value('detail', said))
        const back = asked.toReversed().map((said) => backwards.value('detail', said))
        expect(there).toEqual(back.toReversed())
      }),
      { numRuns: 300 },
    )
  })

  it('past 256 assignments it holds cautiously', () => {
    const names = Array.from({ length: 9 }, (_, index) => `user.b${index}`)
    const declared = fence(
      'facts:',
      ...names.map((name) => `  ${name}: {type: bool, assume: false, vouched-by: developer}`),
    )
    const never = names.map((name) => `(${name} && !${name})`).join(' || ')
    const engine = engineOf([['root', BASE + declared + fence(`when: ${never}`, 'limit: {detail: none}')]])
    const claims = (count: number) =>
      names.slice(0, count).map((name): Assertion => ({ name, value: true, by: 'user' }))
    expect(engine.value('detail', claims(8))).toBe('much')
    expect(engine.value('detail', claims(9))).toBe('none')
    expect(engine.value('detail', claims(8))).toBe('much')
  })
})

describe('many ids', () => {
  it('thousands of tools are decided alike, and remembered in bounds', () => {
    const engine = engineOf([['root', BASE + fence('when: user.vip', 'limit: {tool.web.*: ask}')]])
    const vip = [{ name: 'user.vip', value: true, by: 'user' }]
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < 50_000; index++) {
      expect(engine.value(`tool.web.t${index}`, vip) === 'ask').toBe(true)
      if (index % 10 === 0) expect(engine.value(`unknown-${index}`, vip)).toBeNull()
    }
    globalThis.gc?.()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024)
    expect(engine.value('tool.web.t0', [])).toBe('allow')
    expect(engine.value('tool.web.t0', vip)).toBe('ask')
  })
})

describe('an answer does not depend on what was asked before', () => {
  it('past 256 assignments of numbers', () => {
    const names = Array.from({ length: 9 }, (_, index) => `user.n${index}`)
    const declared = fence(
      'facts:',
      ...names.map((name) => `  ${name}: {type: number, assume: 0, vouched-by: developer}`),
    )
    const when = names.map((name) => `${name} > 5`).join(' && ')
    const engine = engineOf([['root', BASE + declared + fence(`when: ${when}`, 'limit: {detail: none}')]])
    const claims = names.map((name): Assertion => ({ name, value: 1, by: 'user' }))
    expect(engine.value('detail', [])).toBe('much')
    expect(engine.value('detail', claims)).toBe('none')
    expect(engine.value('detail', [])).toBe('much')
  })
  it('with a trust that compares with a large number', () => {
    const text =
      fence('when: user.score > 9007199254740992.0', 'trust: {user: [user.vip]}') +
      fence('when: user.vip', 'set: {detail: all}')
    const engine = engineOf([['root', BASE + text]])
    const at = (value: number) =>
      engine.value('detail', [
        { name: 'user.score', value, by: 'developer' },
        { name: 'user.vip', value: true, by: 'user' },
      ])
    expect([at(1e17), at(1), at(1e17)]).toEqual(['all', 'much', 'all'])
  })
  it('by a level that only a mandate has', () => {
    const chain = '---\nbylaw: 1\nchain: [root, developer, user]\n---\n'
    const engine = engineOf([['root', `${chain}${BASE}${fence('when: user.vip', 'limit: {detail: none}')}`]], ['hello'])
    const facts = [{ name: 'user.vip', value: true, by: 'agent' }]
    const cold = engine.value('detail', facts)
    engine.value('detail', [])
    expect(engine.value('detail', facts)).toBe(cold)
    expect(engine.decide('detail', facts).value).toBe(cold)
  })
})

describe('ids about which the same is said', () => {
  it('share their answers, each under its own name', () => {
    const engine = engineOf([['root', BASE + fence('when: user.vip', 'set: {tool.*: ask}')]])
    const facts = [{ name: 'user.vip', value: true, by: 'root' }]
    expect(engine.decide('tool.request.first', facts)).toMatchObject({ behavior: 'tool.request.first', value: 'ask' })
    const { tabulated } = engine.stats()
    expect(engine.decide('tool.request.second', facts)).toMatchObject({ behavior: 'tool.request.second', value: 'ask' })
    expect(engine.stats().tabulated).toBe(tabulated + 1)
  })
})
