import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { loosened, posted } from './outcome.ts'
import { type Watched, watched } from './service.ts'
import { type RawHeader, request, wire } from './socket.ts'

/** Words by which a line of a log could be forged, a terminal steered, a metric or a page written into. */
const words: Readonly<Record<string, string>> = {
  'a line break': 'x\n{"level":60,"msg":"FORGED"}',
  'a carriage return': 'x\rFORGED',
  'a line of Unicode': 'x\u2028FORGED\u2029FORGED\u0085FORGED',
  'a colour': '\u001b[31mFORGED\u001b[0m\u001b]0;FORGED\u0007',
  'a colour of one character': '\u009b31mFORGED',
  'the other way round': '\u202eFORGED\u202c',
  'a zero': 'x\u0000FORGED',
  'a label': 'x"} 1\nbylaw_requests_total{deployment="FORGED',
  'a template': `%s %o %j {{FORGED}} ${'$'}{jndi:ldap://127.0.0.1/FORGED}`,
  'a tag': '<script>FORGED</script>"\'><img src=x onerror=FORGED>',
  'half of a character': '\ud800FORGED',
}

/** Printable ASCII that a head can carry. */
const inHead = (text: string) => text.replace(/[^\x20-\x7e]/g, '')

let upstream: Server
let home: Watched
/** What the upstream says of itself in its next answer. */
let saying = ''

