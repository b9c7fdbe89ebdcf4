import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ChatRequest, isStream, openAiChat, type Provider, UpstreamError } from '../../src/index.ts'
import { all, body, fixture } from '../fixtures.ts'

const key = 'sk-very-secret'
const request: ChatRequest = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }
const never = new AbortController().signal
let server: Server | undefined
let provider: Provider | undefined

async function upstream(listener: RequestListener): Promise<Provider> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  provider = openAiChat({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, key })
  return provider
}

afterEach(async () => {
  await provider?.close()
  server?.closeAllConnections()
  server?.close()
})

async function textOf(message: IncomingMessage): Promise<string> {
  const pieces = await all<Buffer>(message)
  return Buffer.concat(pieces).toString()
}

async function failureOf(answer: Promise<unknown>): Promise<UpstreamError> {
  const error = await answer.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${error}`)
  return error
}

describe('openAiChat', () => {
  it('sends the request as it is, with the key, and gives the answer as it is', async () => {
    const completion = {
      id: 'c1',
      choices: [{ index: 0, message: { role: 'assistant', content: 'yes', new_field: [1] }, finish_reason: 'stop' }],
      other: { a: null },
    }
    const seen: unknown[] = []
    const provider = await upstream(async (incoming, answer) => {
      seen.push(incoming.method, incoming.url, incoming.headers.authorization, JSON.parse(await textOf(incoming)))
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(completion))
    })
    const asked = { ...request, vendor: { x: 1 } }
    expect(await provider.complete(asked, never)).toEqual(completion)
    expect(seen).toEqual(['POST', '/v1/chat/completions', `Bearer ${key}`, asked])
  })

  it('streams chunks, and uses one connection for one stream after the other', async () => {
    const ports = new Set<number | undefined>()
    const provider = await upstream((incoming, answer) => {
      ports.add(incoming.socket.remotePort)
      incoming.resume()
      answer.setHeader('content-type', 'text/event-stream; charset=utf-8').end(body(fixture('two-tool-calls')))
    })
    for (let round = 0; round < 3; round++) {
      const answer = await provider.complete({ ...request, stream: true }, never)
      if (!isStream(answer)) throw new Error('not a stream')
      expect(await all(answer)).toEqual(fixture('two-tool-calls').map((line) => JSON.parse(line)))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(ports.size).toBe(1)
  })

  it('ends the upstream request when its reader stops or the signal aborts', async () => {
    const closed: Promise<void>[] = []
    const provider = await upstream((incoming, answer) => {
      incoming.resume()
      closed.push(new Promise((resolve) => answer.on('close', resolve)))
      answer.setHeader('content-type', 'text/event-stream').write(body(fixture('text').slice(0, 2), ''))
    })
    const stopped = await provider.complete({ ...request, stream: true }, never)
    if (isStream(stopped)) for await (const _ of stopped) break
    await closed[0]
    const controller = new AbortController()
    const aborted = await provider.complete({ ...request, stream: true }, controller.signal)
    controller.abort()
    await expect(isStream(aborted) ? all(aborted) : null).rejects.toThrow(/abort/i)
    await closed[1]
  })
})

describe('failures of the upstream', () => {
  it.each([401, 403, 500, 503, 302])('%i becomes a 502 without its words', async (status) => {
    const provider = await upstream((_, answer) => {
      answer.statusCode = status
      answer.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}` } }))
    })
    const { failure } = await failureOf(provider.complete(request, never))
    expect(failure).toMatchObject({ status: 502, code: 'upstream_error' })
    expect(JSON.stringify(failure)).not.toContain(key)
  })

  it('what the client can mend is passed on, without the key', async () => {
    const provider = await upstream((_, answer) => {
      answer.writeHead(429, { 'retry-after': '3' })
      answer.end(
        JSON.stringify({ error: { message: `slow down, ${key}`, type: 'requests', param: null, code: 'rate' } }),
      )
    })
    const error = await failureOf(provider.complete(request, never))
    expect(error.failure).toEqual({
      status: 429,
      message: 'slow down, [key]',
      type: 'requests',
      param: null,
      code: 'rate',
    })
    expect(error.retryAfter).toBe('3')
  })

  it('an address that nobody listens at', async () => {
    const provider = openAiChat({ url: 'http://127.0.0.1:1/v1', key: null })
    const { failure } = await failureOf(provider.complete(request, never))
    expect(failure).toMatchObject({ status: 502, code: 'upstream_unreachable' })
    expect(failure.message).not.toContain('127.0.0.1')
  })

  it.each([
    ['<html>', 'text/html', false],
    ['{"choices":[{"index":0,"delta":{"tool_calls":[]}}]}', 'application/json', false],
    ['{"choices":[{"index":0,"message":{},"delta":{"tool_calls":[]}}]}', 'application/json', false],
    ['data: [DONE]\n\n', 'text/event-stream', false],
    ['{"choices":[]}', 'application/json', true],
  ])('an answer that is not of the format: %s as %s', async (text, type, stream) => {
    const provider = await upstream((_, answer) => answer.setHeader('content-type', type).end(text))
    const { failure } = await failureOf(provider.complete({ ...request, stream }, never))
    expect(failure).toMatchObject({ status: 502, code: 'upstream_protocol' })
  })

  it('a connection that breaks within the answer', async () => {
    const provider = await upstream((_, answer) => {
      answer.setHeader('content-type', 'text/event-stream').write(body(fixture('text').slice(0, 2), ''))
      setTimeout(() => answer.destroy(), 20)
    })
    const answer = await provider.complete({ ...request, stream: true }, never)
    const { failure } = await failureOf(isStream(answer) ? all(answer) : Promise.resolve())
    expect(failure.code).toBe('upstream_unreachable')
  })
})
