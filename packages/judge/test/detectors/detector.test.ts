import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Automaton } from '../../src/detectors/automaton.ts'
import { detector, LONGEST_TEXT } from '../../src/detectors/detector.ts'
import { folded, plain } from '../../src/detectors/normalised.ts'
import { compile, matches, patterns } from '../../src/detectors/patterns.ts'
import { windows } from '../../src/detectors/windows.ts'
import { words } from '../../src/detectors/words.ts'
import { assigned, type Case, createJudges, type Detector, type Measured, measured } from '../../src/index.ts'
import { policyOf, spec } from '../policy.ts'

const policy = policyOf(spec)
const never = new AbortController().signal
const found = words('list', ['atlas']) as Detector
const asked = (behavior: Measured, text: string, side: Case['side'] = 'answer'): Case => ({
  behaviors: [behavior],
  before: [],
  text,
  side,
})

describe('a detector as a judge', () => {
  const cases: readonly [string, string | null, string, string, object][] = [
    [
      'finds the loosest value of a scale',
      null,
      'drug-information',
      'atlas',
      { engaged: true, exhibited: 'detailed', spans: [{ start: 0, end: 5 }] },
    ],
    ['finds what it is told', 'general', 'drug-information', 'atlas', { engaged: true, exhibited: 'general' }],
    ['finds a bright line crossed', null, 'nerve-agents', 'atlas', { exhibited: 'crossed' }],
    ['finds the other kind crossed, too', null, 'says-it-is-a-machine', 'atlas', { exhibited: 'crossed' }],
    ['finds a section breached', null, 'section.honesty', 'atlas', { exhibited: 'breached' }],
    [
      'finds nothing',
      null,
      'drug-information',
      'at las',
      { state: 'read', engaged: false, exhibited: null, spans: [] },
    ],
    ['does not judge a choice untold', null, 'tone', 'atlas', { state: 'not-run', engaged: null }],
    ['judges a choice when told', 'formal', 'tone', 'atlas', { state: 'read', exhibited: 'formal' }],
    ['does not judge by a value that is none', 'loud', 'tone', 'atlas', { state: 'not-run' }],
    ['does not even say that nothing is there', 'loud', 'tone', 'nothing', { state: 'not-run' }],
  ]
  it.each(cases)('%s', async (_, exhibits, id, text, expected) => {
    const [judgement] = await assigned(found, exhibits).judge(asked(measured(policy, id)!, text), never)
    expect(judgement).toMatchObject({ behavior: id, ...expected })
  })

  it('has a request engage and exhibit nothing', async () => {
    const behavior = measured(policy, 'drug-information')!
    const [judgement] = await assigned(found).judge(asked(behavior, 'atlas', 'request'), never)
    expect(judgement).toMatchObject({ state: 'read', engaged: true, exhibited: null })
  })

  it('has not read what is too long, nor what it stumbled over', async () => {
    const behavior = measured(policy, 'drug-information')!
    const broken = detector('broken', '1', null, () => {
      throw new Error('secret')
    })
    const [long] = await assigned(found).judge(asked(behavior, ' '.repeat(LONGEST_TEXT + 1)), never)
    const [failed] = await assigned(broken).judge(asked(behavior, 'x'), never)
    expect(long).toMatchObject({ state: 'not-run', exhibited: null })
    expect(failed).toMatchObject({ state: 'error', exhibited: null, why: 'the detector failed' })
  })

  it('says what it found without saying it', async () => {
    const behavior = measured(policy, 'drug-information')!
    const [judgement] = await assigned(found).judge(asked(behavior, 'ATLAS'), never)
    expect(judgement!.why).toBe('found 1: word')
  })

  it('changes its version with what it looks for', () => {
    expect((words('list', ['atlas']) as Detector).version).toBe(found.version)
    expect((words('list', ['atlas', 'x']) as Detector).version).not.toBe(found.version)
  })
})

