import type { AnswerEvent, Batch } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { checkAnswer } from '../../src/check/answer.ts'
import type { CheckRecord } from '../../src/record.ts'
import {
  acting,
  against,
  call,
  defaults,
  each,
  finds,
  finish,
  leaves,
  opaque,
  reviewer,
  streamed,
  verdict,
  whole,
  words,
} from './events.ts'

const secret = 'I know: hunter2, so.'
const answer = [...words(0, ['I know: hun', 'ter2, so.']), finish()]
const reads = call(1, 'read_file', ['{}'])

describe('nothing enforced', () => {
  const watching = (text: string) => [against('refuse', { mode: 'observe', why: `saw ${text.length}` })]

  it.each([
    ['streamed', streamed(...answer)],
    ['whole', whole(...answer)],
  ])('%s, every batch leaves as it came', async (_, came) => {
    const { batches, checks } = await leaves(came, { reviewer: reviewer('hold', watching, false) })
    expect(batches).toHaveLength(came.length)
    for (const [index, batch] of batches.entries()) expect(batch).toBe(came[index])
    expect(checks).toMatchObject([{ what: 'text', mode: 'observe', outcome: 'blocked', act: 'refuse', why: /^saw 20/ }])
  })

  it('what was found is taken down before the end leaves', async () => {
    const noted: CheckRecord[] = []
    const known: [string, number][] = []
    const checking = { ...defaults(noted), reviewer: reviewer('hold', watching, false) }
    for await (const { events } of checkAnswer(each(streamed(...answer)), checking))
      known.push([events[0]!.kind, noted.length])
    expect(known).toEqual([
      ['part', 0],
      ['delta', 0],
      ['delta', 0],
      ['part-end', 0],
      ['finish', 1],
    ])
  })

  it('reasoning that is withheld never leaves, and is judged all the same', async () => {
    const came = streamed(...words(0, 'never said', 'reasoning'), ...words(1, 'hi'), finish())
    const { all, said, checks } = await leaves(came, {
      reviewer: reviewer('hold', watching, false),
      reasoning: 'withhold',
    })
    expect(all).not.toContain('never')
    expect(said()).toBe('hi')
    expect(checks.map(({ what }) => what)).toEqual(['text', 'reasoning'])
  })
})

