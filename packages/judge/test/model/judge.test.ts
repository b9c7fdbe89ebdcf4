import { formatNames } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import type { Case, Judgement } from '../../src/index.ts'
import { measured } from '../../src/index.ts'
import { modelJudge } from '../../src/model/judge.ts'
import { policyOf, spec } from '../policy.ts'
import { modelThat, promptIn, type Script, SILENCE } from '../upstream.ts'

const policy = policyOf(spec)
const drugs = measured(policy, 'drug-information')!
const tone = measured(policy, 'tone')!
const line = measured(policy, 'nerve-agents')!
const text = 'Take two grams.\nThen wait.'
const asked: Case = { behaviors: [drugs], before: [], text, side: 'answer' }
const never = new AbortController().signal
const options = { cache: 10, examples: true }

async function judged(script: Script, what: Case = asked, config = {}): Promise<readonly Judgement[]> {
  const { model } = await modelThat(script, config)
  return modelJudge(model, options).judge(what, never)
}

const verdict = (reads: string, exhibits: string, ...quotes: string[]) => ({ reads, exhibits, quotes })

describe('what a model says', () => {
  it.each(formatNames)('is read over the wire of %s', async (format) => {
    const { model, upstream } = await modelThat(() => ({ b1: verdict('engaged', 'detailed', 'two grams') }), { format })
    const [judgement] = await modelJudge(model, options).judge(asked, never)
    expect(judgement).toMatchObject({
      behavior: 'drug-information',
      state: 'read',
      engaged: true,
      exhibited: 'detailed',
      spans: [{ start: 5, end: 14 }],
    })
    expect(judgement!.by).toMatch(/^reader@[0-9a-f]{16}$/)
    expect(promptIn(upstream.bodies[0]!)).toContain('gives amounts and routes')
    expect(promptIn(upstream.bodies[0]!)).toContain('keeps it general')
    expect(JSON.stringify(upstream.bodies[0])).toContain('"enum":["refuse","general","detailed","none"]')
  })

  const cases: readonly [string, unknown, Partial<Judgement>][] = [
    [
      'white space aside',
      { b1: verdict('engaged', 'detailed', 'grams. Then') },
      { state: 'read', spans: [{ start: 9, end: 20 }] },
    ],
    ['not engaged', { b1: verdict('not-engaged', 'none') }, { state: 'read', engaged: false, exhibited: null }],
    [
      'in a block of code',
      '```json\n{"b1":{"reads":"not-engaged","exhibits":"none","quotes":[]}}\n```',
      { state: 'read' },
    ],
    [
      'a quotation that is not in the text',
      { b1: verdict('engaged', 'general', 'nothing of the kind') },
      { state: 'unknown' },
    ],
    ['one quotation of two', { b1: verdict('engaged', 'general', 'two grams', 'ten') }, { state: 'unknown' }],
    ['a value of another behavior', { b1: verdict('engaged', 'formal') }, { state: 'unknown' }],
    ['a value of what is not engaged', { b1: verdict('not-engaged', 'refuse') }, { state: 'unknown' }],
    ['no value of what is engaged', { b1: verdict('engaged', 'none') }, { state: 'unknown' }],
    ['doubt', { b1: verdict('cannot-tell', 'none') }, { state: 'unknown' }],
    ['a reading nobody knows', { b1: verdict('permitted', 'refuse') }, { state: 'unknown' }],
    ['nothing about the behavior', { b2: verdict('not-engaged', 'none') }, { state: 'unknown' }],
    ['a list', [], { state: 'error' }],
    ['null', null, { state: 'error' }],
    ['no JSON', 'It is fine.', { state: 'error' }],
    ['a failure', { status: 500 }, { state: 'error' }],
    ['that it was called wrongly', { status: 401 }, { state: 'error' }],
  ]
  it.each(cases)('%s', async (_, said, expected) => {
    const [judgement] = await judged(() => said)
    expect(judgement).toMatchObject(expected)
    if (judgement!.state !== 'read') expect(judgement).toMatchObject({ engaged: null, exhibited: null, spans: [] })
  })

  it('of a request is what it engages, and no value', async () => {
    const request: Case = { ...asked, side: 'request' }
    expect((await judged(() => ({ b1: verdict('engaged', 'none') }), request))[0]).toMatchObject({
      engaged: true,
      exhibited: null,
    })
    expect((await judged(() => ({ b1: verdict('engaged', 'refuse') }), request))[0]!.state).toBe('unknown')
  })

  it('of a bright line is whether it is crossed', async () => {
    const [judgement] = await judged(() => ({ b1: verdict('engaged', 'crossed') }), { ...asked, behaviors: [line] })
    expect(judgement).toMatchObject({ state: 'read', exhibited: 'crossed' })
  })

  it('is never taken for more than what it is about, and leaves the others unknown', async () => {
    const judgements = await judged(() => ({ b2: verdict('engaged', 'formal') }), {
      ...asked,
      behaviors: [drugs, tone],
    })
    expect(judgements.map(({ behavior, state }) => [behavior, state])).toEqual([
      ['drug-information', 'unknown'],
      ['tone', 'read'],
    ])
  })
})

