import type { Batch } from '@bylaw/providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkAnswer } from '../../src/check/answer.ts'
import { merged, redacted } from '../../src/check/redaction.ts'
import { cutAfter, graphemeAt, rereadFrom } from '../../src/check/window.ts'
import { acting, against, call, defaults, finds, finish, leaves, reviewer, streamed, verdict, words } from './events.ts'

const window = { characters: 16, overlap: 8 }
const letters = (text: string) => [...text]
const passage = 'one two three four five six seven eight nine ten eleven twelve '

describe('a text in windows', () => {
  it('begins to leave within one window, and leaves whole', async () => {
    let seen = ''
    let first: number | null = null
    async function* source(): AsyncGenerator<Batch> {
      for (const batch of streamed(...words(0, letters(passage)), finish())) {
        const [event] = batch.events
        if (event?.kind === 'delta') seen += event.text
        yield batch
      }
    }
    let said = ''
    for await (const { events } of checkAnswer(source(), {
      ...defaults([]),
      window,
      reviewer: finds('x{3}', 'refuse', 'window'),
    })) {
      for (const event of events) {
        if (event.kind !== 'delta') continue
        first ??= seen.length
        said += event.text
        expect(said.length).toBeLessThanOrEqual(
          Math.max(0, seen.length === passage.length ? seen.length : seen.length - window.overlap),
        )
      }
    }
    expect(first).toBeLessThanOrEqual(window.characters + 2)
    expect(said).toBe(passage)
  })

  it.each([
    ['refuse', /^one two thre?[^~]*\n\nI can not help with that\.$/],
    ['ask', /\n\nSomebody has to approve this\.$/],
    ['revise', /\n\nI can not help with that\.$/],
  ] as const)('%s: what left stays, nothing more does, and words of the house follow', async (act, said) => {
    const came = streamed(
      ...words(0, letters(`${passage}hunter2 ${passage}`)),
      ...call(1, 'read_file', ['{}']),
      finish('calls'),
    )
    const left = await leaves(came, { window, reviewer: finds('hunter2', act, 'window') })
    expect(left.said()).toMatch(said)
    expect(left.said()).not.toMatch(/hunter|h(?=\n)/)
    expect([left.reason(), left.calls()]).toEqual(['stop', []])
    expect(left.checks).toMatchObject([{ what: 'text', finding: 'overreach' }])
  })

  it('of a text that is short nothing leaves before it is checked, so it can still be revised', async () => {
    const left = await leaves(streamed(...words(0, letters('so: hunter2')), finish()), {
      window,
      reviewer: finds('hunter2', 'revise', 'window'),
    })
    expect(left.said()).toBe('A better answer.')
  })

  it('redacts and goes on', async () => {
    const came = streamed(...words(0, letters(`${passage}hunter2 ${passage}hunter2`)), finish())
    const left = await leaves(came, { window, reviewer: finds('hunter2', 'redact', 'window') })
    expect(left.said()).toBe(`${passage}[withheld] ${passage}[withheld]`)
    expect(left.checks).toMatchObject([{ act: 'redact' }])
  })

  it('annotates at the end', async () => {
    const came = streamed(...words(0, letters(`${passage}hunter2 ${passage}`)), finish())
    const left = await leaves(came, { window, reviewer: finds('hunter2', 'annotate', 'window') })
    expect(left.said()).toBe(`${passage}hunter2 ${passage}\n\nA note.`)
  })

  it('what a window showed stands, though the whole looks harmless', async () => {
    const flapping = reviewer('window', (_, stage) => [stage === 'window' ? against('refuse') : verdict()])
    const left = await leaves(streamed(...words(0, letters(passage)), finish()), { window, reviewer: flapping })
    expect(left.said()).toBe('I can not help with that.')
    expect(left.checks).toMatchObject([{ outcome: 'blocked', act: 'refuse' }])
  })

  it('a window of which nothing is said stops the text', async () => {
    const silent = reviewer('window', (_, stage) => (stage === 'window' ? [] : [verdict()]))
    const left = await leaves(streamed(...words(0, letters(passage)), finish()), { window, reviewer: silent })
    expect(left.said()).toBe('I can not help with that.')
  })

  it('what only the whole shows is refused as far as it has not left', async () => {
    const late = reviewer('window', (text, stage) => [
      stage === 'whole' && text.includes('twelve') ? against('redact', { spans: [{ start: 0, end: 3 }] }) : verdict(),
    ])
    const left = await leaves(streamed(...words(0, letters(passage)), finish()), { window, reviewer: late })
    expect(left.said()).toMatch(/^one two .*\n\nI can not help with that\.$/)
    expect(left.checks).toMatchObject([{ act: 'refuse' }])
  })

  it('JSON that has begun is followed by a refusal, never by text', async () => {
    const came = streamed(...words(0, letters(`{"a": "${passage}hunter2 ${passage}"}`)), finish())
    const left = await leaves(came, { window, reviewer: finds('hunter2', 'redact', 'window'), structured: true })
    expect(left.said()).not.toContain('hunter2')
    expect(left.said()).not.toContain('help')
    expect(left.said('refusal')).toBe('I can not help with that.')
  })

  it('reasoning gives way to the answer, and what may not leave of it holds nothing up', async () => {
    const came = streamed(
      ...words(0, letters('hmm hunter2 hmm hmm'), 'reasoning'),
      ...words(1, letters(passage)),
      finish(),
    )
    const checking = { window, reviewer: finds('hunter2', 'refuse', 'window') }
    const left = await leaves(came, checking)
    expect([left.said(), left.reason()]).toEqual([passage, 'stop'])
    expect(left.all).not.toContain('hunter')
    const place = left.events.findIndex((event) => event.kind === 'part' && event.type === 'text')
    expect(place).toBeLessThan(left.events.length - 4)
    const fine = await leaves(
      streamed(...words(0, letters('hmm hmm'), 'reasoning'), ...words(1, letters(passage)), finish()),
      checking,
    )
    expect([fine.said('reasoning'), fine.said()]).toEqual(['hmm hmm', passage])
  })

  it('says of the beginning of a part nothing but its type: more would say what was not read', async () => {
    const [begin, ...rest] = words(0, letters(passage))
    const came = streamed({ ...begin!, raw: { text: 'hunter2' } } as typeof begin & object, ...rest, finish())
    expect((await leaves(came, { window, reviewer: finds('x', 'redact', 'window') })).all).not.toContain('hunter2')
  })

  it('asks nobody after the client has gone', async () => {
    const gone = new AbortController()
    gone.abort()
    let asked = 0
    const counting = reviewer('window', () => [verdict({ why: `${asked++}` })])
    const reading = leaves(streamed(...words(0, letters(passage)), finish()), {
      reviewer: counting,
      signal: gone.signal,
      acting,
    })
    await expect(reading).rejects.toThrow()
    expect(asked).toBe(0)
  })
})

