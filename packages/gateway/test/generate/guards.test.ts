import type { Prompt } from '@bylaw/providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressesIn, whyNotFetched } from '../../src/generate/addresses.ts'
import { guardHosted, guardMedia, guardRounds, hostedTools, roundsOf } from '../../src/generate/guards.ts'
import { Refusal } from '../../src/refusal.ts'
import { operator, spec } from '../stack.ts'
import { configOf, engineOf, promptOf, said } from './asked.ts'

function codeOf(guard: () => void): string | null {
  try {
    guard()
    return null
  } catch (error) {
    return error instanceof Refusal ? error.failure.code : String(error)
  }
}

describe('an address that an upstream is to fetch from', () => {
  it.each([
    'https://example.com/a.png',
    'http://93.184.215.14/a.png',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/a',
    'data:image/png;base64,AAAA',
    'file-abc123',
  ])('%s is on the public network', (address) => {
    expect(whyNotFetched(address, 'public')).toBeNull()
  })

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://10.1.2.3/',
    'http://172.31.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://intranet/',
    'http://public.example@127.0.0.1/',
    'http://127.0.0.1\\@example.com/',
    ' http://127.0.0.1/',
    'ht\ntp://127.0.0.1/',
    'file:///etc/passwd',
    'ftp://example.com/a',
    'gopher://example.com/',
    'javascript:alert(1)',
    '//127.0.0.1/',
    '/etc/passwd',
    '',
  ])('%j is not', (address) => {
    expect(whyNotFetched(address, 'public')).not.toBeNull()
  })

  it('is nothing but data where only data may be sent', () => {
    fc.assert(fc.property(fc.webUrl(), (address) => whyNotFetched(address, 'data') !== null))
    expect(whyNotFetched('file-abc', 'data')).not.toBeNull()
    expect(whyNotFetched('DATA:image/png;base64,AAAA', 'data')).toBeNull()
  })

  it('is never a private address, however it is written', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(byte, byte, byte, (b, c, d) => {
        const number = ((10 * 256 + b) * 256 + c) * 256 + d
        for (const host of [
          `10.${b}.${c}.${d}`,
          `${number}`,
          `0x${number.toString(16)}`,
          `[::ffff:10.${b}.${c}.${d}]`,
        ]) {
          expect(whyNotFetched(`http://${host}/`, 'public')).not.toBeNull()
        }
      }),
    )
  })

  it('is found wherever it stands in what nobody understands', () => {
    expect(addressesIn({ a: [{ b: 'http://10.0.0.1/' }], c: 'words', d: ' ftp://x' })).toEqual([
      ' ftp://x',
      'http://10.0.0.1/',
    ])
  })
})

