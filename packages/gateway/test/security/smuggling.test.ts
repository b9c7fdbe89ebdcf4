import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Estate, estate } from './estate.ts'
import { loosened, type Outcome, outcomeOf, posted } from './outcome.ts'
import { type RawHeader, request, socketTo, wire } from './socket.ts'

const path = '/v1/chat/completions'
const key: RawHeader = ['authorization', 'Bearer k-chat']
const body = JSON.stringify(asking.chat('x'))
const length = (size: number | string): RawHeader => ['content-length', String(size)]
const chunked: RawHeader = ['transfer-encoding', 'chunked']
/** What somebody would like to have read as a request of its own. */
const hidden = 'POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer k-twin\r\n'
const asChunks = (size: string, end = '0\r\n\r\n') => `${size}\r\n${body}\r\n${end}`
const hex = body.length.toString(16)
const sent = (headers: readonly RawHeader[], text: string) => request('POST', path, [key, ...headers], text)
const head = (...lines: string[]) =>
  Buffer.from(`${[`POST ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`, 'latin1')

/** Requests of which two servers could take the end, or the head, to be at two places. */
const unclear: Readonly<Record<string, Buffer>> = {
  'both lengths': sent([length(body.length), chunked], `0\r\n\r\n${hidden}\r\n`),
  'both lengths, the other way round': sent([chunked, length(4)], asChunks(hex)),
  'two lengths': sent([length(body.length), length(3)], body),
  'one length twice': sent([length(body.length), length(body.length)], body),
  'a list of lengths': sent([length(`${body.length}, ${body.length}`)], body),
  'a length with a sign': sent([length(`+${body.length}`)], body),
  'a length below nothing': sent([length(-1)], body),
  'a length in hex': sent([length(`0x${hex}`)], body),
  'a length past all numbers': sent([length('9'.repeat(30))], body),
  'two codings': sent([chunked, ['transfer-encoding', 'identity']], `0\r\n\r\n${hidden}\r\n`),
  'a coding that is none': sent([['transfer-encoding', 'xchunked']], `0\r\n\r\n${hidden}\r\n`),
  'a coding before a space': sent([['transfer-encoding ', 'chunked']], `0\r\n\r\n${hidden}\r\n`),
  'a coding behind a tab': sent([['transfer-encoding', 'chunked, identity']], `0\r\n\r\n${hidden}\r\n`),
  'a size that is none': sent([chunked], asChunks('zz')),
  'a size below nothing': sent([chunked], asChunks('-1')),
  'a size with a prefix': sent([chunked], asChunks(`0x${hex}`)),
  'a size past all numbers': sent([chunked], asChunks('f'.repeat(20))),
  'a size that is too small': sent([chunked], asChunks((body.length - 2).toString(16))),
  'a size behind a space': sent([chunked], asChunks(` ${hex}`)),
  'chunks with bare line feeds': sent([chunked], asChunks(hex).replaceAll('\r\n', '\n')),
  'a folded header': head('host: x', 'x-a: b', ` ${key[0]}: ${key[1]}`, `content-length: ${body.length}`),
  'a folded key': head('host: x', 'authorization:', ' Bearer k-chat', `content-length: ${body.length}`),
  'a header without a name': head('host: x', ': x', 'authorization: Bearer k-chat', `content-length: ${body.length}`),
  'a header with a space in its name': head(
    'host: x',
    'authorization : Bearer k-chat',
    `content-length: ${body.length}`,
  ),
  'a bare line feed in the head': Buffer.from(
    `POST ${path} HTTP/1.1\nhost: x\nauthorization: Bearer k-chat\ncontent-length: ${body.length}\n\n${body}`,
  ),
  'a bare carriage return': head('host: x', 'x: y\rauthorization: Bearer k-chat', `content-length: ${body.length}`),
  'a zero in a header': head('host: x', 'authorization: Bearer k-chat\0', `content-length: ${body.length}`),
  'no host': head('authorization: Bearer k-chat', `content-length: ${body.length}`),
  'another version': Buffer.from(
    head('host: x', 'authorization: Bearer k-chat').toString().replace('HTTP/1.1', 'HTTP/9.9'),
  ),
}

/** Targets that lead nowhere, whatever another server would make of them. */
const elsewhere: Readonly<Record<string, readonly [string, string]>> = {
  'another host': ['POST', `http://evil.example${path}`],
  'the metadata of a cloud': ['GET', 'http://169.254.169.254/latest/meta-data/'],
  'the admin API, absolute': ['GET', 'http://127.0.0.1/admin/v1/deployments'],
  'dots on the way': ['POST', `/v1/../v1/chat/completions`],
  'escaped dots on the way': ['GET', '/log/%2e%2e/%2e%2e/bylaw.yaml'],
  'an escaped slash': ['POST', '/v1/chat%2fcompletions'],
  'two slashes': ['POST', `/${path}`],
  'a slash at the end': ['POST', `${path}/`],
  'another case': ['POST', '/V1/Chat/Completions'],
  'a parameter': ['POST', `${path};x=1`],
  everything: ['OPTIONS', '*'],
  'another method': ['TRACE', path],
}

