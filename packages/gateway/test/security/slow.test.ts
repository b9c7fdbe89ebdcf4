import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { outcomeOf } from './outcome.ts'
import { type Watched, watched } from './service.ts'
import { request, socketTo, wire } from './socket.ts'

/** Short, so that the test need not wait for long; what is tested is that there is an end, not when. */
const patience = { headers: 150, request: 300, reading: 200, idle: 200, checks: 50 }

let upstream: Server | null = null
let home: Watched | null = null
afterEach(async () => {
  await home?.close()
  upstream?.closeAllConnections()
  upstream?.close()
  home = null
  upstream = null
})

/** A gateway before a scripted upstream on loopback. */
async function before(answer: RequestListener): Promise<Watched> {
  upstream = createServer(answer).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  home = await watched(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`, patience)
  return home
}

const quiet: RequestListener = (message, response) => {
  message.resume()
  response.setHeader('content-type', 'application/json').end('{}')
}

const key = ['authorization', 'Bearer k-chat'] as const
const head = (length: number) => request('POST', '/v1/chat/completions', [key, ['content-length', String(length)]])

/** What a client sends that says no more then. */
const stalled: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  'half of a line': Buffer.from('POST /v1/chat/comp'),
  'half of a head': Buffer.from('POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n'),
  'a head alone': head(100),
  'half of a body': Buffer.concat([head(100), Buffer.from('{"model":')]),
  'a chunk without an end': request(
    'POST',
    '/v1/chat/completions',
    [key, ['transfer-encoding', 'chunked']],
    '5\r\n{"a"',
  ),
}

describe('a client that says no more', () => {
  it.each(Object.keys(stalled))('is not waited for: after %s', async (name) => {
    const { gateway, open } = await before(quiet)
    const socket = socketTo(gateway)
    socket.write(stalled[name]!)
    socket.resume()
    await once(socket, 'close')
    await until(async () => (await open()) === 0)
    const [next] = await wire(gateway, request('GET', '/healthz', []))
    expect(next!.status).toBe(200)
  })

  it('is not waited for, however often it says a little: a head byte by byte', async () => {
    const { gateway } = await before(quiet)
    const socket = socketTo(gateway)
    socket.resume()
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nx: ')
    const timer = setInterval(() => socket.write('a'), 20)
    await once(socket, 'close')
    clearInterval(timer)
  })

  it('is not waited for between two requests', async () => {
    const { gateway } = await before(quiet)
    const socket = socketTo(gateway)
    socket.resume()
    socket.write(request('GET', '/healthz', []))
    await once(socket, 'close')
  })
})

const filler = 'x'.repeat(1024 * 1024)
const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' }
const chunk = (content: string) =>
  `data: ${JSON.stringify({ ...envelope, choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`

describe('a client that reads nothing', () => {
  it('of a stream is left, and so is the upstream', async () => {
    let left: Promise<unknown> = Promise.resolve()
    const { gateway, open } = await before((message, response) => {
      message.resume()
      left = once(response, 'close')
      response.setHeader('content-type', 'text/event-stream')
      const more = () => {
        while (!response.destroyed && response.write(chunk(filler)));
      }
      response.on('drain', more)
      more()
    })
    const socket = socketTo(gateway).pause()
    const asked = { model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] }
    // Observed only: a stream that is enforced is held, and nothing of it is there to be read.
    socket.write(request('POST', '/v1/chat/completions', [['authorization', 'Bearer k-open']], JSON.stringify(asked)))
    await until(async () => (await open()) === 1)
    await until(async () => (await open()) === 0)
    await left
    socket.destroy()
  })

  it('of a whole answer is left', async () => {
    const choices = [{ index: 0, message: { role: 'assistant', content: filler.repeat(16) }, finish_reason: 'stop' }]
    const whole = JSON.stringify({ ...envelope, object: 'chat.completion', choices })
    const { gateway } = await before((message, response) => {
      message.resume()
      response.setHeader('content-type', 'application/json').end(whole)
    })
    const socket = socketTo(gateway).pause()
    socket.write(request('POST', '/v1/chat/completions', [key], JSON.stringify(asking.chat('x'))))
    // The socket is told of its end only when it is read: what came before is less than the answer then.
    await until(async () => (await connections()) === 0)
    socket.resume()
    await once(socket, 'close')
    expect(socket.bytesRead).toBeLessThan(whole.length)
  })
})

describe('a client that goes away', () => {
  it('is recorded, and the upstream is let go', async () => {
    const gone = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const { gateway, log } = await before((message, response) => {
      message.resume()
      response.on('close', gone.resolve)
      asked.resolve()
    })
    const socket = socketTo(gateway)
    socket.write(request('POST', '/v1/chat/completions', [key], JSON.stringify(asking.chat('x'))))
    await asked.promise
    socket.destroy()
    await gone.promise
    const served = () => log.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'served')
    await until(async () => served() !== undefined)
    const headers = { 'bylaw-decision': served().decision as string }
    const outcome = await outcomeOf(gateway, { status: 499, headers, text: '' }, 'k-chat')
    expect(outcome.state).toBe('aborted')
  })
})

const connections = (): Promise<number> => home!.connections()

/** Waits as long as it takes: a test that waits for ever is one that fails. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
