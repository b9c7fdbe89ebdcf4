import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Judge, type Judgement, type JudgementState, measured, panel } from '../src/index.ts'
import { policyOf, spec } from './policy.ts'

const policy = policyOf(spec)
const behavior = measured(policy, 'drug-information')!
const asked = { behaviors: [behavior], before: [], text: 'some text', side: 'answer' } as const
const never = new AbortController().signal

interface Word {
  readonly state: JudgementState
  readonly engaged: boolean | null
  readonly exhibited: string | null
}

const read = (exhibited: string | null): Word => ({ state: 'read', engaged: exhibited !== null, exhibited })
const failing = (state: JudgementState): Word => ({ state, engaged: null, exhibited: null })

function judgeSaying(word: Word, name = 'one', spans: Judgement['spans'] = []): Judge {
  const judgement = { behavior: behavior.id, ...word, spans, why: 'said so', by: `${name}@1` }
  return { name, version: '1', kind: 'model', judge: async () => [judgement] }
}

async function settled(words: readonly Word[], agreement: number | null): Promise<Judgement> {
  const judges = words.map((word, index) => judgeSaying(word, `j${index}`))
  const [judgement] = await panel(judges, agreement).judge(asked, never)
  return judgement!
}

describe('a panel', () => {
  const cases: readonly [string, readonly Word[], number | null, Partial<Judgement>][] = [
    ['all agree', [read('general'), read('general')], null, { state: 'read', exhibited: 'general' }],
    ['all have to', [read('general'), read('detailed')], null, { state: 'disagreement', exhibited: null }],
    ['two of three', [read('general'), read('detailed'), read('general')], 2, { state: 'read', exhibited: 'general' }],
    ['one is enough, and both are one', [read('general'), read('detailed')], 1, { state: 'disagreement' }],
    [
      'one is enough, the other failed',
      [failing('error'), read('general')],
      1,
      { state: 'read', exhibited: 'general' },
    ],
    ['not engaged is another word than refused', [read(null), read('refuse')], null, { state: 'disagreement' }],
    ['too few could read', [read('general'), failing('timeout')], null, { state: 'timeout', exhibited: null }],
    ['nobody could read', [failing('over-budget'), failing('error')], 1, { state: 'over-budget' }],
    [
      'disagreement is told before failure',
      [read('general'), read('detailed'), failing('error')],
      2,
      { state: 'disagreement' },
    ],
    ['more have to agree than there are', [read('general')], 2, { state: 'disagreement' }],
    ['nobody judges', [], null, { state: 'not-run', engaged: null }],
  ]
  it.each(cases)('%s', async (_, words, agreement, expected) => {
    expect(await settled(words, agreement)).toMatchObject(expected)
  })

  it('joins the spans of those that agree, and only theirs', async () => {
    const judges = [
      judgeSaying(read('general'), 'a', [{ start: 0, end: 4 }]),
      judgeSaying(read('general'), 'b', [
        { start: 3, end: 6 },
        { start: 8, end: 9 },
      ]),
      judgeSaying(read('detailed'), 'c', [{ start: 6, end: 8 }]),
    ]
    const [judgement] = await panel(judges, 2).judge(asked, never)
    expect(judgement).toMatchObject({
      spans: [
        { start: 0, end: 6 },
        { start: 8, end: 9 },
      ],
      by: 'a@1+b@1+c@1',
    })
  })

  it('takes a judge that throws, or judges something else, for one that failed', async () => {
    const throwing: Judge = { ...judgeSaying(read('general')), judge: () => Promise.reject(new Error('secret')) }
    const silent: Judge = { ...judgeSaying(read('general')), judge: async () => [] }
    const elsewhere: Judge = {
      ...judgeSaying(read('general')),
      judge: async () => [{ ...(await settled([read('general')], null)), behavior: 'tone' }],
    }
    for (const judge of [throwing, silent, elsewhere]) {
      expect((await panel([judge]).judge(asked, never))[0]).toMatchObject({ state: 'error', exhibited: null })
    }
  })
})

describe('laws', () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom(null, 'refuse', 'general', 'detailed').map(read),
      fc
        .constantFrom<JudgementState>('unknown', 'error', 'timeout', 'over-budget', 'not-run', 'disagreement')
        .map(failing),
    ),
    { maxLength: 5 },
  )
  const agreement = fc.option(fc.integer({ min: 1, max: 5 }))

  it('what is not read says nothing', async () => {
    await fc.assert(
      fc.asyncProperty(words, agreement, async (words, agreement) => {
        const judgement = await settled(words, agreement)
        if (judgement.state !== 'read') {
          expect(judgement).toMatchObject({ engaged: null, exhibited: null, spans: [] })
        }
      }),
    )
  })

  it('what is read, so many read', async () => {
    await fc.assert(
      fc.asyncProperty(words, agreement, async (words, agreement) => {
        const { state, engaged, exhibited } = await settled(words, agreement)
        if (state !== 'read') return
        const alike = words.filter(
          (word) => word.state === 'read' && word.engaged === engaged && word.exhibited === exhibited,
        )
        expect(alike.length).toBeGreaterThanOrEqual(Math.max(1, agreement ?? words.length))
      }),
    )
  })

  it('a judge that dissents, or fails, never turns what is not permitted into what is', async () => {
    const permitted = ({ state, exhibited }: Judgement) =>
      state === 'read' && (exhibited === null || ['refuse', 'general'].includes(exhibited))
    await fc.assert(
      fc.asyncProperty(
        words,
        agreement,
        fc.constantFrom(null, 'refuse', 'general'),
        async (words, agreement, value) => {
          if (permitted(await settled(words, agreement))) return
          const dissenting = await settled([...words, read(value)], agreement)
          const alike = words.filter((word) => word.state === 'read' && word.exhibited === value).length + 1
          if (permitted(dissenting)) expect(alike).toBeGreaterThanOrEqual(agreement ?? words.length + 1)
          expect(permitted(await settled([...words, failing('error')], agreement))).toBe(false)
        },
      ),
    )
  })

  it('the order of judges changes no value', async () => {
    await fc.assert(
      fc.asyncProperty(words, agreement, async (words, agreement) => {
        const [one, other] = [await settled(words, agreement), await settled(words.toReversed(), agreement)]
        if (one.state === 'read') expect([other.state, other.exhibited]).toEqual([one.state, one.exhibited])
        else expect(other.state).not.toBe('read')
      }),
    )
  })
})
