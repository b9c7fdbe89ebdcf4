import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Deployed, type Estate, estate } from './estate.ts'
import { loosened, posted } from './outcome.ts'

/** Addresses that only our own network, or the upstream's, can reach, in every spelling that a reader of addresses takes. */
const inside: Readonly<Record<string, string>> = {
  'this machine': 'http://127.0.0.1/x.png',
  'this machine, another of its addresses': 'http://127.8.8.8/',
  'this machine by name': 'http://localhost:8080/',
  'this machine by name, with a dot': 'http://localhost./',
  'a name below it': 'http://x.localhost/',
  'no address': 'http://0.0.0.0/',
  'one number': 'http://2130706433/',
  'one number in hex': 'http://0x7f000001/',
  'one number in octal': 'http://017700000001/',
  'parts in hex': 'http://0x7f.0.0.0x1/',
  'parts in octal': 'http://0177.0.0.01/',
  'too few parts': 'http://127.1/',
  'digits of another kind': 'http://\u2460\u2461\u2466.0.0.1/',
  'dots of another kind': 'http://127\u30020\u30020\u30021/',
  escaped: 'http://%31%32%37.0.0.1/',
  'the metadata of a cloud': 'http://169.254.169.254/latest/meta-data/',
  'the metadata of a cloud by name': 'http://metadata.google.internal/',
  'the metadata of a cloud in IPv6': 'http://[fd00:ec2::254]/',
  'a private network': 'https://10.0.0.1/',
  'another private network': 'https://172.31.255.255/',
  'a third private network': 'https://192.168.1.1/',
  'a carrier network': 'http://100.64.0.1/',
  'many at once': 'http://224.0.0.1/',
  'IPv6 of this machine': 'http://[::1]/',
  'no address in IPv6': 'http://[::]/',
  'IPv4 within IPv6': 'http://[::ffff:127.0.0.1]/',
  'IPv4 within IPv6 in hex': 'http://[::ffff:7f00:1]/',
  'IPv4 compatible': 'http://[::127.0.0.1]/',
  'IPv4 behind a translator': 'http://[64:ff9b::7f00:1]/',
  'IPv4 behind a tunnel': 'http://[2002:7f00:1::]/',
  'a local address': 'http://[fe80::1]/',
  'a name without a dot': 'http://intranet/',
  'a local name': 'http://printer.local/',
  'a user before it': 'http://example.com@127.0.0.1/',
  'a key before it': 'http://example.com:80@[::1]:9/',
  'a backslash before it': 'http://127.0.0.1\\@example.com/',
  'one slash': 'http:/127.0.0.1/',
  backslashes: 'http:\\\\127.0.0.1\\',
  'a tab within': 'ht\ttp://127.0.0.1/',
  'a line break before': '\nhttp://127.0.0.1/',
  'a control character before': '\u0001http://127.0.0.1/',
  'another case': 'HTTP://LOCALHOST/',
  'a port': 'http://127.0.0.1:6379/',
  'a file': 'file:///etc/passwd',
  'a file of another case': 'FiLe:///etc/passwd',
  'another protocol': 'gopher://example.com/',
  'a bucket': 's3://bucket/key',
  'a script': 'javascript:alert(1)',
  'what lies in a blob': 'blob:http://127.0.0.1/x',
}

/** Addresses that may be sent on. */
const outside: Readonly<Record<string, string>> = {
  'a public host': 'https://example.com/x.png',
  'a public address': 'http://93.184.216.34/x.png',
  'a data address': 'data:image/png;base64,iVBORw0KGgo=',
}

const user = (content: unknown) => [{ role: 'user', content }]

