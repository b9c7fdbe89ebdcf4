import type { Decision } from '@bylaw/core'
import type { Case, Judge, Judgement, JudgementState } from '@bylaw/judge'
import { describe, expect, it } from 'vitest'
import type { PlannedCheck } from '../../src/check/planned.ts'
import { reviewerOf } from '../../src/check/review.ts'

const signal = new AbortController().signal

/** A judge that notes what it is asked, and says the same of every behavior. */
function judge(say: (asked: Case) => readonly Judgement[] = (asked) => asked.behaviors.map(({ id }) => said(id))) {
  const asked: Case[] = []
  const judge: Judge = {
    name: 'scripted',
    version: '1',
    kind: 'detector',
    judge: async (given) => {
      asked.push(given)
      return say(given)
    },
  }
  return { judge, asked }
}

const said = (behavior: string, exhibited: string | null = null, state: JudgementState = 'read'): Judgement => {
  return { behavior, state, engaged: exhibited !== null, exhibited, spans: [], why: 'so', by: 'scripted@1' }
}

const check = (id: string, more: Partial<PlannedCheck> = {}): PlannedCheck => ({
  behavior: { id, kind: 'scale', title: null, values: ['low', 'high'], describe: new Map(), prose: null },
  judge: null,
  mode: 'enforce',
  act: 'refuse',
  stream: 'hold',
  failure: 'closed',
  whenUnsure: 'fail',
  cumulative: false,
  ...more,
})

/** Decides `low` of everything but `unheard-of`, which nothing declares. */
const decisions = {
  decide: (behavior: string) =>
    behavior === 'unheard-of'
      ? { behavior, value: null, error: { code: 'unknown-behavior' as const, message: '' } }
      : ({ behavior, kind: 'scale', value: 'low', allowed: ['low'] } as unknown as Decision),
}

const before = [
  { role: 'user', level: 'user', text: 'one' },
  { role: 'assistant', level: 'none', text: 'two' },
  { role: 'user', level: 'user', text: 'three' },
  { role: 'tool', level: 'none', text: 'four' },
]
const review = (checks: readonly PlannedCheck[], stage: 'window' | 'whole' = 'whole') =>
  reviewerOf({ checks, decisions, before }).review('text', stage, signal)

describe('a review', () => {
  it('asks each judge once for all its behaviors, and says one thing of each', async () => {
    const one = judge()
    const two = judge(() => [said('c', 'high')])
    const verdicts = await review([check('a', one), check('c', two), check('b', one)])
    expect(one.asked.map(({ behaviors }) => behaviors.map(({ id }) => id))).toEqual([['a', 'b']])
    expect(verdicts.map(({ behavior, outcome }) => `${behavior} ${outcome}`).sort()).toEqual([
      'a permitted',
      'b permitted',
      'c blocked',
    ])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('down')
      },
    ],
    ['says nothing', () => []],
    ['says it of something else', () => [said('z')]],
    ['says two things', () => [said('a'), said('a', 'high')]],
  ] as const)('is a failure where the judge %s', async (_, say) => {
    const [verdict] = await review([check('a', judge(say))])
    expect(verdict).toMatchObject({ state: 'error', finding: 'failed', outcome: 'blocked' })
  })

  it('is a check that did not run where nobody judges', async () => {
    expect(await review([check('a')])).toMatchObject([{ state: 'not-run', outcome: 'blocked' }])
    expect(await review([check('a', { failure: 'open' })])).toMatchObject([{ state: 'not-run', outcome: 'not-run' }])
  })

  it('never permits what nothing declares, and upholds sections', async () => {
    const { judge: any } = judge()
    expect(await review([check('unheard-of', { judge: any })])).toMatchObject([
      { finding: 'failed', outcome: 'blocked' },
    ])
    const section = check(
      'section.honesty',
      judge(() => [said('section.honesty', 'breached')]),
    )
    const measured = { ...section.behavior, values: ['upheld', 'breached'] }
    expect(await review([{ ...section, behavior: measured }])).toMatchObject([
      { finding: 'overreach', permitted: 'upheld' },
    ])
  })

  it('shows the last turn, or where harm adds up the whole conversation', async () => {
    const { judge: same, asked } = judge()
    await review([check('a', { judge: same }), check('b', { judge: same, cumulative: true })])
    expect(asked.map((each) => each.before.map(({ text }) => text))).toEqual([
      ['three', 'four'],
      ['one', 'two', 'three', 'four'],
    ])
  })

  it('of a window reads only for what is enforced so', async () => {
    const { judge: same, asked } = judge()
    const checks = [
      check('a', { judge: same, stream: 'window' }),
      check('b', { judge: same, stream: 'after' }),
      check('c', { judge: same, stream: 'window', mode: 'observe' }),
    ]
    await review(checks, 'window')
    expect(asked[0]!.behaviors.map(({ id }) => id)).toEqual(['a'])
  })
})

it.each([
  [[], false, 'after', 'open'],
  [[check('a', { mode: 'observe' })], false, 'after', 'open'],
  [[check('a', { stream: 'after', failure: 'open' })], true, 'after', 'open'],
  [[check('a', { stream: 'after' }), check('b', { stream: 'window', failure: 'open' })], true, 'window', 'closed'],
  [[check('a', { stream: 'window' }), check('b')], true, 'hold', 'closed'],
  [[check('a', { stream: 'window', failure: 'open' }), check('b', { mode: 'observe' })], true, 'window', 'open'],
] as const)('plan %#: the strictest of what is enforced', (checks, enforces, stream, unread) => {
  expect(reviewerOf({ checks, decisions, before })).toMatchObject({ enforces, stream, unread })
})
