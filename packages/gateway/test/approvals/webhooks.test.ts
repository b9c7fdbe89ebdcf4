import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { signatureOf, type Told, Webhooks } from '../../src/approvals/webhooks.ts'

const closing: (() => unknown)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Heard {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly path: string | undefined
}

/** A scripted receiver on loopback: answers with each status in turn, the last one from then on. */
async function receiver(...answers: readonly RequestListener[]): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = []
  const server = createServer(async (message, response) => {
    let body = ''
    for await (const piece of message) body += piece
    heard.push({ headers: message.headers, body, path: message.url })
    answers[Math.min(heard.length, answers.length) - 1]!(message, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard }
}

const status =
  (code: number, headers = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end('ignored')

const told: Told = {
  id: 'apr_1',
  deployment: 'shop',
  behavior: 'tool.request.pay',
  level: 'user',
  expires: '2026-05-01T12:00:00.000Z',
  decision: 'dec_1',
}

function webhooks() {
  const warned: object[] = []
  const pauses: number[] = []
  const logger = { warn: (what: object) => void warned.push(what) } as never
  const pause = async (milliseconds: number) => void pauses.push(milliseconds)
  return { hooks: new Webhooks(logger, pause, () => 1_790_000_000_500), warned, pauses }
}

test('tells of an approval, signed, and without content', async () => {
  const { url, heard } = await receiver(status(204))
  const { hooks, warned } = webhooks()
  hooks.tell({ url, secret: 'a secret' }, told)
  await hooks.settled()
  expect(JSON.parse(heard[0]!.body)).toEqual(told)
  const expected = createHmac('sha256', 'a secret').update(`1790000000.${heard[0]!.body}`).digest('hex')
  expect(heard[0]!.headers['bylaw-signature']).toBe(`t=1790000000,v1=${expected}`)
  expect(heard[0]!.headers['content-type']).toBe('application/json')
  expect(warned).toEqual([])
})

test('without a secret there is no signature', async () => {
  const { url, heard } = await receiver(status(200))
  const { hooks } = webhooks()
  hooks.tell({ url, secret: null }, told)
  await hooks.settled()
  expect(heard[0]!.headers).not.toHaveProperty('bylaw-signature')
})

test('a signature covers the body and the time', () => {
  expect(signatureOf('{}', 's', 1000)).not.toBe(signatureOf('{} ', 's', 1000))
  expect(signatureOf('{}', 's', 1000)).not.toBe(signatureOf('{}', 's', 2000))
  expect(signatureOf('{}', 's', 1000)).not.toBe(signatureOf('{}', 't', 1000))
})

test('what fails is tried three times, and then given up', async () => {
  const { url, heard } = await receiver(status(500), (request) => request.socket.destroy(), status(503))
  const { hooks, warned, pauses } = webhooks()
  hooks.tell({ url, secret: null }, told)
  await hooks.settled()
  expect(heard).toHaveLength(3)
  expect(pauses).toEqual([1000, 5000])
  expect(warned).toEqual([{ approval: 'apr_1', reason: 'status 503' }])
})

test('what is told at last is told once', async () => {
  const { url, heard } = await receiver(status(500), status(200))
  const { hooks, warned } = webhooks()
  hooks.tell({ url, secret: null }, told)
  await hooks.settled()
  expect(heard).toHaveLength(2)
  expect(warned).toEqual([])
})

test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed, and not tried again', async (code) => {
  const inside = await receiver(status(200))
  const { url, heard } = await receiver(status(code, { location: inside.url }))
  const { hooks, warned } = webhooks()
  hooks.tell({ url, secret: 'a secret' }, told)
  await hooks.settled()
  expect(heard).toHaveLength(1)
  expect(inside.heard).toEqual([])
  expect(warned).toEqual([{ approval: 'apr_1', reason: `status ${code}` }])
})

test('nothing waits for it, and it does not take up more than so much at a time', async () => {
  const waiting: (() => void)[] = []
  const { url, heard } = await receiver((_, response) => void waiting.push(() => response.end()))
  const { hooks, warned } = webhooks()
  for (let each = 0; each < 70; each++) hooks.tell({ url, secret: null }, told)
  expect(warned).toHaveLength(6)
  const settled = hooks.settled()
  const answering = setInterval(() => {
    for (const answer of waiting.splice(0)) answer()
  }, 5)
  await settled
  clearInterval(answering)
  expect(heard).toHaveLength(64)
})

test('an address where nobody listens is given up, with a reason that has no content', async () => {
  const { hooks, warned } = webhooks()
  hooks.tell({ url: 'http://127.0.0.1:1/hook', secret: 'a secret' }, told)
  await hooks.settled()
  expect(warned).toEqual([{ approval: 'apr_1', reason: 'TypeError' }])
})