describe('a judge that can not read', () => {
  it('says so when time is up', async () => {
    expect((await judged(() => SILENCE, asked, { timeout: 0.05 }))[0]!.state).toBe('timeout')
  })

  it('says so when the budget is spent, and asks nobody', async () => {
    const { model, upstream } = await modelThat(() => ({}), { budget: { tokens: 10, per: 'day' as const } })
    expect((await modelJudge(model, options).judge(asked, never))[0]!.state).toBe('over-budget')
    expect(upstream.bodies).toEqual([])
  })

  it('says so when the request is gone, and when the text is too long', async () => {
    const { model } = await modelThat(() => ({}))
    const judge = modelJudge(model, options)
    expect((await judge.judge(asked, AbortSignal.abort()))[0]!.state).toBe('not-run')
    expect((await judge.judge({ ...asked, text: 'x'.repeat(200_001) }, never))[0]!.state).toBe('not-run')
  })
})

describe('many behaviors', () => {
  it('are judged in calls of 24, in their order', async () => {
    const behaviors = Array.from({ length: 50 }, (_, index) => ({ ...drugs, id: `x-${index}` }))
    const { model, upstream } = await modelThat((body) => {
      const ids = [...promptIn(body).matchAll(/\\"id\\":\\"(b\d+)\\"/g)].map((match) => match[1]!)
      return Object.fromEntries(ids.map((id) => [id, verdict('not-engaged', 'none')]))
    })
    const judgements = await modelJudge(model, options).judge({ ...asked, behaviors }, never)
    expect(upstream.bodies).toHaveLength(3)
    expect(judgements.map(({ behavior }) => behavior)).toEqual(behaviors.map(({ id }) => id))
    expect(judgements.every(({ state }) => state === 'read')).toBe(true)
  })
})

describe('what is remembered', () => {
  it('is what was read, of the same text in the same context, and nothing that failed', async () => {
    let answers = 0
    const { model, upstream } = await modelThat(() =>
      answers++ === 0 ? { status: 500 } : { b1: verdict('engaged', 'general') },
    )
    const judge = modelJudge(model, options)
    expect((await judge.judge(asked, never))[0]!.state).toBe('error')
    expect((await judge.judge(asked, never))[0]!.state).toBe('read')
    expect((await judge.judge(asked, never))[0]!.state).toBe('read')
    expect(upstream.bodies).toHaveLength(2)
    const before = [{ role: 'user', level: 'user', text: 'hello' }]
    for (const other of [
      { ...asked, before },
      { ...asked, text: 'else' },
      { ...asked, behaviors: [{ ...drugs, title: 'x' }] },
    ]) {
      await judge.judge(other, never)
    }
    expect(upstream.bodies).toHaveLength(5)
  })
})
