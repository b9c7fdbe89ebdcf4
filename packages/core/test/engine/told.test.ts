import { describe, expect, it } from 'vitest'
import {
  type Assertion,
  type Change,
  type Decision,
  explain,
  toldChange,
  toldFact,
  toldOutcome,
  toldStatement,
} from '../../src/index.ts'
import { BASE, engineOf, fence, type Text } from '../policy/stack.ts'

/** What is told of each statement about a behavior, and of each fact. */
function told(behavior: string, layers: readonly Text[], facts: readonly Assertion[] = []) {
  const { decision, facts: read } = explain(engineOf([['root', BASE], ...layers]), behavior, facts)
  const { trace } = decision as Decision
  return {
    steps: trace.map((step) => `${toldStatement(step)}: ${toldOutcome(step, decision as Decision)}`),
    facts: read.map(toldFact),
  }
}

const claim = { name: 'user.vip', value: true, by: 'user' }

describe('a statement and what it did', () => {
  it.each<[string, string, Text[], string]>([
    ['detail', 'set', [['developer', 'set: {detail: some}']], 'set some: some'],
    ['detail', 'limit', [['user', 'limit: {detail: some}']], 'limit some: left: up to some'],
    ['tone', 'limit', [['developer', 'limit: {tone: [plain, warm]}']], 'limit plain, warm: left: plain, warm'],
    [
      'detail',
      'grant',
      [['developer', 'grant: {user: {detail: all}}']],
      'grant a user all: a user may choose up to all',
    ],
    ['tool.x', 'asks', [['developer', 'asks: {tool.x: user}']], 'asks: user: changed nothing'],
    [
      'detail',
      'reach',
      [['user', 'set: {detail: all}']],
      'set all: rejected: further than this level may go (out-of-reach)',
    ],
    [
      'weapons',
      'line',
      [['root', 'set: {weapons: never}']],
      'set never: rejected: nobody may change a bright line (bright-line)',
    ],
    [
      'detail',
      'claim',
      [['developer', 'when: user.vip\nset: {detail: some}']],
      'set some, when user.vip: lowered to some (on a claim: anyone may tighten)',
    ],
    [
      'detail',
      'no',
      [['developer', 'when: user.age == "teen"\nset: {detail: some}']],
      'set some, when user.age == "teen": its condition does not hold',
    ],
  ])('%s: %s', (behavior, _, layers, sentence) => {
    const written = layers.map(([level, block]): Text => [level, fence(block)])
    expect(told(behavior, written, [claim]).steps).toEqual([sentence])
  })

  it('passes an answer on', () => {
    const steps = told('tool.x', [['developer', fence('set: {tool.x: ask}', 'asks: {tool.x: user}')]]).steps
    expect(steps).toEqual(['set ask: ask', 'asks: user: a user answers'])
  })

  it('is lowered by a limit', () => {
    const steps = told('detail', [['developer', fence('set: {detail: all}', 'limit: {detail: some}')]]).steps
    expect(steps).toEqual(['set all: chose all, lowered by a limit (capped)', 'limit some: left: up to some'])
  })
})

describe('a fact', () => {
  const developer: Text = ['developer', fence('when: user.vip', 'set: {detail: some}')]

  it.each<[Assertion[], string]>([
    [[], 'user.vip is false, assumed: nobody entitled says'],
    [[claim], 'user.vip is false, assumed: nobody entitled says; a user says true'],
    [[{ ...claim, by: 'developer' }], 'user.vip is true, vouched for by a developer'],
  ])('%j', (facts, sentence) => {
    expect(told('detail', [developer], facts).facts).toEqual([sentence])
  })

  it('names the trust that it rests on', () => {
    const trusting: Text = ['developer', fence('trust: {user: [user.vip]}')]
    expect(told('detail', [developer, trusting], [claim]).facts).toEqual([
      'user.vip is true, vouched for by a user, trusted by developer-2.md:2',
    ])
  })
})

describe('a change', () => {
  it.each<[Change, string]>([
    [{ level: 'user', how: 'set', value: 'all' }, 'a user sets `all`'],
    [
      { level: 'root', how: 'set', value: 'all', without: ['a.md:1', 'b.md:2', 'b.md:3'] },
      'root sets `all`, once a.md:1, b.md:2 and b.md:3 are gone',
    ],
    [{ level: 'user', how: 'set', value: 'all', without: ['a.md:1'] }, 'a user sets `all`, once a.md:1 is gone'],
    [
      { level: 'system', how: 'grant', to: 'agent', value: 'all' },
      'the system grants the agent `all`, and the agent sets it',
    ],
    [{ level: 'user', how: 'lift', value: 'all', source: 'a.md:1' }, 'a user takes back a.md:1: then `all`'],
    [
      { level: 'developer', how: 'vouch', value: 'all', fact: { name: 'user.vip', value: true } },
      'a developer vouches that user.vip is true: then `all`',
    ],
  ])('%j', (change, sentence) => {
    expect(toldChange(change)).toBe(sentence)
  })
})