/** Everywhere that an address of media may stand. */
const places: Readonly<Record<Deployed, Readonly<Record<string, (url: string) => object>>>> = {
  chat: {
    'an image': (url) => ({ messages: user([{ type: 'image_url', image_url: { url } }]) }),
    'an image as a text': (url) => ({ messages: user([{ type: 'image_url', image_url: url }]) }),
    'a video': (url) => ({ messages: user([{ type: 'video_url', video_url: { url } }]) }),
    'a file': (url) => ({ messages: user([{ type: 'file', file: { file_data: url } }]) }),
    'the output of a tool': (url) => ({
      messages: [
        ...user('x'),
        { role: 'tool', tool_call_id: 'c', content: [{ type: 'image_url', image_url: { url } }] },
      ],
    }),
    'an earlier answer': (url) => ({
      messages: [...user('x'), { role: 'assistant', content: [{ type: 'image_url', image_url: { url } }] }],
    }),
  },
  responses: {
    'an image': (image_url) => ({ input: user([{ type: 'input_image', image_url }]) }),
    'a file': (file_url) => ({ input: user([{ type: 'input_file', file_url }]) }),
    'the output of a tool': (image_url) => ({
      input: [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url }] }],
    }),
    'a screenshot': (image_url) => ({
      input: [{ type: 'computer_call_output', call_id: 'c', output: { type: 'computer_screenshot', image_url } }],
    }),
  },
  messages: {
    'an image': (url) => ({ messages: user([{ type: 'image', source: { type: 'url', url } }]) }),
    'a document': (url) => ({ messages: user([{ type: 'document', source: { type: 'url', url } }]) }),
    'the output of a tool': (url) => ({
      messages: user([
        { type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url', url } }] },
      ]),
    }),
    'an image at system': (url) => ({ system: [{ type: 'image', source: { type: 'url', url } }] }),
  },
}

/** Where an address stands in what is not understood, or beside what is: found there where it has a scheme and slashes. */
const beside: Readonly<Record<Deployed, Readonly<Record<string, (url: string) => object>>>> = {
  chat: {
    'a part of no known type': (url) => ({ messages: user([{ type: 'image_link', link: { url } }]) }),
    'a file with an address beside its id': (file_url) => ({
      messages: user([{ type: 'file', file: { file_id: 'file-1', file_url } }]),
    }),
  },
  responses: {
    'a part of no known type': (url) => ({ input: user([{ type: 'input_video', video_url: url }]) }),
    'variables of a stored prompt': (image_url) => ({
      prompt: { id: 'p', variables: { x: { type: 'input_image', image_url } } },
    }),
    'a second address of an image': (url) => ({
      input: user([{ type: 'input_image', image_url: 'https://example.com/', file_url: url }]),
    }),
  },
  messages: {
    'blocks within a document': (url) => ({
      messages: user([
        { type: 'document', source: { type: 'content', content: [{ type: 'image', source: { type: 'url', url } }] } },
      ]),
    }),
    'a server of tools': (url) => ({ mcp_servers: [{ type: 'url', name: 'x', url }] }),
  },
}

const kinds: readonly Deployed[] = ['chat', 'responses', 'messages']
const plain = ['http://127.0.0.1/', 'HTTP://[::1]/', 'file:///etc/passwd', 'http://0x7f.1/', ' http://169.254.169.254/']