describe('media of a request', () => {
  const image = (url: string) => said({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] })
  const result = (url: string): Prompt =>
    promptOf(
      {
        max_tokens: 5,
        messages: [
          { role: 'user', content: 'x' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
          {
            role: 'user',
            content: [
              {
                type: 'tool_result',
                tool_use_id: 'a',
                content: [{ type: 'image', source: { type: 'url', url } }],
              },
            ],
          },
        ],
      },
      'anthropic-messages',
    )
  const opaque = (url: string) => said({ role: 'user', content: [{ type: 'picture_of_tomorrow', picture: { url } }] })

  it.each([
    ['an image', image],
    ['an image in the answer of a tool', result],
    ['a part of an unknown type', opaque],
  ])('%s is not fetched from the inner network', (_, asked) => {
    const guarded = (url: string, media: string) => codeOf(() => guardMedia(asked(url), configOf({ media })))
    expect(guarded('http://169.254.169.254/', 'public')).toBe('media_address')
    expect(guarded('http://example.com/a.png', 'public')).toBeNull()
    expect(guarded('http://example.com/a.png', 'data')).toBe('media_address')
    expect(guarded('http://169.254.169.254/', 'any')).toBeNull()
  })

  const beside = (more: object) => said({ role: 'user', content: 'x', ...more })
  const inPart = (more: object) => said({ role: 'user', content: [{ type: 'text', text: 'x', ...more }] })
  const inResult = (more: object) =>
    promptOf({ input: [{ type: 'function_call_output', call_id: 'c', output: 'x', ...more }] }, 'openai-responses')
  const inCall = (more: object) =>
    promptOf(
      { input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}', ...more }] },
      'openai-responses',
    )

  it.each<[string, (more: object) => Prompt]>([
    ['a message', beside],
    ['a text', inPart],
    ['the answer of a tool', inResult],
    ['a call', inCall],
  ])('nor is what a field says that nobody here understands, beside %s', (_, asked) => {
    const guarded = (more: object, media: string) => codeOf(() => guardMedia(asked(more), configOf({ media })))
    for (const address of [
      ...['http://127.0.0.1/', 'HTTP://169.254.169.254/a b', 'http:127.0.0.1', ' http://10.0.0.1/', 'ht\ntp://[::1]/'],
      ...[
        '\u0001http://127.0.0.1/',
        'http:\\\\localhost\\',
        'file:/etc/passwd',
        'gopher://example.com/',
        's3://bucket/key',
      ],
      ...['javascript:alert(1)', 'blob:a', 'https://user@intranet/'],
    ]) {
      for (const more of [{ images: [address] }, { image_url: { url: address } }, { a: { b: [{ c: address }] } }]) {
        expect(guarded(more, 'public'), address).toBe('media_address')
        expect(guarded(more, 'data'), address).toBe('media_address')
        expect(guarded(more, 'any'), address).toBeNull()
      }
    }
    expect(guarded({ images: ['https://example.com/a.png'] }, 'public')).toBeNull()
    expect(guarded({ images: ['https://example.com/a.png'] }, 'data')).toBe('media_address')
    expect(guarded({ images: ['data:image/png;base64,AAAA'] }, 'data')).toBeNull()
  })

  it('but words, names and arguments are none, whatever stands in them', () => {
    const inner = 'http://127.0.0.1/'
    const said = [
      { role: 'user', content: inner, name: 'http:a' },
      { role: 'user', content: [{ type: 'text', text: inner, cache_control: { type: 'ephemeral' } }] },
      {
        ...{ role: 'assistant', content: inner, reasoning_content: inner, refusal: inner, model: 'llama3:8b' },
        reasoning_details: [{ type: 'reasoning.text', text: inner, format: 'Note: a b', index: 0 }],
        annotations: [{ type: 'url_citation', url_citation: { url: inner } }],
        tool_calls: [{ id: 'functions.f:0', type: 'function', function: { name: 'f', arguments: `{"a":"${inner}"}` } }],
      },
      { role: 'tool', tool_call_id: 'functions.f:0', content: inner },
    ]
    const items = [
      { type: 'local_shell_call', call_id: 'c', action: { command: ['curl', inner] } },
      { type: 'local_shell_call_output', call_id: 'c', output: inner },
      { type: 'function_call', call_id: 'd', name: 'f', arguments: inner },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: inner }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'x', annotations: [{ url: inner }] }] },
    ]
    for (const media of ['public', 'data']) {
      expect(codeOf(() => guardMedia(promptOf({ messages: said }), configOf({ media })))).toBeNull()
      const prompt = promptOf({ input: items, instructions: inner }, 'openai-responses')
      expect(codeOf(() => guardMedia(prompt, configOf({ media })))).toBeNull()
    }
  })

  it('a server that the upstream is to connect to is guarded as they are', () => {
    const tools = [{ type: 'mcp', server_label: 'a', server_url: 'http://10.0.0.1/mcp' }]
    const prompt = promptOf({ input: 'x', tools }, 'openai-responses')
    expect(codeOf(() => guardMedia(prompt, configOf()))).toBe('media_address')
  })
})

describe('rounds of tools', () => {
  const round = (id: string) => [
    { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: id, content: 'x' },
  ]
  const user = { role: 'user', content: 'go on' }
  const config = configOf({ 'tool-rounds': 2 })

  it('end where nobody says a word', () => {
    const code = (...messages: unknown[]) => codeOf(() => guardRounds(roundsOf(said(...messages), 9), config))
    expect(code(user, ...round('a'), ...round('b'))).toBeNull()
    expect(code(user, ...round('a'), ...round('b'), ...round('c'))).toBe('tool_loop')
    expect(code(user, ...round('a'), ...round('b'), user, ...round('c'))).toBeNull()
    expect(code(...round('a'), { role: 'system', content: 'go on' }, ...round('b'), ...round('c'))).toBe('tool_loop')
  })
})

describe('rounds of tools over answers that are continued', () => {
  const output = { type: 'function_call_output', call_id: 'c', output: 'x' }
  const user = { role: 'user', content: 'go on' }
  const rounds = (input: unknown, more: object = { previous_response_id: 'resp_1' }) =>
    roundsOf(promptOf({ input, ...more }, 'openai-responses'), 5)

  it.each<[number, unknown, object?]>([
    [6, [output]],
    [7, [output, output]],
    [6, [output], { conversation: 'conv_1' }],
    [5, [{ role: 'developer', content: 'go on' }]],
    [0, 'go on'],
    [1, [user, output]],
    [0, [output, user]],
    [1, [output], {}],
  ])('are %i after %j %j', (expected, input, more) => {
    expect(rounds(input, more)).toBe(expected)
  })
})

describe('tools that the upstream runs', () => {
  const asked = promptOf({ input: 'x', tools: [{ type: 'web_search' }] }, 'openai-responses')
  const guarded = (prompt: Prompt, words: string) =>
    codeOf(() => guardHosted(hostedTools(prompt, engineOf(spec, `${operator}\n~~~yaml bylaw\n${words}\n~~~\n`), [])))

  it('are decided before it is asked, since nobody sees their calls', () => {
    expect(asked.tools).toMatchObject([{ type: 'hosted' }])
    const { name } = asked.tools[0]!
    expect(guarded(asked, `set: {tool.builtin.${name}: allow}`)).toBeNull()
    expect(guarded(asked, `set: {tool.builtin.${name}: deny}`)).toBe('tool_not_permitted')
    expect(guarded(asked, `set: {tool.request.${name}: allow}`)).toBe('tool_not_permitted')
    expect(guarded(said({ role: 'user', content: 'x' }), 'set: {tool.builtin.x: deny}')).toBeNull()
  })
})
