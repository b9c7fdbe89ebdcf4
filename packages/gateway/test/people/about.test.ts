import { describe, expect, test } from 'vitest'
import type { House } from '../../src/choke.ts'
import { deployment as deploymentSchema } from '../../src/config/deployments.ts'
import type { Deployment } from '../../src/deployment.ts'
import type { Incoming } from '../../src/incoming.ts'
import type { About } from '../../src/people/about.ts'
import type { Flag } from '../../src/people/incident.ts'
import { aboutAnswer } from '../../src/people/page.ts'
import type { DecisionRecord } from '../../src/record.ts'
import { engineOf } from '../access/asking.ts'
import { pseudonyms } from '../approvals/states.ts'

const spec = (hostile = '') => `---
bylaw: 1
title: House rules${hostile}
version: "3"
layer: root
---
# House rules

~~~yaml bylaw
facts:
  user.age_group: {title: "Your age${hostile}", type: [under_18, adult], assume: under_18, vouched-by: developer}
~~~

## Weapons${hostile} {#weapons authority=root}

~~~yaml bylaw
behavior: weapons
title: "Help toward weapons${hostile}"
bright-line: never
~~~

## Talking {#talking authority=user}

~~~yaml bylaw
behavior: language
title: Rough language
values: [clean, mild, rough]
default: mild
describe:
  clean: "no swearing${hostile}"
  mild: a mild word now and then
  rough: swears like a sailor
~~~

~~~yaml bylaw
behavior: greeting
title: How it greets
choices: [formal, casual]
default: formal
~~~

## Firm {#firm authority=root}

~~~yaml bylaw
behavior: shared-instructions
title: How much of its instructions it tells
values: [summary, wording]
default: summary
~~~
`

interface Options {
  readonly text?: string | null
  readonly config?: object
  readonly operator?: string | null
  readonly clock?: () => number
}

const decision = `dec_${'a'.repeat(32)}`

function house({ text = spec(), config = {}, operator = null, clock = () => 0 }: Options = {}) {
  const records: DecisionRecord[] = []
  const raised: { at: object; flag: Flag }[] = []
  const engine = text === null ? null : engineOf(text)
  const deployment = {
    name: 'shop',
    config: deploymentSchema.parse(config),
    mounted: { policy: engine?.policy ?? null },
    service: engine && { engine, policy: engine.policy },
  } as unknown as Deployment
  const record = {
    deployment: 'shop',
    operator: operator && { id: operator, accepted: null },
    principal: { key: 'app', user: null },
  }
  const built = {
    mounting: { deployment: (name: string) => (name === 'shop' ? deployment : null) },
    log: {
      vkey: 'example.com/log+1234<b>',
      source: { read: async () => new TextEncoder().encode('example.com/log\n3\nroot<b>\n') },
    },
    records: {
      open: async () => null,
      logged: async (id: string) => (id === decision ? { leaf: record } : null),
      now: clock,
      end: async (ended: DecisionRecord) => void records.push(ended),
    },
    pseudonyms,
    incidents: {
      raise: async (at: object, flag: Flag) => {
        raised.push({ at, flag })
        return { id: 'inc_1' }
      },
    },
  } as unknown as House
  return { house: built, raised, records }
}

function incoming(method: string, path: string, body = '', headers: Record<string, string> = {}): Incoming {
  const all: Record<string, string> = { 'content-length': String(Buffer.byteLength(body)), ...headers }
  return { method, path, header: (name: string) => all[name] ?? null, text: async () => body } as unknown as Incoming
}

const get = async (path: string, options?: Options) => {
  const { status, headers, body } = await aboutAnswer(house(options).house, incoming('GET', path))
  return { status, headers, body: String(body) }
}

const about = async (options?: Options): Promise<About> => JSON.parse((await get('/about/shop.json', options)).body)