describe.each([
  ['streamed', streamed],
  ['whole', whole],
])('a text that may not leave, %s and held', (_, came) => {
  it.each([
    ['refuse', 'I can not help with that.', 'stop', []],
    ['ask', 'Somebody has to approve this.', 'stop', []],
    ['revise', 'A better answer.', 'calls', [['read_file', '{}']]],
    ['redact', 'I know: [withheld], so.', 'calls', [['read_file', '{}']]],
    ['annotate', `${secret}\n\nA note.`, 'calls', [['read_file', '{}']]],
  ] as const)('%s', async (act, said, reason, calls) => {
    const left = await leaves(came(...words(0, secret), ...reads, finish('calls')), { reviewer: finds('hunter2', act) })
    expect(left.said()).toBe(said)
    expect(left.reason()).toBe(reason)
    expect(left.calls()).toEqual(calls)
    expect(left.checks).toMatchObject([{ what: 'text', mode: 'enforce', behavior: 'tone', finding: 'overreach', act }])
    if (act !== 'annotate') expect(left.all).not.toContain('hunter2')
  })

  it.each([
    ['refuse', '', 'I can not help with that.'],
    ['redact', '', 'I can not help with that.'],
    ['annotate', '', 'I can not help with that.'],
    ['ask', '', 'Somebody has to approve this.'],
    ['revise', '', 'I can not help with that.'],
  ] as const)('%s, where the client asked for JSON', async (act, text, refusal) => {
    const came_ = came(...words(0, '{"a":"hunter2"}'), finish())
    const left = await leaves(came_, { reviewer: finds('hunter2', act), structured: true })
    expect([left.said(), left.said('refusal')]).toEqual([text, refusal])
    expect(left.all).not.toContain('hunter2')
  })

  it('a revision that is JSON is one', async () => {
    const revising = { ...acting, revise: async () => '{"a":"b"}' }
    const came_ = came(...words(0, '{"a":"hunter2"}'), finish())
    const left = await leaves(came_, { reviewer: finds('hunter2', 'revise'), structured: true, acting: revising })
    expect([left.said(), left.said('refusal')]).toEqual(['{"a":"b"}', ''])
  })

  it.each([
    ['a revision that came to nothing', against('revise')],
    ['a redaction without a span', against('redact')],
    ['a redaction outside of the text', against('redact', { spans: [{ start: 90, end: 95 }] })],
    ['a redaction of nothing', against('redact', { spans: [{ start: 3, end: 3 }] })],
    ['a check that failed, whatever it would have done', against('annotate', { finding: 'failed', state: 'error' })],
    ['a check that did not run and is closed', verdict({ outcome: 'not-run', finding: 'failed', act: 'annotate' })],
  ])('%s is a refusal', async (_, found) => {
    const checking = { reviewer: reviewer('hold', () => [found]), acting: { ...acting, revise: async () => null } }
    const left = await leaves(came(...answer), checking)
    expect(left.said()).toBe('I can not help with that.')
    expect(left.checks[0]).toMatchObject({ act: 'refuse' })
  })

  it('the strictest act wins', async () => {
    const spans = [{ start: 0, end: 1 }]
    const acts = ['annotate', 'redact', 'revise', 'ask', 'refuse'] as const
    const said = [
      `${secret}\n\nA note.`,
      '[withheld] know: hunter2, so.',
      'A better answer.',
      'Somebody has to approve this.',
      'I can not help with that.',
    ]
    for (const [index] of acts.entries()) {
      const found = acts.slice(0, index + 1).map((act) => against(act, { spans, behavior: act }))
      expect((await leaves(came(...answer), { reviewer: reviewer('hold', () => found) })).said()).toBe(said[index])
    }
  })

  it('where nothing is said of what is enforced, nothing leaves', async () => {
    const left = await leaves(came(...answer), { reviewer: reviewer('hold', () => []) })
    expect(left.said()).toBe('I can not help with that.')
    expect(left.checks).toMatchObject([{ outcome: 'blocked', finding: 'failed' }])
  })

  it('a check that did not run and is open lets it pass, and is taken down', async () => {
    const found = verdict({ outcome: 'not-run', finding: 'failed', failure: 'open', state: 'timeout' })
    const left = await leaves(came(...answer), { reviewer: reviewer('hold', () => [found]) })
    expect(left.said()).toBe(secret)
    expect(left.checks).toMatchObject([{ outcome: 'not-run', act: null }])
  })

  it('refused, its calls are blocked with it, and nobody decides them', async () => {
    const withheld: (string | undefined)[] = []
    const noting = async (_: number, calls: readonly { withheld?: string }[]) => {
      withheld.push(...calls.map((each) => each.withheld))
      return []
    }
    const left = await leaves(came(...words(0, secret), ...reads, finish('calls')), {
      reviewer: finds('hunter2', 'refuse'),
      gate: noting,
    })
    expect(withheld).toEqual(['The answer it stands in was withheld.'])
    expect(left.calls()).toEqual([])
  })

  it('refusals are judged like any text, and across parts', async () => {
    const parts = [...words(0, 'I know: hun', 'refusal'), ...words(1, 'ter2, so.')]
    const left = await leaves(came(...parts, finish()), { reviewer: finds('hunter2', 'redact') })
    expect(left.said('refusal') + left.said()).toBe('I know: [withheld], so.')
  })

  it('reasoning that may not leave is withheld, and the answer stands for itself', async () => {
    const parts = [...words(0, 'the word is hunter2', 'reasoning'), ...words(1, 'hi')]
    const refused = await leaves(came(...parts, finish()), { reviewer: finds('hunter2', 'refuse') })
    expect([refused.said('reasoning'), refused.said(), refused.reason()]).toEqual(['', 'hi', 'stop'])
    expect(refused.all).not.toContain('hunter2')
    expect(refused.checks).toMatchObject([
      { what: 'text', outcome: 'permitted' },
      { what: 'reasoning', outcome: 'blocked', act: 'refuse' },
    ])
    const redacted = await leaves(came(...parts, finish()), { reviewer: finds('hunter2', 'redact') })
    expect(redacted.said('reasoning')).toBe('the word is [withheld]')
    expect(redacted.all).not.toContain('hunter2')
  })

  it('of a refused answer the reasoning stays, too', async () => {
    const parts = [...words(0, 'never said', 'reasoning'), ...words(1, secret)]
    const left = await leaves(came(...parts, finish()), { reviewer: finds('hunter2', 'refuse') })
    expect(left.all).not.toMatch(/never|hunter2/)
  })

  it('choices are judged apart', async () => {
    const parts = [...words(0, secret), ...words(0, 'hi', 'text', 1)]
    const left = await leaves(came(...parts, finish(), finish('stop', 1)), { reviewer: finds('hunter2', 'refuse') })
    expect([left.said('text', 0), left.said('text', 1)]).toEqual(['I can not help with that.', 'hi'])
  })
})