beforeAll(async () => {
  upstream = createServer((message, response) => {
    message.resume()
    const error = { error: { message: saying, type: saying, code: saying, param: saying } }
    response.writeHead(400, { 'content-type': 'application/json', 'retry-after': '7' }).end(JSON.stringify(error))
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  home = await watched(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`)
})
afterAll(async () => {
  await home.close()
  upstream.closeAllConnections()
  upstream.close()
})

const fields: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
  'the model': (model) => posted(home.gateway, 'chat', asking.chat('x', { model })),
  'a message': (text) => posted(home.gateway, 'chat', asking.chat(text)),
  'a role': (role) => posted(home.gateway, 'chat', asking.chat('x', { messages: [{ role, content: 'x' }] })),
  'the type of a part': (type) =>
    posted(home.gateway, 'chat', asking.chat('x', { messages: [{ role: 'user', content: [{ type }] }] })),
  'the name of a tool': (name) =>
    posted(home.gateway, 'chat', asking.chat('x', { tools: [{ type: 'function', function: { name } }] })),
  'the type of a tool': (type) => posted(home.gateway, 'chat', asking.chat('x', { tools: [{ type }] })),
  'a field': (text) => posted(home.gateway, 'chat', asking.chat('x', { [text]: text })),
  'an address': (url) =>
    posted(
      home.gateway,
      'chat',
      asking.chat('x', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] }),
    ),
  'a key': (text) => posted(home.gateway, 'chat', asking.chat('x'), { key: inHead(text) }),
  'a user': (text) => posted(home.gateway, 'chat', asking.chat('x'), { headers: [['bylaw-user', inHead(text)]] }),
  'a conversation': (text) =>
    posted(home.gateway, 'chat', asking.chat('x'), { headers: [['bylaw-conversation', inHead(text)]] }),
  'a fact': (text) =>
    posted(home.gateway, 'chat', asking.chat('x'), {
      headers: [['bylaw-facts', JSON.stringify([{ name: inHead(text), value: inHead(text), by: 'user' }])]],
    }),
  'the level of a fact': (text) =>
    posted(home.gateway, 'chat', asking.chat('x'), {
      headers: [['bylaw-facts', JSON.stringify([{ name: 'a.b', value: 1, by: inHead(text) }])]],
    }),
  'a trace': (text) =>
    posted(home.gateway, 'chat', asking.chat('x'), {
      headers: [
        ['traceparent', inHead(text)],
        ['tracestate', inHead(text)],
      ],
    }),
  'an agent': (text) =>
    posted(home.gateway, 'chat', asking.chat('x'), {
      headers: [
        ['user-agent', inHead(text)],
        ['x-request-id', inHead(text)],
      ],
    }),
  'a path': (text) =>
    wire(
      home.gateway,
      request('GET', `/v1/${encodeURIComponent(text.toWellFormed())}?${encodeURIComponent(text.toWellFormed())}`, []),
    ),
  'a page': (text) => wire(home.gateway, request('GET', `/about/${encodeURIComponent(text.toWellFormed())}`, [])),
  'a path of the admin API': (text) =>
    wire(home.gateway, request('GET', `/admin/v1/keys/${encodeURIComponent(text.toWellFormed())}`, [])),
  'a method': (text) => wire(home.gateway, request(inHead(text).replace(/\W/g, ''), '/v1/models', [])),
  'a flag': (text) => posted(home.gateway, 'chat', { decision: text, reason: text, note: text }, { path: '/v1/flags' }),
  'a behavior': (text) => posted(home.gateway, 'chat', { behaviors: [text] }, { path: '/v1/check' }),
  'a question of access': (text) =>
    posted(
      home.gateway,
      'chat',
      { subject: { type: text, id: text }, action: { name: text }, resource: { type: text, id: text } },
      { path: '/access/v1/evaluation' },
    ),
  'what the upstream says': (text) => {
    saying = text
    return posted(home.gateway, 'chat', asking.chat('x'))
  },
}

describe('what somebody else wrote', () => {
  it.each(Object.keys(fields))('is no line of the log, no metric, no page: %s', async (field) => {
    for (const [name, text] of Object.entries(words)) {
      home.log.length = 0
      await fields[field]!(text)
      for (const line of home.log) {
        expect(line.endsWith('\n'), name).toBe(true)
        expect(line.slice(0, -1), name).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
        expect(JSON.parse(line).msg, name).not.toContain('FORGED')
      }
      if (field !== 'what the upstream says') expect(home.log.join(''), name).not.toContain('FORGED')
    }
    const metrics = await fetch(`${home.gateway.url}/metrics`)
    expect(await metrics.text()).not.toContain('FORGED')
  })

  it('does come back as JSON, never as HTML', async () => {
    const tag = words['a tag']!
    for (const path of [
      `/about/${encodeURIComponent(tag)}`,
      `/v1/decisions/${encodeURIComponent(tag)}`,
      `/${encodeURIComponent(tag)}`,
    ]) {
      const [answer] = await wire(home.gateway, request('GET', path, [['authorization', 'Bearer k-chat']]))
      if (answer!.headers['content-type']!.includes('html')) expect(answer!.text).not.toContain('FORGED')
      expect(answer!.text).not.toContain('<script')
    }
  })

  it('is no header of an answer', async () => {
    saying = 'x\r\nset-cookie: FORGED'
    const headers: RawHeader[] = [
      ['x-request-id', 'x set-cookie: FORGED'],
      ['bylaw-user', 'FORGED'],
    ]
    const body = { subject: { type: 'a', id: 'b' }, action: { name: 'c' }, resource: { type: 'd', id: 'e' } }
    for (const [path, sent] of [
      ['/v1/chat/completions', asking.chat('x')],
      ['/access/v1/evaluation', body],
    ] as const) {
      const own: RawHeader[] = [['authorization', 'Bearer k-chat'], ['content-type', 'application/json'], ...headers]
      const [answer] = await wire(home.gateway, request('POST', path, own, JSON.stringify(sent)))
      expect(answer!.headers).not.toHaveProperty('set-cookie')
    }
  })

  it('does not loosen what is decided', async () => {
    saying = 'x'
    const clean = await posted(home.gateway, 'chat', asking.chat('x'))
    for (const text of Object.values(words)) {
      saying = text
      expect(loosened(await posted(home.gateway, 'chat', asking.chat(text, { model: text })), clean)).toEqual([])
    }
  })
})

describe('keys and content', () => {
  it('are in no line of the log', async () => {
    home.log.length = 0
    saying = 'sk-upstream is no key'
    const outcome = await posted(home.gateway, 'chat', asking.chat('what nobody else may read'), {
      headers: [['bylaw-user', 'ann-the-user']],
    })
    await posted(home.gateway, 'chat', asking.chat('what nobody else may read'), { key: 'k-wrong' })
    const log = home.log.join('')
    expect(log).toContain('not served')
    for (const secret of ['sk-upstream', 'k-chat', 'k-wrong', 'nobody else', 'ann-the-user'])
      expect(log).not.toContain(secret)
    expect(outcome.text).not.toContain('sk-upstream')
  })
})
