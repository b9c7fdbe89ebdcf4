import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Estate, estate } from './estate.ts'
import { loosened, type Outcome, posted } from './outcome.ts'
import { type RawHeader, request, wire } from './socket.ts'

const fact = (name: string, value: unknown, by: string) => ({ name, value, by })
const facts = (...list: object[]): RawHeader => ['bylaw-facts', JSON.stringify(list)]

/** Headers with which a request is refused, and with which code. */
const refusedHeaders: Readonly<Record<string, readonly [readonly RawHeader[], number, string?]>> = {
  'a fact as system': [[facts(fact('user.verified', true, 'system'))], 400, 'facts_too_strong'],
  'a fact as root': [[facts(fact('user.verified', true, 'root'))], 400, 'facts_too_strong'],
  'a fact as platform, which is root': [[facts(fact('user.verified', true, 'platform'))], 400, 'facts_too_strong'],
  'a strong fact after a weak one': [
    [facts(fact('user.age_group', 'adult', 'user'), fact('user.verified', true, 'system'))],
    400,
    'facts_too_strong',
  ],
  'a fact of no level': [[facts(fact('user.verified', true, 'System'))], 400, 'unknown_level'],
  'a fact of a level that every object has': [
    [facts(fact('user.verified', true, 'constructor'))],
    400,
    'unknown_level',
  ],
  'a fact without a level': [[['bylaw-facts', '[{"name":"user.verified","value":true}]']], 400, 'invalid_facts'],
  'facts that are no JSON': [[['bylaw-facts', 'user.verified=true']], 400, 'invalid_facts'],
  'facts that are no list': [[['bylaw-facts', '{"name":"a.b","value":1,"by":"user"}']], 400, 'invalid_facts'],
  'a fact with more to it': [
    [['bylaw-facts', '[{"name":"user.verified","value":true,"by":"user","vouched":"system"}]']],
    400,
    'invalid_facts',
  ],
  'a number past all numbers': [
    [['bylaw-facts', '[{"name":"context.turn","value":1e999,"by":"developer"}]']],
    400,
    'invalid_facts',
  ],
  'too many facts': [[facts(...Array.from({ length: 257 }, () => fact('a.b', 1, 'user')))], 400, 'invalid_facts'],
  'two users': [
    [
      ['bylaw-user', 'ann'],
      ['bylaw-user', 'eve'],
    ],
    400,
    'duplicate_header',
  ],
  'two users in one': [[['bylaw-user', 'ann, eve']], 400, 'invalid_user'],
  'no user': [[['bylaw-user', '']], 400, 'invalid_user'],
  'a user of a foreign alphabet': [[['bylaw-user', '\u00e9ve']], 400, 'invalid_user'],
  'a user that is too long': [[['bylaw-user', 'a'.repeat(129)]], 400, 'invalid_user'],
  'two keys': [[['x-api-key', 'k-low']], 400, 'conflicting_keys'],
  'a key twice': [[['authorization', 'Bearer k-low']], 400, 'duplicate_header'],
  'two conversations': [
    [
      ['bylaw-conversation', 'a'],
      ['bylaw-conversation', 'b'],
    ],
    400,
    'invalid_conversation',
  ],
  'a mandate': [[['bylaw-mandate', '']], 400, 'unsupported_mandate'],
  'a head that is too large': [[['x-padding', 'a'.repeat(40_000)]], 431],
  'ten thousand headers': [Array.from({ length: 10_000 }, (_, at): RawHeader => [`x${at}`, '']), 431],
  'a key of the facts said twice': [
    [['bylaw-facts', '[{"name":"user.age_group","value":"adult","by":"user","by":"developer"}]']],
    400,
    'invalid_facts',
  ],
  'facts in two halves': [
    [
      ['bylaw-facts', '[{"name":"user.age_group","value":"adult","by":"user"}'],
      ['bylaw-facts', '{"name":"user.age_group","value":"adult","by":"developer"}]'],
    ],
    400,
    'duplicate_header',
  ],
}

/** Headers that change nothing for the looser. */
const idle: Readonly<Record<string, readonly RawHeader[]>> = {
  'a fact that only system vouches for, as developer': [facts(fact('user.verified', true, 'developer'))],
  'what the gateway witnesses, as developer': [
    facts(fact('context.untrusted', false, 'developer'), fact('agent.depth', 0, 'developer')),
  ],
  'a claim of the user': [facts(fact('user.age_group', 'adult', 'user'))],
  'what a page says': [facts(fact('user.age_group', 'adult', 'none'))],
  'a fact of a wrong type': [facts(fact('user.age_group', true, 'developer'))],
  'a fact outside of its domain': [facts(fact('user.age_group', 'Adult', 'developer'))],
  'facts that nobody declared': [facts(fact('__proto__', true, 'developer'), fact('constructor', true, 'developer'))],
  'a level': [
    ['bylaw-level', 'root'],
    ['bylaw-policy', 'none'],
    ['bylaw-deployment', 'messages'],
  ],
  'another upstream': [
    ['x-portkey-custom-host', 'http://127.0.0.1:9/'],
    ['openai-base-url', 'http://127.0.0.1:9/'],
    ['x-upstream-url', 'http://127.0.0.1:9/'],
    ['x-forwarded-host', '127.0.0.1:9'],
  ],
  'another method or path': [
    ['x-http-method-override', 'GET'],
    ['x-original-url', '/admin/v1/keys'],
    ['x-rewrite-url', '/'],
  ],
  'a trace that is none': [
    ['traceparent', '00-\u00ff-x-01'],
    ['tracestate', '\u00e9=1'],
  ],
}

