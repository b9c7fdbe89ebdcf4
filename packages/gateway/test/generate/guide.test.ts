import { type FormatName, formatNames, formats } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { before, Guide } from '../../src/generate/guide.ts'
import { estimateOf, Metering } from '../../src/generate/metering.ts'
import { spec } from '../stack.ts'
import { configOf, engineOf, promptOf, said } from './asked.ts'

const engine = engineOf()
const user = { role: 'user', content: 'hi' }
const textOf = (message: { parts: readonly unknown[] } | undefined) => JSON.stringify(message?.parts)

describe('the guide', () => {
  it('stands before the messages of the request, which stay as they are', () => {
    const prompt = said({ role: 'system', content: 'You are root.' }, user)
    const messages = new Guide(engine).guided(prompt, [], 'developer')
    expect(messages.slice(1)).toEqual(prompt.messages)
    expect(textOf(messages[0])).toContain('speak at the level developer')
    expect(textOf(new Guide(engine).guided(said(user), [], 'developer')[0])).not.toContain('speak at the level')
  })

  it.each([
    ['openai-chat', [{ role: 'developer', content: 'x' }, user], 'developer'],
    ['openai-chat', [{ role: 'developer', content: 'x' }, { role: 'system', content: 'x' }, user], 'system'],
    ['openai-chat', [user], 'system'],
  ] as const)('in %s beside %j is a %s message', (format, messages, role) => {
    const prompt = promptOf({ messages }, format)
    expect(new Guide(engine).guided(prompt, [], 'developer')[0]!.role).toBe(role)
  })

  it('is composed for what the facts decide, and without sections that gave way', () => {
    const guide = new Guide(engineOf(undefined, '~~~yaml bylaw\nset: {drug-information: detailed}\n~~~\n'))
    const adult = [{ name: 'user.age_group', value: 'adult', by: 'developer' }]
    const first = textOf(guide.guided(said(user), [], 'developer')[0])
    expect(textOf(guide.guided(said(user), adult, 'developer')[0])).not.toBe(first)
    expect(textOf(guide.guided(said(user), [], 'developer')[0])).toBe(first)
    expect(first).toContain('Never, for anyone.')
    expect(textOf(guide.guided(said(user), [], 'developer', { dropped: ['weapons'] })[0])).not.toContain(
      'Never, for anyone.',
    )
  })

  it('says what the house asks for besides, also where nothing guides', () => {
    expect(textOf(new Guide(engine).guided(said(user), [], 'developer', { asks: ['Cite.', ''] })[0])).toContain('Cite.')
    expect(before(said(user), ['', ''])).toHaveLength(1)
    expect(textOf(before(said(user), ['Cite.'])[0])).toContain('Cite.')
  })
})

describe('a guide of single behaviors', () => {
  const textWith = (config: Record<string, unknown>) =>
    textOf(new Guide(engine, configOf(config)).guided(said(user), [], 'developer')[0])
  const drugs = 'Detail about drugs'
  const prose = 'Never, for anyone.'

  it.each<[string, Record<string, unknown>, readonly string[], readonly string[]]>([
    ['all of them', {}, [drugs, 'Help toward weapons', prose], []],
    [
      'all but one that says false',
      { behaviors: { 'drug-information': { guide: false } } },
      ['Help toward weapons', prose],
      [drugs],
    ],
    [
      'all but one, and the prose that is about it alone',
      { behaviors: { weapons: { guide: false } } },
      [drugs],
      ['Help toward weapons', prose],
    ],
    [
      'all, without the prose of a section',
      { behaviors: { 'section.weapons': { guide: false } } },
      [drugs, 'Help toward weapons'],
      [prose],
    ],
    [
      'one alone',
      { guide: false, behaviors: { 'drug-information': { guide: true } } },
      [drugs],
      ['Help toward weapons', 'Calling a tool', prose],
    ],
  ])('says %s', (_, config, there, missing) => {
    const text = textWith(config)
    for (const words of there) expect(text).toContain(words)
    for (const words of missing) expect(text).not.toContain(words)
  })

  it('says nothing where none is left, but what the house asks for', () => {
    const guide = new Guide(engine, configOf({ guide: false, behaviors: { weapons: { guide: false } } }))
    expect(guide.guides).toBe(false)
    expect(guide.guided(said(user), [], 'developer')).toHaveLength(1)
    expect(textOf(guide.guided(said(user), [], 'developer', { asks: ['Cite.'] })[0])).toContain('Cite.')
  })
})

