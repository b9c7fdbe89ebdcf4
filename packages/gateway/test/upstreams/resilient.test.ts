import { describe, expect, it } from 'vitest'
import {
  answers,
  breaksOff,
  failureOf,
  hangsUp,
  line,
  model,
  promptOf,
  refuses,
  saysNothing,
  send,
  streams,
  textOf,
  upstream,
} from './scripted.ts'

/** Scripted servers on loopback stand in for the models. */
describe('an upstream that fails before it answers', () => {
  const failures = [
    ['hangs up', hangsUp, 'upstream_unreachable'],
    ['answers 500', refuses(500), 'upstream_error'],
    ['answers 503', refuses(503), 'upstream_error'],
    ['refuses our key', refuses(401), 'upstream_error'],
    ['answers 408', refuses(408), null],
    [
      'answers something else',
      (_: unknown, response: { end(text: string): void }) => response.end('{'),
      'upstream_protocol',
    ],
  ] as const

  it.each(failures)('is tried again, and then the next one is asked: it %s', async (_, fails) => {
    const bad = await model(fails)
    const good = await model(answers('from the second'))
    const { provider, told, waits } = line([upstream(bad.url, { retries: 2 }), upstream(good.url)])
    const sent = await send(provider)
    expect([await textOf(sent), sent.upstream]).toEqual(['from the second', 1])
    expect(told()).toEqual(['0 failed', '0 failed', '0 failed', '1 answered'])
    expect(waits).toHaveLength(2)
    expect(bad.asked).toHaveLength(3)
  })

  it.each(failures)('is told of where there is no other: it %s', async (_, fails, code) => {
    const bad = await model(fails)
    const { provider } = line([upstream(bad.url)])
    expect((await failureOf(send(provider))).failure.code).toBe(code)
  })

  it('may answer when it is tried again', async () => {
    const { url, asked } = await model(hangsUp, refuses(502), answers('at last'))
    const { provider, told } = line([upstream(url, { retries: 2 })])
    expect(await textOf(await send(provider))).toBe('at last')
    expect([told(), asked.length]).toEqual([['0 failed', '0 failed', '0 answered'], 3])
  })

  it('is not tried again where it took all its time, but the next one is asked', async () => {
    const slow = await model(saysNothing)
    const good = await model(answers('in time'))
    const { provider, told } = line([upstream(slow.url, { retries: 3, firstByte: 20 }), upstream(good.url)])
    expect(await textOf(await send(provider))).toBe('in time')
    expect(told()).toEqual(['0 failed', '1 answered'])
  })

  it('is waited for as long as it asks', async () => {
    const { url } = await model(refuses(429, { 'retry-after': '7' }), answers('now'))
    const { provider, waits } = line([upstream(url, { retries: 1 })])
    expect(await textOf(await send(provider))).toBe('now')
    expect(waits).toEqual([7000])
  })

  it('is not waited for where it asks for too long: its words go to the client where nobody else answers', async () => {
    const busy = await model(refuses(429, { 'retry-after': '60' }))
    const { provider, waits } = line([upstream(busy.url, { retries: 5 })])
    const { failure, retryAfter } = await failureOf(send(provider))
    expect([failure.status, retryAfter, waits, busy.asked.length]).toEqual([429, '60', [], 1])
  })
})

describe('a request that an upstream refuses as such', () => {
  it.each([400, 404, 413, 422])('is neither tried again nor elsewhere: %i', async (status) => {
    const first = await model(refuses(status))
    const second = await model(answers('never'))
    const { provider, told } = line([upstream(first.url, { retries: 3 }), upstream(second.url)])
    expect((await failureOf(send(provider))).failure.status).toBe(status)
    expect([told(), first.asked.length, second.asked.length]).toEqual([['0 refused'], 1, 0])
  })

  it('says that the upstream is well', async () => {
    const { url } = await model(hangsUp, refuses(400), hangsUp, answers('still asked'))
    const { provider } = line([upstream(url)], { failures: 2 })
    for (let time = 0; time < 3; time++) await failureOf(send(provider))
    expect(await textOf(await send(provider))).toBe('still asked')
  })
})