describe('what is told', () => {
  test('in groups, out of the policy, while nobody says anything', async () => {
    const { policy, ledger, flag } = await about()
    const { never, careful, does, yours, telling, assumed } = policy!.holds
    expect(policy!.specs).toEqual([{ title: 'House rules', version: '3', level: 'root' }])
    expect(never).toMatchObject([{ title: 'Help toward weapons', group: 'House rules', options: [] }])
    expect(careful.map(({ behavior }) => behavior)).toEqual(['shared-instructions'])
    expect(does.map(({ title, says }) => `${title}: ${says}`)).toEqual([
      'Rough language: a mild word now and then',
      'How it greets: formal',
    ])
    expect(yours.map(({ behavior, options }) => [behavior, options])).toEqual([
      [
        'language',
        [
          { value: 'clean', says: 'no swearing', direction: 'tighter' },
          { value: 'rough', says: 'swears like a sailor', direction: 'looser' },
        ],
      ],
      ['greeting', [{ value: 'casual', says: 'casual', direction: 'other' }]],
    ])
    expect(telling.map(({ behavior }) => behavior)).toEqual(['shared-instructions'])
    expect(assumed).toEqual([{ fact: 'user.age_group', title: 'Your age', value: 'under 18' }])
    expect(ledger.checkpoint).toContain('example.com/log\n3\n')
    expect(flag.address).toBe('/about/shop/flags')
  })

  test('that reasoning is kept back, only where there is some', async () => {
    const kept = (config: object) =>
      about({ config }).then(({ untold }) => untold.some((each) => /reasoned/.test(each)))
    expect(await kept({})).toBe(false)
    expect(await kept({ deliberate: true })).toBe(true)
    expect(await kept({ deliberate: true, reasoning: 'keep' })).toBe(false)
    expect(await kept({ behaviors: { weapons: { deliberate: true } } })).toBe(true)
  })

  test('that nothing is in force where the policy is refused', async () => {
    expect((await about({ text: null })).policy).toBeNull()
    expect((await get('/about/shop', { text: null })).body).toContain('does not answer')
  })

  test.each([
    ['/about/other', {}],
    ['/about/other.json', {}],
    ['/about/', {}],
    ['/about/shop/', {}],
    ['/about/shop/x', {}],
    ['/about/..%2f', {}],
    ['/about/shop', { people: { page: false } }],
    ['/about/shop.json', { people: { page: false } }],
  ])('nothing under %s (%j)', async (path, config) => {
    const { status, body } = await get(path, { config })
    expect(status).toBe(404)
    expect(body).not.toContain('House rules')
  })
})