describe('headers that say who speaks', () => {
  let home: Estate
  let clean: Outcome
  beforeAll(async () => {
    home = await estate()
    clean = await posted(home.gateway, 'chat', asking.chat('x'))
    expect(clean).toMatchObject({ status: 200, values: { 'drug-information': 'general', constructor: 'closed' } })
  })
  afterAll(() => home.close())

  it.each(Object.keys(refusedHeaders))('refused: %s', async (name) => {
    const [headers, status, code] = refusedHeaders[name]!
    const asked = home.seen.length
    const outcome = await posted(home.gateway, 'chat', asking.chat('x'), { headers })
    expect(outcome.status).toBe(status)
    if (code !== undefined) expect(JSON.parse(outcome.text).error.code).toBe(code)
    expect(loosened({ ...outcome, values: {} }, clean)).toEqual([])
    expect(home.seen.length).toBe(asked)
  })

  it.each(Object.keys(idle))('without effect: %s', async (name) => {
    const outcome = await posted(home.gateway, 'chat', asking.chat('x'), { headers: idle[name]! })
    expect(loosened(outcome, clean)).toEqual([])
    expect(outcome.values).toEqual(clean.values)
    expect(home.seen.at(-1)!.headers.authorization).toBe('Bearer sk-upstream')
    for (const [header] of idle[name]!)
      if (header !== 'traceparent') expect(home.seen.at(-1)!.headers).not.toHaveProperty(header)
  })

  it('a key at user vouches for nothing that a user may not', async () => {
    const key = 'k-low'
    const own = await posted(home.gateway, 'chat', asking.chat('x'), { key })
    const claim = { key, headers: [facts(fact('user.age_group', 'adult', 'user'))] }
    expect(loosened(await posted(home.gateway, 'chat', asking.chat('x'), claim), own)).toEqual([])
    const strong = { key, headers: [facts(fact('user.age_group', 'adult', 'developer'))] }
    expect((await posted(home.gateway, 'chat', asking.chat('x'), strong)).status).toBe(400)
  })

  it('what a key may vouch for does count: the comparison can fail', async () => {
    const headers = [facts(fact('user.age_group', 'adult', 'developer'))]
    const outcome = await posted(home.gateway, 'chat', asking.chat('x'), { headers })
    expect(loosened(outcome, clean)).toEqual(['drug-information: general became detailed'])
  })
})

/** Requests that came from elsewhere, or were not meant for this machine. */
const foreign: Readonly<Record<string, readonly RawHeader[]>> = {
  'another host': [['host', 'evil.example']],
  'a host below a local name': [['host', 'localhost.evil.example']],
  'a rebound name': [['host', '127.0.0.1.nip.io']],
  'a user before a host': [['host', 'localhost@evil.example']],
  'a decimal host': [['host', '2130706433']],
  'a page of another origin': [['origin', 'https://evil.example']],
  'a page of no origin': [['origin', 'null']],
  'an origin with a user': [['origin', 'http://127.0.0.1@evil.example']],
  'a proxy': [['x-forwarded-for', '127.0.0.1']],
  'a proxy that says nothing': [['x-forwarded-for', '']],
  'a proxy of the standard': [['forwarded', 'for=127.0.0.1']],
  'a proxy that says whom it speaks for otherwise': [['x-real-ip', '127.0.0.1']],
  'a proxy on the way': [['via', '1.1 proxy']],
  'a proxy with a name': [['x-forwarded-host', 'localhost']],
  'two hosts': [
    ['host', 'localhost'],
    ['host', 'evil.example'],
  ],
}

describe('without keys only this machine is served', () => {
  let home: Estate
  beforeAll(async () => {
    home = await estate({ keyless: true })
  })
  afterAll(() => home.close())

  const targets = [
    ['POST', '/v1/chat/completions'],
    ['GET', '/admin/v1/deployments'],
    ['GET', '/metrics'],
  ] as const

  it.each(Object.keys(foreign))('not to %s', async (name) => {
    for (const [method, path] of targets) {
      const body = method === 'POST' ? JSON.stringify(asking.chat('x')) : ''
      const [local] = await wire(home.gateway, request(method, path, [], body))
      expect(local!.status, path).toBe(200)
      const [answer] = await wire(home.gateway, request(method, path, foreign[name]!, body))
      expect(answer!.status, path).toBe(403)
      expect(answer!.text, path).toContain('not_local')
    }
  })
})