describe('an address of media', () => {
  let home: Estate
  beforeAll(async () => {
    home = await estate()
  })
  afterAll(() => home.close())

  for (const kind of kinds) {
    describe.each(Object.keys(places[kind]))(`${kind}: %s`, (place) => {
      const body = (url: string) => asking[kind]('x', places[kind][place]!(url) as never)

      it('inside is refused, however it is written', async () => {
        const asked = home.seen.length
        for (const [name, url] of Object.entries(inside)) {
          const outcome = await posted(home.gateway, kind, body(url))
          expect(outcome, `${name}: ${url}`).toMatchObject({ status: 400, state: 'refused' })
          expect(outcome.text, name).not.toContain(url.slice(8, 16))
        }
        expect(home.seen.length).toBe(asked)
      })

      it('outside is sent on', async () => {
        const clean = await posted(home.gateway, kind, asking[kind]('x'))
        for (const [name, url] of Object.entries(outside)) {
          const outcome = await posted(home.gateway, kind, body(url))
          expect(outcome.status, `${name}: ${outcome.text}`).toBe(200)
          expect(loosened(outcome, clean), name).toEqual([])
        }
      })
    })

    it.each(Object.keys(beside[kind]))(`${kind}: %s`, async (place) => {
      const asked = home.seen.length
      for (const url of plain) {
        const outcome = await posted(home.gateway, kind, asking[kind]('x', beside[kind][place]!(url) as never))
        expect(outcome.status, url).toBe(400)
      }
      expect(home.seen.length).toBe(asked)
    })
  }

  it.each(['/v1/check', '/v1/embeddings', '/v1/moderations'])('of %s', async (path) => {
    const asked = home.seen.length
    for (const url of plain) {
      const part = { type: 'image_url', image_url: { url } }
      const body = path === '/v1/check' ? { messages: user([part]) } : { model: 'm', input: [part] }
      expect((await posted(home.gateway, 'chat', body, { path })).status, url).toBe(400)
    }
    expect(home.seen.length).toBe(asked)
  })
})

describe('where only data addresses are sent on', () => {
  let home: Estate
  beforeAll(async () => {
    home = await estate({ each: '    media: data\n' })
  })
  afterAll(() => home.close())

  it.each(kinds)('a name that somebody could lead elsewhere is refused, too: %s', async (kind) => {
    const names = [
      'https://example.com/',
      'http://127.0.0.1.nip.io/',
      'http://rebound.example/',
      'file-123',
      'https://93.184.216.34/',
    ]
    for (const place of Object.values(places[kind])) {
      for (const url of names) {
        const outcome = await posted(home.gateway, kind, asking[kind]('x', place(url) as never))
        expect(outcome, url).toMatchObject({ status: 400, state: 'refused' })
      }
      const data = await posted(home.gateway, kind, asking[kind]('x', place(outside['a data address']!) as never))
      expect(data.status).toBe(200)
    }
  })
})

describe('the upstream', () => {
  let home: Estate
  beforeAll(async () => {
    home = await estate()
  })
  afterAll(() => home.close())

  it.each(kinds)('is the configured one, whatever a request says: %s', async (kind) => {
    const other = 'http://127.0.0.1:9/v1'
    const more = { base_url: other, api_base: other, api_key: 'sk-eve', endpoint: other, upstream: other, url: other }
    const named = [
      'x-upstream',
      'x-base-url',
      'x-portkey-custom-host',
      'openai-organization',
      'anthropic-beta',
      'cookie',
    ]
    const asked = home.seen.length
    const headers = named.map((name) => [name, other] as const)
    const outcome = await posted(home.gateway, kind, asking[kind]('x', { ...more, model: other }), { headers })
    expect(outcome.status).toBe(200)
    expect(home.seen.length).toBe(asked + 1)
    const { headers: sent } = home.seen.at(-1)!
    for (const name of named) expect(sent).not.toHaveProperty(name)
    expect([sent.authorization, sent['x-api-key']].filter(Boolean).join()).toMatch(/^(Bearer )?sk-upstream$/)
  })

  it('hosted tools are what their type says, whatever they are called', async () => {
    const renamed = [
      { mcp_servers: [{ type: 'url', url: 'https://example.com/', name: 'web_search' }] },
      { tools: [{ type: 'code_execution_20250522', name: 'web_search' }] },
      { tools: [{ type: 'mcp_toolset', mcp_server_name: 'web_search' }] },
    ]
    for (const more of renamed) {
      const outcome = await posted(home.gateway, 'messages', asking.messages('x', more))
      expect(outcome.status, JSON.stringify(more)).toBe(403)
    }
    const search = { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }
    expect((await posted(home.gateway, 'messages', asking.messages('x', search))).status).toBe(200)
    const mcp = { tools: [{ type: 'mcp', server_label: 'web_search', server_url: 'https://example.com/' }] }
    expect((await posted(home.gateway, 'responses', asking.responses('x', mcp))).status).toBe(403)
  })
})
