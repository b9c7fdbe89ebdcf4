import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readArguments } from '../../src/check/arguments.ts'
import { loadConfig } from '../../src/index.ts'
import { asking } from './asked.ts'
import { configOf, type Deployed, type Estate, estate, folderOf, served } from './estate.ts'
import { loosened, type Outcome, posted } from './outcome.ts'
import { type RawHeader, request, wire } from './socket.ts'

const kinds: readonly Deployed[] = ['chat', 'responses', 'messages']

const own = Object.getOwnPropertyNames(Object.prototype).sort()

/** Nothing that was sent has changed what every object is. */
afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(own)
  expect(Object.keys(Array.prototype)).toEqual([])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

const pollution = [
  '"__proto__":{"polluted":true,"stream":true,"level":"root"}',
  '"constructor":{"prototype":{"polluted":true}}',
  '"prototype":{"polluted":true},"hasOwnProperty":1,"toString":null,"valueOf":false,"toJSON":"x"',
  '"metadata":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
]

describe('names that every object has', () => {
  let home: Estate
  const clean = new Map<Deployed, Outcome>()
  beforeAll(async () => {
    home = await estate()
    for (const kind of kinds) clean.set(kind, await posted(home.gateway, kind, asking[kind]('x')))
  })
  afterAll(() => home.close())

  for (const kind of kinds) {
    it.each(pollution)(`in a body of ${kind} are data: %s`, async (json) => {
      const plain = JSON.stringify(asking[kind]('x'))
      const inside = plain.replace('{"role":"user"', `{${json.replace('"toString":null,', '')},"role":"user"`)
      for (const body of [`${plain.slice(0, -1)},${json}}`, inside]) {
        const outcome = await posted(home.gateway, kind, body)
        expect(loosened(outcome, clean.get(kind)!)).toEqual([])
        expect(outcome.values).toEqual(clean.get(kind)!.values)
      }
      expect(home.seen.at(-1)!.text).toContain(json.slice(1, 8))
    })

    it(`as tools of ${kind} have no more permission than any other`, async () => {
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const declared = {
          chat: { tools: [{ type: 'function', function: { name } }] },
          responses: { tools: [{ type: 'function', name }] },
          messages: { tools: [{ name, input_schema: { type: 'object' } }] },
        }[kind]
        const outcome = await posted(home.gateway, kind, asking[kind]('x', declared))
        expect(loosened(outcome, clean.get(kind)!), name).toEqual([])
        const hosted = { type: name, ...(kind === 'messages' && { name: 'web_search' }) }
        expect((await posted(home.gateway, kind, asking[kind]('x', { tools: [hosted] }))).status, name).not.toBe(200)
      }
    })
  }

  it('as types of parts and items are of no known type', async () => {
    for (const type of ['__proto__', 'constructor', 'toString']) {
      const parts = [{ type, text: 'x' }]
      const bodies = {
        chat: { messages: [{ role: 'user', content: parts }] },
        responses: {
          input: [
            { role: 'user', content: parts },
            { type, call_id: 'c' },
            { type: `${type}_call`, call_id: 'c' },
          ],
        },
        messages: { messages: [{ role: 'user', content: parts }] },
      }
      for (const kind of kinds) {
        const outcome = await posted(home.gateway, kind, asking[kind]('x', bodies[kind]))
        expect(loosened(outcome, clean.get(kind)!), kind).toEqual([])
      }
    }
  })

  it('as facts are facts that nobody declared', async () => {
    const names = ['__proto__', 'constructor', '__proto__.user', 'user.__proto__', 'constructor.prototype', 'toString']
    for (const name of names) {
      const headers: RawHeader[] = [['bylaw-facts', JSON.stringify([{ name, value: true, by: 'developer' }])]]
      const outcome = await posted(home.gateway, 'chat', asking.chat('x'), { headers })
      expect(outcome.values, name).toEqual(clean.get('chat')!.values)
    }
  })

  it('as headers, users and conversations are names', async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const headers: RawHeader[] = [
        [name, 'x'],
        ['bylaw-user', name],
        ['bylaw-conversation', name],
      ]
      const outcome = await posted(home.gateway, 'chat', asking.chat('x'), { headers })
      expect(outcome, name).toMatchObject({ status: 200, values: clean.get('chat')!.values })
    }
  })

  it('as ids find nothing', async () => {
    const key: RawHeader = ['authorization', `Bearer ${served.chat.key}`]
    for (const name of ['__proto__', 'constructor', 'toString', '__proto__.json', '%5f_proto__']) {
      for (const path of ['/v1/decisions/', '/v1/approvals/', '/about/', '/log/', '/admin/v1/deployments/', '/']) {
        const [answer] = await wire(home.gateway, request('GET', `${path}${name}`, [key]))
        expect([400, 401, 403, 404], `${path}${name}`).toContain(answer!.status)
      }
    }
  })

  it('as a behavior is one like any other', async () => {
    const asked = { behaviors: ['constructor'] }
    const outcome = await posted(home.gateway, 'chat', asked, { path: '/v1/check' })
    expect(JSON.parse(outcome.text).decisions).toMatchObject([{ behavior: 'constructor', value: 'closed' }])
    for (const name of ['__proto__', 'toString', 'prototype', 'valueOf']) {
      const unknown = await posted(home.gateway, 'chat', { behaviors: [name] }, { path: '/v1/check' })
      expect(unknown.status, name).toBe(400)
    }
    const body = {
      subject: { type: 'user', id: 'x' },
      action: { name: 'open' },
      resource: { type: 'behavior', id: 'constructor' },
    }
    const access = await posted(home.gateway, 'chat', body, { path: '/access/v1/evaluation' })
    expect(JSON.parse(access.text)).toMatchObject({ decision: false })
  })
})