describe('held and permitted', () => {
  it('a text leaves with everything it came with, after the check and not before', async () => {
    const came = streamed(...words(0, ['a', 'b']), ...words(1, 'c', 'reasoning'), finish())
    const { events, batches } = await leaves(came, { reviewer: finds('hunter2', 'refuse') })
    expect(events).toEqual(came.flatMap((batch) => batch.events))
    expect(batches).toMatchObject([{ wire: null }])
  })

  it.each(['hold', 'window', 'after'] as const)(
    'an answer in 200,000 pieces leaves like any other (%s)',
    async (stream) => {
      const said = words(0, Array<string>(200_000).fill('a '))
      const called = call(1, 'read_file', ['{'].concat(Array<string>(200_000).fill(' '), '}'))
      const came: Batch[] = [
        { events: said, wire: null },
        { events: called.concat(finish()), wire: null },
      ]
      const reviewing = reviewer(stream, () => [verdict()])
      const left = await leaves(came, { reviewer: reviewing, window: { characters: 50_000, overlap: 100 } })
      expect(left.said()).toHaveLength(400_000)
      expect(left.calls()[0]![1]).toHaveLength(200_002)
    },
  )

  it('parts that overlap leave one after another', async () => {
    const [begin, delta, end] = words(0, 'ab')
    const [begin1, delta1, end1] = words(1, 'cd')
    const { events } = await leaves(streamed(begin!, begin1!, delta1!, delta!, end1!, end!, finish()), {
      reviewer: finds('x', 'refuse'),
    })
    expect(events.map((event) => ('part' in event ? event.part : '-')).join('')).toBe('000111-')
  })

  it('the record has one entry for all that was only watched', async () => {
    const found = [verdict(), verdict({ mode: 'observe', behavior: 'a' }), verdict({ mode: 'observe', behavior: 'b' })]
    const { checks } = await leaves(streamed(...answer), { reviewer: reviewer('hold', () => found) })
    expect(checks).toMatchObject([
      { behavior: 'tone', outcome: 'permitted', act: null },
      { behavior: null, outcome: 'permitted', why: '2 other behaviors: nothing was found' },
    ])
  })
})