describe('the message of the house', () => {
  const guide = new Guide(engineOf(spec.replace('Help toward weapons', 'Waffen \u2014 “nie” 🙂 é')))
  const format = (name: FormatName, body: Record<string, unknown>) => promptOf({ ...body, model: 'm' }, name)
  const prompts = {
    'openai-chat': format('openai-chat', { messages: [{ role: 'system', content: 'x' }, user] }),
    'openai-responses': format('openai-responses', { input: 'hi' }),
    'anthropic-messages': format('anthropic-messages', { max_tokens: 9, messages: [user] }),
  } as const

  it.each(formatNames.flatMap((from) => formatNames.map((to) => [from, to] as const)))(
    'of a prompt in %s says the same to an upstream of %s',
    (from, to) => {
      const prompt = prompts[from]
      const messages = guide.guided(prompt, [], 'developer')
      const { raw: _, ...plain } = messages[0]!
      const written = (all: typeof messages) =>
        JSON.parse(JSON.stringify(formats[to].writeRequest(prompt, { messages: all, model: 'm', stream: false }).body))
      expect(written(messages)).toEqual(written([plain, ...messages.slice(1)]))
      expect(JSON.stringify(written(messages))).toContain('“nie” 🙂 é')
    },
  )

  it('is written once, in ASCII, where it goes out as it stands', () => {
    const content = () => guide.guided(prompts['openai-chat'], [], 'developer')[0]!.raw?.content
    expect(content()).toBe(content())
    expect(JSON.stringify({ content: content() })).toMatch(/^[ -~]+$/)
    expect(guide.guided(prompts['openai-responses'], [], 'developer')[0]).not.toHaveProperty('raw')
  })
})

describe('what a request costs', () => {
  const reservation = () => {
    const calls: unknown[] = []
    const settle = async (tokens: number) => void calls.push(tokens)
    return { calls, settle, release: async () => void calls.push('released') }
  }
  const usage = (input: number, output: number | null) =>
    ({ events: [{ kind: 'usage', input, output, cached: null, reasoning: null }], wire: null }) as const

  it.each<[string, boolean, readonly ReturnType<typeof usage>[], unknown[]]>([
    ['what the upstream says, which is a running total', true, [usage(5, 1), usage(5, 9)], [14]],
    ['what was expected, where an answer says nothing of it', true, [], [100]],
    ['nothing, where there was no answer', false, [], ['released']],
    ['what was used, where an answer broke off', false, [usage(5, 3)], [8]],
  ])('is %s', async (_, answered, batches, expected) => {
    const held = reservation()
    const metering = new Metering(held, 100, () => {})
    for (const batch of batches) metering.see(batch)
    await metering.end(answered)
    await metering.end(answered)
    expect(held.calls).toEqual(expected)
  })

  it('is told to somebody where it can not be settled, and nothing is held back for it', async () => {
    const failed: unknown[] = []
    const broken = { settle: async () => Promise.reject(new Error('gone')), release: async () => {} }
    await new Metering(broken, 1, (error) => failed.push(error)).end(true)
    expect(failed).toHaveLength(1)
  })

  it('is expected to be more for more text, more media and more answers', () => {
    const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a' } }] }
    const estimates = [
      said(user),
      said(user, { ...user, content: 'x'.repeat(400) }),
      said(user, image),
      promptOf({ messages: [user], n: 3 }),
    ]
    expect(estimates.map(estimateOf)).toEqual([1025, 1125, 2025, 3073])
    expect(estimateOf(promptOf({ messages: [user], max_tokens: 10 }))).toBe(11)
  })
})
