import type { RequestListener } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type Connection,
  collect,
  connect,
  type FormatName,
  formats,
  type Provider,
  type Revised,
} from '../src/index.ts'
import { eventsOf, failureOf, promptOf, saidIn } from './exchange.ts'
import { body, fixture } from './fixtures.ts'
import { bodyOf, scripted } from './server.ts'

const key = 'sk-very-secret'
const chat = formats['openai-chat']
const asked = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }
const prompt = promptOf(chat, asked)
const never = new AbortController().signal
const completion = {
  id: 'c1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'yes', new_field: [1] }, finish_reason: 'stop' }],
  other: { a: null },
}

async function upstream(listener: RequestListener, more: Partial<Connection> = {}, name: FormatName = 'openai-chat') {
  const url = await scripted(listener)
  return closed(connect(formats[name], { url: `${url}/`, key, ...more }))
}

function closed(provider: Provider): Provider {
  onTestFinished(() => provider.close())
  return provider
}

function send(provider: Provider, stream: boolean, signal = never) {
  const revised: Revised = { messages: prompt.messages, model: 'm', stream }
  return provider.send(prompt, revised, signal)
}

async function streamOf(provider: Provider, signal = never) {
  const { reply } = await send(provider, true, signal)
  if (reply.kind !== 'stream') throw new Error('not a stream')
  return reply.batches
}

describe('connect', () => {
  it('sends the request with the key, and gives the answer as it is', async () => {
    const seen: unknown[] = []
    const provider = await upstream(async (incoming, answer) => {
      const { authorization, 'accept-encoding': encoding } = incoming.headers
      seen.push(incoming.method, incoming.url, authorization, encoding, JSON.parse(await bodyOf(incoming)))
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(completion))
    })
    const sent = await send(provider, false)
    expect(sent).toMatchObject({ format: 'openai-chat', lost: [], upstream: 0 })
    expect(sent.reply).toMatchObject({ kind: 'whole', batch: { wire: JSON.stringify(completion) } })
    expect(seen).toEqual(['POST', '/v1/chat/completions', `Bearer ${key}`, undefined, asked])
  })

  it.each([
    ['openai-chat', '/v1/chat/completions', { authorization: `Bearer ${key}` }],
    ['openai-responses', '/v1/responses', { authorization: `Bearer ${key}` }],
    ['anthropic-messages', '/v1/messages', { 'x-api-key': key, 'anthropic-version': '2023-06-01' }],
  ] as const)('%s has its own path and headers', async (name, path, headers) => {
    const seen: unknown[] = []
    const provider = await upstream(
      (incoming, answer) => {
        seen.push(incoming.url, incoming.headers)
        answer.writeHead(400).end()
      },
      { headers: { 'x-team': 'a' } },
      name,
    )
    await failureOf(send(provider, false))
    expect(seen).toEqual([path, expect.objectContaining({ ...headers, 'x-team': 'a' })])
    expect('authorization' in (seen[1] as object)).toBe('authorization' in headers)
  })

  it("keeps the address's own search part, and sends no key where there is none", async () => {
    const seen: unknown[] = []
    const url = await scripted((incoming, answer) => {
      seen.push(incoming.url, incoming.headers.authorization)
      answer.end('{"object":"list","data":[]}')
    })
    const provider = closed(connect(chat, { url: `${url}?api-version=7`, key: null }))
    await provider.models(never)
    expect(seen).toEqual(['/v1/models?api-version=7', undefined])
  })

  it('streams batches, and uses one connection for one stream after the other', async () => {
    const ports = new Set<number | undefined>()
    const provider = await upstream(
      (incoming, answer) => {
        ports.add(incoming.socket.remotePort)
        incoming.resume()
        answer.setHeader('content-type', 'text/event-stream; charset=utf-8').end(body(fixture('two-tool-calls')))
      },
      { connections: 1 },
    )
    for (let round = 0; round < 3; round++) {
      const [choice] = saidIn(eventsOf(await collect(await streamOf(provider))))
      expect(choice?.calls.map(({ name }) => name)).toEqual(['read_file', 'delete_file'])
    }
    expect(ports.size).toBe(1)
  })

  it('ends the upstream request when its reader stops or the signal aborts', async () => {
    const ended: Promise<void>[] = []
    const provider = await upstream((incoming, answer) => {
      incoming.resume()
      ended.push(new Promise((resolve) => answer.on('close', resolve)))
      answer.setHeader('content-type', 'text/event-stream').write(body(fixture('text').slice(0, 2), ''))
    })
    for await (const _ of await streamOf(provider)) break
    await ended[0]
    const controller = new AbortController()
    const aborted = await streamOf(provider, controller.signal)
    controller.abort()
    await expect(collect(aborted)).rejects.toThrow(/abort/i)
    await ended[1]
  })

  it('refuses to continue in one format what another keeps, without asking anybody', async () => {
    let asked = 0
    const provider = await upstream((_, answer) => answer.end(String(asked++)))
    const continued = promptOf(formats['openai-responses'], {
      model: 'm',
      input: 'and?',
      previous_response_id: 'resp_1',
    })
    const revised: Revised = { messages: continued.messages, model: 'm', stream: false }
    const failure = await failureOf(provider.send(continued, revised, never))
    expect(failure).toMatchObject({ status: 400, code: 'unsupported_continuation' })
    expect(asked).toBe(0)
  })

  it('sends what follows a request along, but never in place of its own headers', async () => {
    const seen: unknown[] = []
    const provider = await upstream((incoming, answer) => {
      seen.push([incoming.headers.traceparent, incoming.headers.authorization])
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(completion))
    })
    const revised: Revised = { messages: prompt.messages, model: 'm', stream: false }
    const following = { called: () => ({ traceparent: '00-1-2-01', authorization: 'Bearer other' }), failed() {} }
    await provider.send(prompt, revised, never, following)
    await provider.send(prompt, revised, never)
    expect(seen).toEqual([
      ['00-1-2-01', `Bearer ${key}`],
      [undefined, `Bearer ${key}`],
    ])
  })

  it('asks nobody when the signal is aborted already', async () => {
    const provider = await upstream((_, answer) => answer.end())
    await expect(send(provider, false, AbortSignal.abort())).rejects.toThrow(/abort/i)
  })
})