describe('after', () => {
  it('a text leaves as it comes; what it may not say is followed by words of the house', async () => {
    const came = streamed(...words(0, ['I know: hun', 'ter2, so.']), ...reads, finish('calls'))
    const left = await leaves(came, { reviewer: finds('hunter2', 'refuse', 'after') })
    for (const [index, batch] of left.batches.slice(0, 4).entries()) expect(batch).toBe(came[index])
    expect(left.said()).toBe(`${secret}\n\nI can not help with that.`)
    expect([left.reason(), left.calls()]).toEqual(['refusal', []])
    expect(left.checks[0]!.why).toContain('after it had left')
  })

  it.each(['revise', 'redact', 'ask'] as const)('%s comes too late and is a refusal', async (act) => {
    const left = await leaves(streamed(...answer), { reviewer: finds('hunter2', act, 'after') })
    expect(left.said()).toBe(`${secret}\n\nI can not help with that.`)
    expect(left.checks[0]!.act).toBe('refuse')
  })

  it('a note comes in time', async () => {
    const left = await leaves(streamed(...answer), { reviewer: finds('hunter2', 'annotate', 'after') })
    expect([left.said(), left.reason()]).toEqual([`${secret}\n\nA note.`, 'stop'])
  })

  it('what was thought aloud counts as said', async () => {
    const came = streamed(...words(0, 'hunter2', 'reasoning'), ...words(1, 'hi'), finish())
    const left = await leaves(came, { reviewer: finds('hunter2', 'redact', 'after') })
    expect([left.said(), left.reason()]).toEqual(['hi\n\nI can not help with that.', 'refusal'])
  })

  it('an answer that comes with its end is held', async () => {
    const left = await leaves(whole(...answer), { reviewer: finds('hunter2', 'refuse', 'after') })
    expect(left.all).not.toContain('hunter2')
  })
})

describe('what nobody can read', () => {
  const came = [...words(0, 'hi'), ...opaque(1, 'image_generation_call'), finish()]

  it('passes where nothing is enforced, and is taken down', async () => {
    const { batches, checks } = await leaves(streamed(...came))
    expect(batches).toEqual(streamed(...came))
    expect(checks).toMatchObject([{ what: 'opaque', mode: 'observe', outcome: 'not-run', act: null }])
  })

  it.each([
    ['hold', whole],
    ['hold', streamed],
    ['window', streamed],
    ['after', streamed],
  ] as const)('is withheld where a failure is closed (%s)', async (stream, how) => {
    const left = await leaves(how(...came), { reviewer: finds('hunter2', 'refuse', stream) })
    expect(left.events.some((event) => event.kind === 'part' && event.type === 'opaque')).toBe(false)
    expect(left.said()).toMatch(/^hi\n\nThe answer had a part of type `image_generation_call`, which can't be checked/)
    expect(left.checks).toMatchObject([{ what: 'opaque', mode: 'enforce', outcome: 'not-run', act: 'refuse' }, {}])
  })

  it('passes where a failure is open, unless its answer is refused', async () => {
    const open = (word: string) => ({ reviewer: { ...finds(word, 'refuse'), unread: 'open' as const } })
    expect((await leaves(whole(...came), open('hunter2'))).events).toHaveLength(6)
    expect((await leaves(whole(...came), open('hi'))).all).not.toContain('image')
  })

  it('is not named in words that an upstream made up', async () => {
    const left = await leaves(whole(...opaque(0, 'a`\nIgnore'), finish()), { reviewer: finds('x', 'refuse') })
    expect(left.all + JSON.stringify(left.checks)).not.toContain('Ignore')
  })

  it('other events pass while nothing was changed; of a ping never more than that it is one', async () => {
    const other: AnswerEvent = { kind: 'other', raw: { type: 'news', text: 'hunter2' } }
    const ping: AnswerEvent = { kind: 'other', raw: { type: 'ping', text: 'hunter2' } }
    expect((await leaves(streamed(other, ping, ...answer))).events.slice(0, 2)).toEqual([other, ping])
    const held = await leaves(streamed(other, ping, ...answer), { reviewer: finds('hunter2', 'refuse') })
    expect(held.events[0]).toEqual({ kind: 'other', raw: { type: 'ping' } })
    expect(held.all).not.toContain('hunter2')
    const changed = await leaves(streamed(...words(0, 'x', 'reasoning'), other, finish()), { reasoning: 'withhold' })
    expect(changed.all).not.toContain('hunter2')
  })

  it('a batch that says nothing has no wire where something is enforced', async () => {
    const silent = [{ events: [], wire: 'hunter2' }]
    expect((await leaves(silent)).batches).toEqual(silent)
    expect((await leaves(silent, { reviewer: finds('x', 'refuse') })).batches).toEqual([])
  })
})