describe('a stream', () => {
  it('that ends before anything of it came is tried again', async () => {
    const { url } = await model(breaksOff(), streams('Hel', 'lo'))
    const { provider, told } = line([upstream(url, { retries: 1 })])
    expect(await textOf(await send(provider, { stream: true }))).toBe('Hello')
    expect(told()).toEqual(['0 failed', '0 answered'])
  })

  it('that breaks off later fails, and nobody else is asked', async () => {
    const first = await model(breaksOff('Hel'))
    const second = await model(streams('never'))
    const { provider, told } = line([upstream(first.url, { retries: 3 }), upstream(second.url)])
    const sent = await send(provider, { stream: true })
    expect((await failureOf(textOf(sent))).failure.status).toBe(502)
    expect([told(), first.asked.length, second.asked.length]).toEqual([['0 answered'], 1, 0])
  })

  it('that nobody reads to its end is let go', async () => {
    const { url } = await model((_, response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write('data: {"id":"1","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n')
      response.on('close', () => gone())
    })
    const { promise, resolve: gone } = Promise.withResolvers<void>()
    const { reply } = await send(line([upstream(url)]).provider, { stream: true })
    if (reply.kind === 'stream') for await (const _ of reply.batches) break
    await promise
  })
})

describe('several upstreams', () => {
  it('are each asked for their own model, under the same messages', async () => {
    const first = await model(hangsUp)
    const second = await model(hangsUp)
    const third = await model(answers('yes'))
    const { provider } = line([
      upstream(first.url, { model: 'large' }),
      upstream(second.url),
      upstream(third.url, { model: 'small' }),
    ])
    await send(provider)
    const asked = [first, second, third].map(({ asked }) => asked[0]!.body)
    expect(asked.map((body) => body?.model)).toEqual(['large', 'asked', 'small'])
    expect(new Set(asked.map((body) => JSON.stringify({ ...body, model: '' }))).size).toBe(1)
  })

  it('may speak different formats: each reply tells its own', async () => {
    const first = await model(hangsUp)
    const second = await model(refuses(500))
    const third = await model((_, response) => {
      const content = [{ type: 'text', text: 'oui' }]
      const usage = { input_tokens: 1, output_tokens: 1 }
      const whole = { id: 'm', type: 'message', role: 'assistant', model: 'c', content, stop_reason: 'end_turn', usage }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(whole))
    })
    const { provider } = line([
      upstream(first.url),
      upstream(second.url, { format: 'openai-responses' }),
      upstream(third.url, { format: 'anthropic-messages' }),
    ])
    const sent = await send(provider)
    expect([await textOf(sent), sent.format, sent.upstream]).toEqual(['oui', 'anthropic-messages', 2])
  })

  it('pass on as it came what is no question to a model, to one that has an endpoint for it', async () => {
    const claude = await model(answers('never'))
    const other = await model((_, response) => response.end('{"data":[]}'))
    const { provider, told } = line([
      upstream(claude.url, { format: 'anthropic-messages', retries: 2 }),
      upstream(other.url, { model: 'small' }),
    ])
    const body = { model: 'embedding-1', input: 'x' }
    expect(await provider.pass('embeddings', body, new AbortController().signal)).toBe('{"data":[]}')
    expect([told(), claude.asked.length, other.asked[0]!.body]).toEqual([['0 refused', '1 answered'], 0, body])
  })

  it('are told to have failed by what failed, not by what one of them has no means for', async () => {
    const busy = await model(refuses(429))
    const claude = await model(answers('never'))
    const { provider } = line([upstream(busy.url), upstream(claude.url, { format: 'anthropic-messages' })])
    const failed = await failureOf(provider.pass('embeddings', {}, new AbortController().signal))
    expect(failed.failure.status).toBe(429)
  })
})

