import { assigned } from '@bylaw/judge'
import { describe, expect, it } from 'vitest'
import { planOf } from '../../src/generate/plan.ts'
import { planProblems } from '../../src/generate/problems.ts'
import { configOf, policyOf } from './asked.ts'
import { seeing } from './judges.ts'

const policy = policyOf()
const detector = {
  name: 'leaks',
  version: '1',
  find: async (text: string) => ({
    state: 'read' as const,
    found: text.includes('secret') ? [{ kind: 'secret', start: 0, end: 6 }] : [],
  }),
}
const judges = new Map([
  ['reader', seeing('x', 'general')],
  ['second', seeing('x', 'general', 'second')],
  ['leaks', { kind: 'detector', detector } as const],
])
const plan = (config: Record<string, unknown>) => planOf(configOf(config), policy, judges)
const checked = (config: Record<string, unknown>) =>
  plan(config).checks.map(({ behavior, judge, mode, act, failure }) => [
    behavior.id,
    judge?.name ?? null,
    mode,
    act,
    failure,
  ])

describe('which behaviors are checked', () => {
  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['none where nobody judges and none is named', {}, []],
    [
      'every one, but no tool, where a model judges for the deployment',
      { judges: ['reader'] },
      [
        ['weapons', 'reader', 'observe', 'refuse', 'closed'],
        ['drug-information', 'reader', 'observe', 'refuse', 'closed'],
      ],
    ],
    ['not every one by a detector: it judges what names it', { judges: ['leaks'] }, []],
    [
      'one that names its judges',
      { behaviors: { 'drug-information': { judges: ['leaks'], act: 'redact' } } },
      [['drug-information', 'leaks', 'observe', 'redact', 'closed']],
    ],
    [
      'one that is enforced and that nobody judges, which fails closed',
      { check: 'enforce', behaviors: { 'drug-information': {} } },
      [['drug-information', null, 'enforce', 'refuse', 'closed']],
    ],
    ['not one that is only named', { behaviors: { 'drug-information': { guide: false } } }, []],
    [
      'open where the operator says so, and a bright line closed all the same',
      { judges: ['reader'], 'on-failure': 'open', act: 'ask' },
      [
        ['weapons', 'reader', 'observe', 'refuse', 'closed'],
        ['drug-information', 'reader', 'observe', 'ask', 'open'],
      ],
    ],
    [
      'all at once, by nobody, where all is enforced and closed',
      { check: 'enforce', 'on-failure': 'closed' },
      [['*', null, 'enforce', 'refuse', 'closed']],
    ],
    [
      'by nobody where one of its judges is not there',
      { behaviors: { 'drug-information': { judges: ['reader', 'gone'] } } },
      [['drug-information', null, 'observe', 'refuse', 'closed']],
    ],
    [
      'by nobody where a detector is to find what is no value',
      { behaviors: { 'drug-information': { judges: [{ judge: 'leaks', exhibits: 'none' }] } } },
      [['drug-information', null, 'observe', 'refuse', 'closed']],
    ],
    ['not as a tool', { check: 'enforce', behaviors: { 'tool.request.pay': {} } }, []],
  ])('%s', (_, config, expected) => {
    expect(checked(config)).toEqual(expected)
  })

  it('with one judge for all that the same ones judge', () => {
    const both = { judges: ['reader', 'second'] }
    const { checks } = plan({ behaviors: { 'drug-information': both, weapons: both } })
    expect(checks[0]!.judge).toBe(checks[1]!.judge)
    expect(checks[0]!.judge!.name).toBe('reader+second')
  })

  it('exhibits what a detector is said to exhibit', async () => {
    const { checks } = plan({
      behaviors: { 'drug-information': { judges: [{ judge: 'leaks', exhibits: 'general' }] } },
    })
    const { judge, behavior } = checks[0]!
    const [judgement] = await judge!.judge(
      { behaviors: [behavior], before: [], text: 'secret', side: 'answer' },
      new AbortController().signal,
    )
    expect(judgement).toMatchObject({ exhibited: 'general', state: 'read' })
    expect(assigned(detector).name).toBe('leaks')
  })
})

describe('what every record says of what nobody judges', () => {
  it.each([
    [{}, { mode: 'observe', outcome: 'not-run', behavior: null }],
    [{ check: 'enforce' }, { mode: 'enforce', outcome: 'not-run', behavior: null }],
    [{ judges: ['reader'] }, null],
    [{ check: 'enforce', 'on-failure': 'closed' }, null],
  ])('%j: %j', (config, expected) => {
    const { unjudged } = plan(config)
    if (expected === null) expect(unjudged).toBeNull()
    else expect(unjudged).toMatchObject(expected)
  })
})

describe('deliberation', () => {
  it.each([
    [{}, null],
    [
      { deliberate: true, judges: ['leaks', 'reader'] },
      { mode: 'observe', act: 'refuse', failure: 'closed', judge: 'reader' },
    ],
    [
      {
        act: 'annotate',
        behaviors: { weapons: { deliberate: true, check: 'enforce', act: 'revise', 'on-failure': 'open' } },
      },
      { mode: 'enforce', act: 'revise', failure: 'open', judge: null },
    ],
    [
      { deliberate: true, act: 'annotate', behaviors: { weapons: { deliberate: true, check: 'enforce', act: 'ask' } } },
      { mode: 'enforce', act: 'ask', failure: 'closed' },
    ],
  ])('%j: %j', (config, expected) => {
    const { deliberation } = plan(config)
    if (expected === null) expect(deliberation).toBeNull()
    else expect(deliberation).toMatchObject(expected)
  })
})

describe('problems of a plan', () => {
  const codes = (config: Record<string, unknown>) =>
    planProblems(configOf(config), policy, judges).map(({ severity, code }) => `${severity} ${code}`)

  it.each<[Record<string, unknown>, string[]]>([
    [{}, []],
    [{ behaviors: { nothing: {} } }, ['error unknown-behavior']],
    [{ behaviors: { 'section.nothing': {} } }, ['error unknown-behavior']],
    [{ behaviors: { weapons: { 'on-failure': 'open' } } }, ['error open-bright-line']],
    [{ 'on-failure': 'open', behaviors: { weapons: {} } }, []],
    [{ behaviors: { 'drug-information': { 'on-failure': 'open' } } }, []],
    [
      { behaviors: { 'drug-information': { judges: [{ judge: 'leaks', exhibits: 'more' }] } } },
      ['error unknown-value'],
    ],
    [{ behaviors: { 'drug-information': { guide: false } } }, []],
    [{ behaviors: { 'tool.request.pay': {} } }, ['warning tool-behavior']],
    [{ judges: ['leaks'] }, ['error detector-for-all']],
  ])('%j: %j', (config, expected) => {
    expect(codes(config)).toEqual(expected)
  })
})