describe('where a text is cut', () => {
  it.each([
    ['after a word', 'one two three four', 0, 10, 8],
    ['inside a long word only where there is no other place', 'abcdefghijklmnop', 0, 8, 8],
    ['not inside a surrogate pair', 'aaaaaaa👋bbbbbb', 0, 8, 7],
    ['not before a mark that belongs to a letter', 'aaaaaae\u0301bbbbbb', 0, 7, 6],
    ['not inside joined emoji', 'aaa👩‍🔬bbbbbb', 0, 6, 3],
  ])('%s', (_, text, read, characters, at) => {
    expect(cutAfter(text, read, characters)).toBe(at)
  })

  it('always moves on, never past what was asked for, and a text is read again from before the overlap', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', ' ', '👋', '\u0301', '\u200d', '\ud83d', '\udc4b'),
      minLength: 40,
      maxLength: 80,
    })
    fc.assert(
      fc.property(texts, fc.nat(20), fc.integer({ min: 1, max: 18 }), fc.nat(20), (text, read, characters, overlap) => {
        const to = cutAfter(text, read, characters)
        expect(to).toBeGreaterThan(read)
        expect(to).toBeLessThanOrEqual(read + characters)
        expect(rereadFrom(text, read, overlap)).toBeLessThanOrEqual(Math.max(0, read - overlap))
        expect(graphemeAt(text, read)).toBeLessThanOrEqual(read)
      }),
    )
  })
})

describe('a redaction', () => {
  it('in pieces says what it says in one, and shows nothing of its spans', () => {
    const text = 'abcdefghijklmnopqrstuvwxyz'
    const span = fc.tuple(fc.nat(26), fc.nat(26)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), fc.array(fc.nat(26), { maxLength: 5 }), (spans, cuts) => {
        const hidden = merged(spans, text.length)
        const one = redacted(text, hidden, 0, text.length)
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((to, index) => redacted(text, hidden, places[index]!, to))
        expect(pieces.join('')).toBe(one)
        const left = one.replaceAll('[withheld]', '')
        expect(left).toBe(
          [...text].filter((_, at) => !hidden.some(({ start, end }) => at >= start && at < end)).join(''),
        )
      }),
    )
  })
})