describe('an upstream that keeps failing', () => {
  it('is left alone, then tried by one request', async () => {
    const bad = await model(hangsUp, hangsUp, answers('well again'))
    const good = await model(answers('meanwhile'))
    const { provider, told, attempts, clock } = line([upstream(bad.url), upstream(good.url)], { failures: 2 })
    for (let time = 0; time < 3; time++) expect(await textOf(await send(provider))).toBe('meanwhile')
    expect(told().slice(-2)).toEqual(['0 left-alone', '1 answered'])
    expect(attempts.filter(({ leftAlone }) => leftAlone).map(({ outcome }) => outcome)).toEqual([
      'failed',
      'left-alone',
    ])
    clock.now += 30_000
    expect(await textOf(await send(provider))).toBe('well again')
    expect(bad.asked).toHaveLength(3)
  })

  it('is told of as such where there is no other, with the time that it rests', async () => {
    const { url, asked } = await model(hangsUp)
    const { provider, clock } = line([upstream(url)], { failures: 1, 'cool-off': 20 })
    await failureOf(send(provider))
    clock.now += 5000
    const { failure, retryAfter } = await failureOf(send(provider))
    expect([failure.status, failure.code, retryAfter, asked.length]).toEqual([503, 'upstream_left_alone', '15', 1])
  })

  it('is not left alone for being busy', async () => {
    const { url, asked } = await model(refuses(429))
    const { provider } = line([upstream(url)], { failures: 2 })
    for (let time = 0; time < 4; time++) await failureOf(send(provider))
    expect(asked).toHaveLength(4)
  })
})

describe('a client that goes away', () => {
  it('stops everything, and says nothing of the upstream', async () => {
    const gone = new AbortController()
    const first = await model(() => gone.abort())
    const second = await model(answers('never'))
    const { provider, told } = line([upstream(first.url, { retries: 3 }), upstream(second.url)], { failures: 1 })
    await expect(send(provider, { signal: gone.signal })).rejects.toMatchObject({ name: 'AbortError' })
    expect([told(), second.asked.length]).toEqual([['0 aborted'], 0])
    expect(first.asked).toHaveLength(1)
  })

  it('is not waited for between two attempts', async () => {
    const gone = new AbortController()
    const { url, asked } = await model((message) => {
      message.socket.destroy()
    })
    const { provider } = line([upstream(url, { retries: 3 })])
    const sending = send(provider, {
      signal: gone.signal,
      following: { called: () => ({}), failed: () => gone.abort() },
    })
    await expect(sending).rejects.toThrow()
    expect(asked).toHaveLength(1)
  })
})

describe('who follows a request', () => {
  it('hears of each call before it is made, by the place of the upstream, and of each that failed', async () => {
    const heard: string[] = []
    const scripted = (fails: boolean) => ({
      send: async (...[, , , following]: Parameters<ReturnType<typeof line>['provider']['send']>) => {
        heard.push(JSON.stringify(following?.called(0)))
        if (fails) throw await failureOf(send(line([]).provider))
        return {
          reply: { kind: 'whole', batch: { events: [], wire: null } },
          format: null,
          lost: [],
          upstream: 0,
        } as const
      },
      models: async () => ({}),
      pass: async () => '',
      close: async () => {},
    })
    const { provider } = line([
      { provider: scripted(true), model: null, retries: 1 },
      { provider: scripted(false), model: null, retries: 0 },
    ])
    const following = {
      called: (upstream: number) => ({ upstream: String(upstream) }),
      failed: () => heard.push('failed'),
    }
    await provider.send(
      promptOf(),
      { messages: [], model: 'm', stream: false },
      new AbortController().signal,
      following,
    )
    expect(heard).toEqual(['{"upstream":"0"}', 'failed', '{"upstream":"0"}', 'failed', '{"upstream":"1"}'])
  })
})