describe('the page', () => {
  const hostile = `</style><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'`

  test('runs no script, loads nothing, and stands in nobody’s frame', async () => {
    const { status, headers, body } = await get('/about/shop')
    expect(status).toBe(200)
    const policy = headers['content-security-policy']!
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(body).not.toMatch(/<script|javascript:|\son[a-z]+=|<link|<img|@import|url\(/i)
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(body).toContain('prefers-color-scheme: dark')
    expect(body).toContain('@media print')
  })

  test('every field of the form has a label', async () => {
    const { body } = await get('/about/shop')
    for (const [, id] of body.matchAll(/<(?:input|select|textarea) id="([^"]*)"/g))
      expect(body).toContain(`<label for="${id}">`)
    expect([...body.matchAll(/<label for=/g)]).toHaveLength(3)
  })

  test.each<[string, Options]>([
    ['the spec', { text: spec(hostile.replaceAll('"', '')) }],
    ['the title', { config: { people: { title: hostile } } }],
    ['the contact', { config: { people: { contact: hostile } } }],
    ['a contact that looks like a link', { config: { people: { contact: `https://a.test/"onmouseover="alert(1)` } } }],
    ['a contact that is a script', { config: { people: { contact: 'javascript:alert(1)' } } }],
  ])('what %s says is text', async (_, options) => {
    const { body } = await get('/about/shop', options)
    expect(body).not.toMatch(/<script|<img|<b>|"onmouseover|href="javascript/i)
    expect([...body.matchAll(/<\/style>/g)]).toHaveLength(1)
  })

  test.each([
    ['help@shop.test', 'href="mailto:help@shop.test"'],
    ['https://shop.test/help', 'href="https://shop.test/help"'],
  ])('a contact that is an address is a link: %s', async (contact, link) => {
    expect((await get('/about/shop', { config: { people: { contact } } })).body).toContain(link)
  })
})

describe('the form', () => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const form = `decision=${decision}&reason=privacy&note=It+told+%3Cb%3EBob%3C%2Fb%3E`

  test('raises an incident for an answer of this assistant', async () => {
    const { house: built, raised, records } = house({ operator: 'acme', config: { operator: 'acme' } })
    const answer = await aboutAnswer(built, incoming('POST', '/about/shop/flags', form, type))
    expect(answer.status).toBe(202)
    expect(answer.body).toContain('inc_1')
    expect(raised).toEqual([
      {
        at: { deployment: 'shop', operator: 'acme' },
        flag: { decision, reason: 'privacy', note: 'It told <b>Bob</b>' },
      },
    ])
    expect(records).toMatchObject([
      {
        ...{ endpoint: 'about.flags', deployment: 'shop', state: 'complete' },
        policy: expect.stringMatching(/^[0-9a-f]{64}$/),
        principal: { key: null, level: 'user', user: null },
        operator: { id: 'acme' },
        noticed: [{ kind: 'flag', about: decision, why: 'It tells something private' }],
      },
    ])
    expect(JSON.stringify(records)).not.toContain('Bob')
  })

  test('is sent ten times a minute from one address, and a hundred times in all', async () => {
    let now = 60_000
    const { house: built, records } = house({ clock: () => now })
    const send = async (address: string) =>
      aboutAnswer(built, { ...incoming('POST', '/about/shop/flags', form, type), address })
    const from = async (address: string, times: number) => {
      const answers = await Promise.all(Array.from({ length: times }, () => send(address)))
      return answers.map(({ status }) => status).filter((status) => status !== 202)
    }
    expect(await from('10.0.0.1', 11)).toEqual([429])
    const { status, headers, body } = await send('10.0.0.1')
    expect([status, headers['retry-after'], headers['content-type']]).toEqual([
      429,
      '60',
      expect.stringMatching('html'),
    ])
    expect(body).toContain('Try again')
    for (let other = 2; other <= 10; other++) expect(await from(`10.0.0.${other}`, 10)).toEqual([])
    expect(await from('10.0.0.11', 1)).toEqual([429])
    expect(records).toHaveLength(100)
    now += 60_000
    expect(await from('10.0.0.1', 1)).toEqual([])
  })

  test('that is refused leaves no record', async () => {
    const { house: built, records } = house()
    await aboutAnswer(built, incoming('POST', '/about/shop/flags', form.replace('aaaa', 'bbbb'), type))
    expect(records).toEqual([])
  })

  test.each<[string, string, string, Record<string, string>, number, Options]>([
    ['an unknown id', 'POST', form.replace('aaaa', 'bbbb'), type, 404, {}],
    ['an id of another operator', 'POST', form, type, 404, { operator: 'other' }],
    ['no id', 'POST', 'reason=other', type, 400, {}],
    ['a script for an id', 'POST', 'decision=<script>&reason=other', type, 400, {}],
    ['another reason', 'POST', `decision=${decision}&reason=__proto__`, type, 400, {}],
    ['too long a note', 'POST', `${form}${'x'.repeat(4001)}`, type, 400, {}],
    ['too long a form', 'POST', form, { ...type, 'content-length': '70000' }, 413, {}],
    ['a length that is none', 'POST', form, { ...type, 'content-length': 'x' }, 413, {}],
    ['JSON', 'POST', form, { 'content-type': 'application/json' }, 415, {}],
    ['a GET', 'GET', form, type, 405, {}],
    ['no page', 'POST', form, type, 404, { config: { people: { page: false } } }],
  ])('refuses %s', async (_, method, body, headers, status, options) => {
    const { house: built, raised } = house(options)
    const answer = await aboutAnswer(built, incoming(method, '/about/shop/flags', body, headers))
    expect(answer.status).toBe(status)
    expect(String(answer.body)).not.toContain('<script')
    expect(raised).toEqual([])
  })

  test('has to say how long it is', async () => {
    const { house: built } = house()
    const open = {
      ...incoming('POST', '/about/shop/flags', form, type),
      header: (name: string) => (name === 'content-type' ? type['content-type'] : null),
    }
    expect((await aboutAnswer(built, open)).status).toBe(411)
  })
})