describe('models and what is passed through', () => {
  it('OpenAI lists stay as they are, Anthropic lists become one of them', async () => {
    const openai = { object: 'list', data: [{ id: 'a', object: 'model', owned_by: 'me', x: 1 }], more: true }
    const provider = await upstream((_, answer) => answer.end(JSON.stringify(openai)))
    expect(await provider.models(never)).toEqual(openai)
    const listed = { data: [{ type: 'model', id: 'b', created_at: '2026-01-01T00:00:00Z' }], has_more: false }
    const other = await upstream((_, answer) => answer.end(JSON.stringify(listed)), {}, 'anthropic-messages')
    expect(await other.models(never)).toMatchObject({
      object: 'list',
      data: [{ id: 'b', object: 'model', created: 1767225600 }],
    })
  })

  it('a list of models that is none is a failure', async () => {
    const provider = await upstream((_, answer) => answer.end('{"data":[{}]}'))
    expect(await failureOf(provider.models(never))).toMatchObject({ code: 'upstream_protocol' })
  })

  it.each(['embeddings', 'moderations'] as const)('%s go through as they come', async (what) => {
    const seen: unknown[] = []
    const provider = await upstream(async (incoming, answer) => {
      seen.push(incoming.url, JSON.parse(await bodyOf(incoming)))
      answer.end('{"data": [1.0]}')
    })
    expect(await provider.pass(what, { input: 'x' }, never)).toBe('{"data": [1.0]}')
    expect(seen).toEqual([`/v1/${what}`, { input: 'x' }])
  })

  it('there are none of Anthropic', async () => {
    const provider = await upstream((_, answer) => answer.end('{}'), {}, 'anthropic-messages')
    const failure = await failureOf(provider.pass('embeddings', {}, never))
    expect(failure).toMatchObject({ status: 404, code: 'unsupported' })
  })
})

