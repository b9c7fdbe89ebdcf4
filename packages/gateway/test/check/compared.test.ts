import type { Judgement, JudgementState, Measured } from '@bylaw/judge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decided, passes, verdictOf } from '../../src/check/compared.ts'
import type { PlannedCheck } from '../../src/check/planned.ts'

const values = ['refuse', 'general', 'detailed']
const states: JudgementState[] = ['read', 'unknown', 'error', 'timeout', 'over-budget', 'not-run', 'disagreement']
const kinds: Measured['kind'][] = ['scale', 'choice', 'bright-line']

const judgement = (more: Partial<Judgement> = {}): Judgement => {
  return { behavior: 'b', state: 'read', engaged: true, exhibited: 'general', spans: [], why: 'so', by: 'j@1', ...more }
}
const check = (kind: Measured['kind'] = 'scale', more: Partial<PlannedCheck> = {}): PlannedCheck => ({
  behavior: { id: 'b', kind, title: null, values, describe: new Map(), prose: null },
  judge: null,
  mode: 'enforce',
  act: 'refuse',
  stream: 'hold',
  failure: 'closed',
  whenUnsure: 'fail',
  cumulative: false,
  ...more,
})
const decided = (value: string, allowed: readonly string[] = [value]): Decided => ({ value, allowed })

describe('exhibited against permitted', () => {
  it.each([
    ['scale', 'detailed', decided('general'), 'overreach', 'blocked'],
    ['scale', 'general', decided('general'), 'none', 'permitted'],
    ['scale', 'refuse', decided('general'), 'over-refusal', 'permitted'],
    ['bright-line', 'general', decided('refuse'), 'overreach', 'blocked'],
    ['choice', 'detailed', decided('general', ['refuse', 'general']), 'overreach', 'blocked'],
    ['choice', 'refuse', decided('general', ['refuse', 'general']), 'mismatch', 'permitted'],
    ['choice', 'general', decided('general', ['refuse', 'general']), 'none', 'permitted'],
    ['scale', 'rude', decided('general'), 'failed', 'blocked'],
    ['scale', 'general', decided('rude'), 'failed', 'blocked'],
    ['scale', 'general', null, 'failed', 'blocked'],
  ] as const)('%s: %s where %o is %s', (kind, exhibited, permitted, finding, outcome) => {
    const verdict = verdictOf(judgement({ exhibited }), permitted, check(kind))
    expect(verdict).toMatchObject({ finding, outcome, permitted: permitted?.value ?? null })
  })

  it('what a text does not engage is permitted; what it engages without a value has failed', () => {
    const none = verdictOf(judgement({ engaged: false, exhibited: null }), decided('refuse'), check())
    expect(none).toMatchObject({ finding: 'none', outcome: 'permitted' })
    for (const engaged of [true, null]) {
      const vague = verdictOf(judgement({ engaged, exhibited: null }), decided('detailed'), check())
      expect(vague).toMatchObject({ finding: 'failed', outcome: 'blocked' })
    }
  })

  it('a judge that shows a value and says that nothing is engaged is taken at its value', () => {
    const verdict = verdictOf(judgement({ engaged: false, exhibited: 'detailed' }), decided('general'), check())
    expect(verdict.finding).toBe('overreach')
  })
})

const anyJudgement = fc.record({
  state: fc.constantFrom(...states),
  engaged: fc.constantFrom(true, false, null),
  exhibited: fc.constantFrom(...values, 'unheard-of', null),
})
const anyCheck = fc.record({
  act: fc.constantFrom('refuse', 'revise', 'redact', 'ask', 'annotate' as const),
  failure: fc.constantFrom('closed', 'open' as const),
  whenUnsure: fc.constantFrom('fail', 'ask' as const),
})
const anyDecided = fc.option(
  fc.constantFrom(...values).map((value) => decided(value, values.slice(0, values.indexOf(value) + 1))),
)

function lawOf(
  law: (verdict: ReturnType<typeof verdictOf>, kind: Measured['kind'], limits: Decided | null) => boolean,
) {
  const property = fc.property(
    anyJudgement,
    anyCheck,
    anyDecided,
    fc.constantFrom(...kinds),
    (read, how, limits, kind) => law(verdictOf(judgement(read), limits, check(kind, how)), kind, limits),
  )
  fc.assert(property, { numRuns: 500 })
}

describe('laws', () => {
  it('more than is permitted is never permitted', () => {
    lawOf(({ exhibited, outcome, state }, kind, limits) => {
      const over =
        kind === 'choice'
          ? !limits?.allowed.includes(exhibited!)
          : values.indexOf(exhibited!) > values.indexOf(limits?.value ?? '')
      return !(state === 'read' && exhibited !== null && over) || outcome !== 'permitted'
    })
  })

  it('what was not read is never permitted, and passes only where a failure is open', () => {
    lawOf((verdict) => verdict.state === 'read' || verdict.outcome !== 'permitted')
    lawOf(
      (verdict) =>
        verdict.finding !== 'failed' ||
        !passes(verdict) ||
        (verdict.outcome === 'not-run' && verdict.failure === 'open'),
    )
  })

  it('a bright line is never open', () => {
    lawOf((verdict, kind) => kind !== 'bright-line' || (verdict.failure === 'closed' && verdict.outcome !== 'not-run'))
    lawOf((verdict, kind) => kind !== 'bright-line' || verdict.finding !== 'failed' || !passes(verdict))
  })

  it('what nothing declares is never permitted', () => {
    lawOf(({ outcome }, _, limits) => limits !== null || outcome !== 'permitted')
  })

  it('a failure is never revised, redacted or annotated', () => {
    lawOf(
      ({ finding, outcome, act }) => finding !== 'failed' || outcome === 'not-run' || act === 'refuse' || act === 'ask',
    )
  })
})

it.each([
  ['unknown', 'fail', 'closed', 'blocked', 'refuse'],
  ['unknown', 'ask', 'closed', 'ask', 'ask'],
  ['disagreement', 'ask', 'open', 'ask', 'ask'],
  ['timeout', 'ask', 'closed', 'blocked', 'refuse'],
  ['error', 'fail', 'open', 'not-run', 'redact'],
  ['over-budget', 'fail', 'closed', 'blocked', 'refuse'],
  ['not-run', 'fail', 'closed', 'blocked', 'refuse'],
] as const)('%s, when unsure %s, on failure %s: %s', (state, whenUnsure, failure, outcome, act) => {
  const read = judgement({ state, engaged: null, exhibited: null })
  const verdict = verdictOf(read, decided('general'), check('scale', { whenUnsure, failure, act: 'redact' }))
  expect(verdict).toMatchObject({ finding: 'failed', outcome, act })
})
