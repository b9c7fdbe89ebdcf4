import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Deployed, type Estate, estate } from './estate.ts'
import { loosened, type Outcome, posted } from './outcome.ts'

const kinds: readonly Deployed[] = ['chat', 'responses', 'messages']

/** A request with JSON put at its end as it is. */
const withEnd = (kind: Deployed, json: string) => `${JSON.stringify(asking[kind]('x')).slice(0, -1)},${json}}`
const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`

/** JSON at the end of a request, and the code with which it is refused. */
const unreadable: Readonly<Record<string, readonly [string, string]>> = {
  'a model said twice': ['"model":"spills"', 'duplicate_key'],
  'a key said twice with an escape': ['"mo\\u0064el":"spills"', 'duplicate_key'],
  'a key said twice far below': ['"metadata":{"a":[{"b":1,"c":{"d":1,"d":2}}]}', 'duplicate_key'],
  'lists in lists': [`"x":${nested(129, '[', ']')}`, 'nested_too_deep'],
  'a hundred thousand lists': [`"x":${nested(100_000, '[', ']')}`, 'nested_too_deep'],
  'lists that never end': [`"x":${'['.repeat(100_000)}`, 'nested_too_deep'],
  'objects in objects': [`"x":${nested(200, '{"a":', '}')}`, 'nested_too_deep'],
  'a number that is none': ['"x":NaN', 'invalid_json'],
  'a number in hex': ['"x":0x10', 'invalid_json'],
  'a byte of zero': ['"x":"\u0000"', 'invalid_json'],
  'a comma at the end': ['"x":1,', 'invalid_json'],
  'a comment': ['"x":1/*"model":"spills"*/', 'invalid_json'],
  'a text after the object': ['"x":1}{"model":"spills"', 'invalid_json'],
  'single quotes': [`'x':1`, 'invalid_json'],
}

/** JSON at the end of a request that is data like any other. */
const harmless: Readonly<Record<string, string>> = {
  'a number past all numbers': '"seed":1e999',
  'a number of sixty digits': `"seed":${'9'.repeat(60)}`,
  'the smallest number': '"seed":5e-324',
  'minus nothing': '"seed":-0',
  'half of a character': '"note":"\\ud800"',
  'the other half': '"note":"\\udc00\\ud800"',
  'a zero in a text': '"note":"\\u0000"',
  'a key of nothing': '"":1',
  'a key with a zero': '"\\u0000":1',
  'a key of another case': '"Model":"spills","MODEL":"spills","model ":"spills"',
  'ten thousand keys': `"note":{${Array.from({ length: 10_000 }, (_, at) => `"k${at}":1`).join()}}`,
  'a key of a hundred thousand characters': `"${'k'.repeat(100_000)}":1`,
  'a hundred lists': `"note":${nested(100, '[', ']')}`,
}

describe('a body that two readers could read in two ways', () => {
  let home: Estate
  const clean = new Map<Deployed, Outcome>()
  beforeAll(async () => {
    home = await estate()
    for (const kind of kinds) clean.set(kind, await posted(home.gateway, kind, asking[kind]('x')))
  })
  afterAll(() => home.close())

  for (const kind of kinds) {
    it.each(Object.keys(unreadable))(`${kind} is refused: %s`, async (name) => {
      const [json, code] = unreadable[name]!
      const asked = home.seen.length
      const outcome = await posted(home.gateway, kind, withEnd(kind, json))
      expect(outcome).toMatchObject({ status: 400, state: 'refused' })
      expect(outcome.text).toMatch(messageOf(code))
      expect(home.seen.length).toBe(asked)
    })

    it.each(Object.keys(harmless))(`${kind} is decided as ever: %s`, async (name) => {
      const outcome = await posted(home.gateway, kind, withEnd(kind, harmless[name]!))
      expect(loosened(outcome, clean.get(kind)!)).toEqual([])
      expect(outcome).toMatchObject({ status: 200, values: clean.get(kind)!.values })
    })

    it.each([
      ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`), 200],
      ['UTF-16', (text: string) => Buffer.from(text, 'utf16le'), 400],
      ['a byte that is no UTF-8', (text: string) => Buffer.from(text.replace('"x"', '"\u00ff"'), 'latin1'), 400],
      [
        'an overlong slash',
        (text: string) => Buffer.concat([Buffer.from(text.slice(0, 10)), Buffer.of(0xc0, 0xaf)]),
        400,
      ],
      [
        'half of a character as UTF-8',
        (text: string) => Buffer.concat([Buffer.of(0xed, 0xa0, 0x80), Buffer.from(text)]),
        400,
      ],
      ['nothing', () => Buffer.alloc(0), 400],
    ] as const)(`${kind} in %s`, async (_, bytes, status) => {
      const outcome = await posted(home.gateway, kind, bytes(JSON.stringify(asking[kind]('x'))))
      expect(outcome.status).toBe(status)
      expect(loosened(outcome, clean.get(kind)!)).toEqual([])
    })

    it(`${kind} that is larger than a body may be`, async () => {
      const body = `${JSON.stringify(asking[kind]('x')).slice(0, -1)},"note":"${'x'.repeat(20 * 1024 * 1024)}"}`
      expect(await posted(home.gateway, kind, body)).toMatchObject({ status: 413, state: 'refused' })
    })
  }

  it.each(['[]', 'null', 'true', '"x"', '1e999', '[{"model":"calls"}]'])(
    'a body that is no object: %s',
    async (body) => {
      for (const kind of kinds)
        expect(await posted(home.gateway, kind, body)).toMatchObject({ status: 400, state: 'refused' })
    },
  )

  it.each(['max_tokens', 'max_completion_tokens', 'n', 'temperature', 'top_p'])(
    'a number past all numbers as %s',
    async (field) => {
      for (const number of ['1e999', '-1e999', '1e-999', '123456789012345678901234567890', '-1']) {
        const body = withEnd('chat', `"${field}":${number}`)
        const outcome = await posted(home.gateway, 'chat', body)
        expect([200, 400]).toContain(outcome.status)
        expect(loosened(outcome, clean.get('chat')!)).toEqual([])
      }
    },
  )
})

/** Anthropic's errors have no codes: the words stand for them. */
function messageOf(code: string): RegExp {
  const words = { duplicate_key: /twice/, nested_too_deep: /deeper/, invalid_json: /not valid JSON/ }
  return words[code as keyof typeof words]
}