describe('requests on one connection', () => {
  let home: Estate
  let clean: Outcome
  beforeAll(async () => {
    home = await estate()
    clean = await posted(home.gateway, 'chat', asking.chat('x'))
  })
  afterAll(() => home.close())

  it.each(Object.keys(unclear))('unclear, so refused, and the connection ended: %s', async (name) => {
    const asked = home.seen.length
    const socket = socketTo(home.gateway)
    const pieces: Buffer[] = []
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('data', (piece) => pieces.push(piece))
    socket.write(unclear[name]!)
    await closed
    const text = Buffer.concat(pieces).toString()
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
    expect(home.seen.length).toBe(asked)
  })

  it.each(Object.keys(elsewhere))('lead nowhere: %s', async (name) => {
    const [method, target] = elsewhere[name]!
    const asked = home.seen.length
    const [answer] = await wire(home.gateway, request(method, target, [key], method === 'POST' ? body : ''))
    expect([403, 404, 405]).toContain(answer!.status)
    expect(home.seen.length).toBe(asked)
  })

  it('are no tunnel', async () => {
    expect(await wire(home.gateway, request('CONNECT', '127.0.0.1:80', [key]))).toEqual([])
    const upgrade: RawHeader[] = [key, ['connection', 'upgrade'], ['upgrade', 'websocket']]
    const [answer] = await wire(home.gateway, request('GET', '/v1/models', upgrade))
    expect(answer!.status).not.toBe(101)
  })

  it('that follow each other are each its own: key, record, decision', async () => {
    const low: RawHeader = ['authorization', 'Bearer k-low']
    const none = request('POST', path, [], body)
    const both = Buffer.concat([
      sent([], body),
      request('POST', path, [low], body),
      none,
      sent([chunked], asChunks(hex)),
    ])
    const answers = await wire(home.gateway, both, 4)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 200])
    expect(new Set(answers.map(({ headers }) => headers['bylaw-decision'])).size).toBe(4)
    const first = await outcomeOf(home.gateway, answers[0]!, 'k-chat')
    expect(loosened(first, clean)).toEqual([])
    expect(await outcomeOf(home.gateway, answers[1]!, 'k-low')).toMatchObject({ state: 'complete' })
    expect(await outcomeOf(home.gateway, answers[1]!, 'k-chat')).toMatchObject({ state: null })
  })

  it('that are refused leave their body unread: it is no request', async () => {
    const inner = `${hidden}content-length: ${body.length}\r\n\r\n${body}`
    const asked = home.seen.length
    const next = request('GET', '/healthz', [])
    const answers = await wire(home.gateway, Buffer.concat([request('POST', '/v1/nothing', [key], inner), next]), 2)
    expect(answers.map(({ status }) => status)).toEqual([404, 200])
    expect(answers[1]!.text).toBe('{"status":"ok"}')
    expect(home.seen.length).toBe(asked)
  })

  it('say nothing after their body that counts', async () => {
    const trailer =
      '0\r\nauthorization: Bearer k-low\r\nbylaw-user: eve\r\nbylaw-facts: [{"name":"user.verified"}]\r\n\r\n'
    const [answer] = await wire(home.gateway, sent([chunked], asChunks(hex, trailer)))
    const outcome = await outcomeOf(home.gateway, answer!, 'k-chat')
    expect(outcome.status).toBe(200)
    expect(loosened(outcome, clean)).toEqual([])
  })
})