describe('what is wrong with a list', () => {
  const cases = [
    { detector: 'words', words: ['ok', '\u200b'] },
    { detector: 'patterns', patterns: ['(a'] },
    { detector: 'patterns', patterns: ['(?<=x)y'] },
    { detector: 'patterns', patterns: ['a*'] },
    { detector: 'patterns', patterns: ['x'.repeat(3000)] },
    { detector: 'personal-data', regions: ['ZZ'] },
    { detector: 'language', languages: ['xx'] },
  ] as const
  it.each(cases)('is a problem when it is built: %j', async (config) => {
    const { judges, problems } = await createJudges({ bad: config, good: { detector: 'secrets' } }, () => expect.fail())
    expect(problems).toHaveLength(1)
    expect(problems[0]!.judge).toBe('bad')
    expect([...judges.keys()]).toEqual(['good'])
  })
})

describe('cost', () => {
  it('of words: no more than two steps for each character, however the text is made', () => {
    const texts = ['a', 'ab', 'aaab', 'abab', 'x']
    for (const unit of texts) {
      for (const length of [1_000, 2_000, 4_000]) {
        const automaton = new Automaton(['aaaaaaaab', 'abababac', 'b', 'aab'])
        const text = unit.repeat(length).slice(0, length)
        expect([...automaton.matches(text)].length).toBeLessThanOrEqual(2 * length)
        expect(automaton.steps).toBeLessThanOrEqual(2 * length)
      }
    }
  })

  it('of patterns: a bounded number of passes, and the rest of the text is one match', () => {
    const expression = compile('a.*b|a')
    if (typeof expression === 'string') return expect.fail(expression)
    const text = 'a'.repeat(1_000)
    const all = matches(expression, text, 'it')
    expect(all).toHaveLength(64)
    expect(all.at(-1)).toEqual({ start: 63, end: 1_000, kind: 'it' })
  })

  it('of windows: every stretch once, none longer than it may be', async () => {
    const stretches: number[] = []
    await windows('x'.repeat(1_000), 100, 20, (stretch) => {
      stretches.push(stretch.length)
      return []
    })
    expect(Math.max(...stretches)).toBe(100)
    expect(stretches.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1_300)
  })
})

describe('laws', () => {
  it('the automaton finds what searching word by word finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 })
    const list = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 }), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(text, list, (text, list) => {
        const expected = list.flatMap((word, index) =>
          [...text].flatMap((_, start) => (text.startsWith(word, start) ? [`${start} ${index}`] : [])),
        )
        const got = [...new Automaton(list).matches(text)].map(({ start, word }) => `${start} ${word}`)
        expect(got.sort()).toEqual(expected.sort())
      }),
    )
  })

  it('what is respelt keeps its places: in order, inside the text, and whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const { text: spelt, original } of [plain(text), folded(text)]) {
          let last = 0
          for (let at = 0; at < spelt.length; at++) {
            const { start, end } = original(at, at + 1)
            expect(start).toBeGreaterThanOrEqual(last)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(text.length)
            expect(text.slice(start, end)).toSatisfy((each: string) => [...each].length === 1)
            last = start
          }
        }
      }),
    )
  })

  it('windows find what one pass finds, as long as nothing is longer than the overlap', async () => {
    const scan = (text: string) =>
      [...text.matchAll(/ab+a/g)].map(({ 0: match, index }) => ({ start: index, end: index + match.length, kind: 'k' }))
    const short = fc
      .string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 80 })
      .filter((text) => !text.includes('bbbb'))
    await fc.assert(
      fc.asyncProperty(short, async (text) => {
        const expected = scan(text).map(({ start }) => start)
        const got = (await windows(text, 16, 6, scan)).map(({ start }) => start)
        expect(expected.every((start) => got.includes(start))).toBe(true)
      }),
    )
  })

  it('a pattern that can be compiled never fails on a text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string({ unit: 'grapheme' }), async (expression, text) => {
        const built = patterns('p', [expression])
        if (!('problem' in built)) expect((await built.find(text)).state).toBe('read')
      }),
    )
  })
})