describe('failures of the upstream', () => {
  it.each([401, 403, 500, 503, 529, 302])('%i becomes a 502 without its words', async (status) => {
    const provider = await upstream((_, answer) => {
      answer.writeHead(status, { location: '/v1/elsewhere' })
      answer.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}` } }))
    })
    const failure = await failureOf(send(provider, false))
    expect(failure).toMatchObject({ status: 502, code: 'upstream_error' })
    expect(JSON.stringify(failure)).not.toContain(key)
  })

  it.each([
    [
      'OpenAI',
      { error: { message: `slow down, ${key}`, type: 'requests', param: null, code: 'rate' } },
      'requests',
      'rate',
    ],
    [
      'Anthropic',
      { type: 'error', error: { type: 'rate_limit_error', message: `slow down, ${key}` } },
      'rate_limit_error',
      null,
    ],
  ])('what the client can mend is passed on, without the key: %s', async (_, told, type, code) => {
    const provider = await upstream((_, answer) => {
      answer.writeHead(429, { 'retry-after': '3' }).end(JSON.stringify(told))
    })
    const error = await send(provider, false).catch((thrown) => thrown)
    expect(error.failure).toEqual({ status: 429, message: 'slow down, [key]', type, param: null, code })
    expect(error.retryAfter).toBe('3')
  })

  it('an address that nobody listens at', async () => {
    const provider = closed(connect(chat, { url: 'http://127.0.0.1:1/v1', key: null }))
    const failure = await failureOf(send(provider, false))
    expect(failure).toMatchObject({ status: 502, code: 'upstream_unreachable' })
    expect(failure?.message).not.toContain('127.0.0.1')
  })

  it.each([
    ['<html>', 'text/html', false],
    ['{"choices":[{"index":0,"delta":{"tool_calls":[]}}]}', 'application/json', false],
    ['data: [DONE]\n\n', 'text/event-stream', false],
    [JSON.stringify(completion), 'application/json', true],
  ])('an answer that is not of the format: %s as %s', async (text, type, stream) => {
    const provider = await upstream((_, answer) => answer.setHeader('content-type', type).end(text))
    expect(await failureOf(send(provider, stream))).toMatchObject({ status: 502, code: 'upstream_protocol' })
  })

  it('an answer that is compressed without being asked', async () => {
    const provider = await upstream((_, answer) => answer.setHeader('content-encoding', 'gzip').end('x'))
    expect(await failureOf(send(provider, false))).toMatchObject({ status: 502, code: 'upstream_protocol' })
  })

  it('an answer that never ends', async () => {
    const provider = await upstream((_, answer) => {
      const piece = Buffer.alloc(1 << 20, 32)
      const more = () => {
        while (!answer.destroyed && answer.write(piece));
        answer.once('drain', more)
      }
      more()
    })
    expect(await failureOf(send(provider, false))).toMatchObject({ status: 502, code: 'upstream_protocol' })
  })

  it('a connection that breaks within the answer', async () => {
    const provider = await upstream((_, answer) => {
      answer.setHeader('content-type', 'text/event-stream')
      answer.write(body(fixture('text').slice(0, 2), ''), () => answer.destroy())
    })
    const answered = (async () => collect(await streamOf(provider)))()
    expect((await failureOf(answered))?.code).toBe('upstream_unreachable')
  })

  it.each([
    ['before it begins', { firstByte: 50 }, false],
    ['between two pieces', { firstByte: 50 }, true],
    ['before it is whole', { whole: 50 }, true],
    ['before it begins, of the whole time', { whole: 50 }, false],
  ])('an upstream that falls silent %s', async (_, times, begins) => {
    const provider = await upstream((_, answer) => {
      if (begins) answer.setHeader('content-type', 'text/event-stream').write(body(fixture('text').slice(0, 2), ''))
    }, times)
    const answered = (async () => collect(await streamOf(provider)))()
    expect(await failureOf(answered)).toMatchObject({ status: 504, code: 'upstream_timeout' })
  })
})