describe('arguments of a call', () => {
  it.each([
    '{"__proto__":{"path":"/tmp"}}',
    '{"constructor":{"prototype":{"path":"/tmp"}}}',
    '{"a":{"__proto__":{"path":"/tmp"}}}',
  ])('have nothing that was not said: %s', (text) => {
    const args = readArguments({ type: 'function' }, text) as Record<string, unknown>
    expect(Object.hasOwn(args, 'path')).toBe(false)
    expect(args.path).toBeUndefined()
    expect(JSON.stringify(args)).toBe(text)
  })

  it.each([
    ['a wide list', { path: '/tmp', a: Array(300_000).fill(0) }],
    ['many keys', Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, 1]))],
    ['a long text', { path: '/tmp', a: 'x'.repeat(16_000_000) }],
  ])('are read or not, and never an error of the house: %s', (_, args) => {
    expect(() => readArguments({ type: 'function' }, JSON.stringify(args))).not.toThrow()
  })
})

describe('a configuration', () => {
  const refusedConfigs = {
    'a key': ['specs: [spec.md]', 'specs: [spec.md]\n__proto__: {polluted: true}'],
    'a field of a deployment': [
      'preferences: true',
      'preferences: true\n    constructor: {prototype: {polluted: true}}',
    ],
    'a merge': ['specs: [spec.md]', 'specs: [spec.md]\n<<: {keys: []}'],
  } as const

  it.each(Object.keys(refusedConfigs) as (keyof typeof refusedConfigs)[])(
    'with such a name is refused: %s',
    (which) => {
      const [before, after] = refusedConfigs[which]
      const folder = folderOf(configOf('http://127.0.0.1:9/v1').replace(before, after))
      const { config, problems } = loadConfig(join(folder, 'bylaw.yaml'), {})
      rmSync(folder, { recursive: true })
      expect(config).toBeNull()
      expect(problems.length).toBeGreaterThan(0)
    },
  )

  it('has no deployment and no judge of such a name', () => {
    const named = configOf('http://127.0.0.1:9/v1')
      .replace('deployments:', 'deployments:\n  __proto__: {check: observe}')
      .replace('judges:', 'judges:\n  __proto__: {detector: secrets}')
    const folder = folderOf(named)
    const { config } = loadConfig(join(folder, 'bylaw.yaml'), {})
    rmSync(folder, { recursive: true })
    expect(Object.keys(config!.deployments)).toEqual(['chat', 'responses', 'messages', 'observed'])
    expect(Object.keys(config!.judges)).toEqual(['doses'])
    expect(config!.deployments.chat!.check).toBe('enforce')
  })

  it('checks a behavior of such a name as every other one', async () => {
    const behaviors = '{constructor: {judges: [{judge: doses, exhibits: open}]}, drug-information: '
    const folder = folderOf(configOf('http://127.0.0.1:9/v1').replaceAll('{drug-information: ', behaviors))
    const { config } = loadConfig(join(folder, 'bylaw.yaml'), {})
    rmSync(folder, { recursive: true })
    const { behaviors: read } = config!.deployments.chat!
    expect(Object.keys(read)).toEqual(['constructor', 'drug-information'])
    expect(read.constructor).toMatchObject({ judges: [{ judge: 'doses', exhibits: 'open' }] })
  })
})
