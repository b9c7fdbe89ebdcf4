/** What goes wrong, as the official clients tell it: a class for each status. Upstreams are scripted; there is no model. */
import Anthropic from '@anthropic-ai/sdk'
import { type FormatName, formatNames } from '@bylaw/providers'
import { APICallError, generateText } from 'ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clinic, enforcing, keyOf, model, openClinic, question } from './clinic.ts'
import { failing, type Scripted, sending } from './upstream.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic((upstream) => ({
    limited: enforcing('openai-chat', upstream, '\n    limits: {key: [{requests: 1, per: month}]}'),
    refused: `    layers: [{developer: missing.md}]\n    upstreams: [{format: openai-chat, url: "${upstream}"}]`,
    gone: '    upstreams: [{format: openai-chat, url: "http://127.0.0.1:1/v1", retries: 0}]',
    window: enforcing('openai-chat', upstream, '\n    stream: window'),
  }))
})
afterAll(() => clinic.close())

const messages = [{ role: 'user' as const, content: question }]
const ask: Readonly<Record<FormatName, (deployment: string) => Promise<unknown>>> = {
  'openai-chat': (name) => clinic.openai(name).chat.completions.create({ model, messages }),
  'openai-responses': (name) => clinic.openai(name).responses.create({ model, input: question }),
  'anthropic-messages': (name) => clinic.anthropic(name).messages.create({ model, max_tokens: 16, messages }),
}
const stream: typeof ask = {
  'openai-chat': (name) => clinic.openai(name).chat.completions.stream({ model, messages }).finalMessage(),
  'openai-responses': (name) => clinic.openai(name).responses.stream({ model, input: question }).finalResponse(),
  'anthropic-messages': (name) =>
    clinic.anthropic(name).messages.stream({ model, max_tokens: 16, messages }).finalMessage(),
}
const classes = { 'openai-chat': OpenAI, 'openai-responses': OpenAI, 'anthropic-messages': Anthropic } as const
const thrown = (asking: Promise<unknown>) =>
  asking.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  )
const error = (message: string) => ({ error: { message, type: 'invalid_request_error', code: 'made_up', param: null } })

type Kind = (client: typeof OpenAI | typeof Anthropic) => abstract new (...any: never[]) => Error
const upstreams: readonly (readonly [number, number, Kind])[] = [
  [400, 400, (client) => client.BadRequestError],
  [401, 502, (client) => client.InternalServerError],
  [403, 502, (client) => client.InternalServerError],
  [404, 404, (client) => client.NotFoundError],
  [409, 409, (client) => client.ConflictError],
  [413, 413, (client) => client.APIError],
  [422, 422, (client) => client.UnprocessableEntityError],
  [429, 429, (client) => client.RateLimitError],
  [500, 502, (client) => client.InternalServerError],
  [503, 502, (client) => client.InternalServerError],
  [529, 502, (client) => client.InternalServerError],
]

describe.each(formatNames)('errors of %s', (served) => {
  const client = classes[served]

  it.each(upstreams)('of the upstream: %d is %d', async (status, told, kind) => {
    for (const asking of [ask, stream]) {
      clinic.upstream.says(failing(status, error('no, sk-upstream')))
      const got = await thrown(asking[served]('openai-chat'))
      expect(got).toBeInstanceOf(kind(client))
      expect(got).toMatchObject({ status: told })
      expect(String(got)).not.toContain('sk-upstream')
      expect((got as { headers: Headers }).headers.get('bylaw-decision')).toMatch(/^dec_/)
    }
  })

  it('of the gateway: who asks, and what for', async () => {
    expect(await thrown(ask[served]('nobody'))).toBeInstanceOf(client.AuthenticationError)
    expect(await thrown(ask[served]('over'))).toBeInstanceOf(client.AuthenticationError)
    expect(await thrown(ask[served]('reads'))).toBeInstanceOf(client.PermissionDeniedError)
    const refused = await thrown(ask[served]('refused'))
    expect(refused).toBeInstanceOf(client.InternalServerError)
    expect(refused).toMatchObject({ status: 503 })
    const gone = await thrown(ask[served]('gone'))
    expect(gone).toMatchObject({ status: 502 })
    expect(gone).toBeInstanceOf(client.InternalServerError)
  })

  it('of the gateway: a body that is too large', async () => {
    const huge = [{ role: 'user' as const, content: 'x'.repeat(21 * 1024 * 1024) }]
    const asking =
      served === 'anthropic-messages'
        ? clinic.anthropic('openai-chat').messages.create({ model, max_tokens: 16, messages: huge })
        : served === 'openai-chat'
          ? clinic.openai('openai-chat').chat.completions.create({ model, messages: huge })
          : clinic.openai('openai-chat').responses.create({ model, input: huge })
    expect(await thrown(asking)).toMatchObject({ status: 413 })
  })

  it('of the gateway: a body that is not what the format says', async () => {
    const wrong = { model: 7, messages: 'x', input: 7, max_tokens: 1 } as never
    const asking =
      served === 'anthropic-messages'
        ? clinic.anthropic('openai-chat').messages.create(wrong)
        : served === 'openai-chat'
          ? clinic.openai('openai-chat').chat.completions.create(wrong)
          : clinic.openai('openai-chat').responses.create(wrong)
    expect(await thrown(asking)).toBeInstanceOf(client.BadRequestError)
  })

  it('say when it may be tried again', async () => {
    clinic.upstream.says(failing(429, error('slow down'), { 'retry-after': '7' }))
    const got = await thrown(ask[served]('openai-chat'))
    expect((got as { headers: Headers }).headers.get('retry-after')).toBe('7')
  })

  it('are tried again by the client itself, after as long as it is told', async () => {
    clinic.upstream.says(failing(429, error('slow down'), { 'retry-after': '0.01' }), { text: 'Rain.' })
    const patient = { maxRetries: 1 }
    const answer = await (served === 'anthropic-messages'
      ? clinic.anthropic('openai-chat', patient).messages.create({ model, max_tokens: 16, messages })
      : served === 'openai-chat'
        ? clinic.openai('openai-chat', patient).chat.completions.create({ model, messages })
        : clinic.openai('openai-chat', patient).responses.create({ model, input: question }))
    expect(JSON.stringify(answer)).toContain('Rain.')
    expect(clinic.upstream.asked).toHaveLength(2)
  })
})

it('a limit that is used up is a 429 that says when it ends', async () => {
  clinic.upstream.says({ text: 'Rain.' })
  await ask['openai-chat']('limited')
  const [chat, messages] = [
    await thrown(ask['openai-chat']('limited')),
    await thrown(ask['anthropic-messages']('limited')),
  ]
  expect(chat).toBeInstanceOf(OpenAI.RateLimitError)
  expect(messages).toBeInstanceOf(Anthropic.RateLimitError)
  expect(Number((chat as { headers: Headers }).headers.get('retry-after'))).toBeGreaterThan(0)
})

describe('an error within a stream', () => {
  const choices = [{ index: 0, delta: { content: 'word '.repeat(300) }, finish_reason: null }]
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model, choices }
  const broken: Scripted = sending(
    'stream',
    `data: ${JSON.stringify(chunk)}\n\ndata: {"error":{"message":"sk-upstream is over"}}\n\n`,
  )

  it.each(formatNames)('is thrown by the client of %s, before anything left', async (served) => {
    clinic.upstream.says(broken)
    const got = await thrown(stream[served]('openai-chat').then(failedResponse))
    expect(String(got)).not.toContain('sk-upstream')
    expect(got).toBeInstanceOf(Error)
    if (served === 'anthropic-messages') expect(got).toBeInstanceOf(Anthropic.APIError)
  })

  it.each(formatNames)('is thrown by the client of %s, after some of it left', async (served) => {
    clinic.upstream.says(broken)
    let heard = ''
    const asking =
      served === 'anthropic-messages'
        ? clinic
            .anthropic('window')
            .messages.stream({ model, max_tokens: 16, messages })
            .on('text', (delta) => {
              heard += delta
            })
            .finalMessage()
        : served === 'openai-chat'
          ? clinic
              .openai('window')
              .chat.completions.stream({ model, messages })
              .on('content', (delta) => {
                heard += delta
              })
              .finalMessage()
          : clinic
              .openai('window')
              .responses.stream({ model, input: question })
              .on('response.output_text.delta', ({ delta }) => {
                heard += delta
              })
              .finalResponse()
              .then(failedResponse)
    const got = await thrown(asking)
    expect(got).toBeInstanceOf(Error)
    expect(heard).toMatch(/^(word ){10}/)
  })
})

/** The helper of responses does not throw: it ends with an answer that failed. */
function failedResponse(answer: unknown): unknown {
  const { status, error: why } = answer as { status?: string; error?: { message: string } }
  if (status === 'failed') throw new Error(why!.message)
  return answer
}

describe('a client that goes away', () => {
  it.each(formatNames)('of %s: the upstream is let go, and it is recorded', async (served) => {
    let began = () => {}
    const begins = new Promise<void>((resolve) => {
      began = resolve
    })
    clinic.upstream.says(() => began())
    const gone = new AbortController()
    const { signal } = gone
    const asking =
      served === 'anthropic-messages'
        ? clinic.anthropic('openai-chat').messages.create({ model, max_tokens: 16, messages }, { signal })
        : served === 'openai-chat'
          ? clinic.openai('openai-chat').chat.completions.create({ model, messages }, { signal })
          : clinic.openai('openai-chat').responses.create({ model, input: question }, { signal })
    const ended = thrown(asking)
    await begins
    gone.abort()
    expect(await ended).toBeInstanceOf(classes[served].APIUserAbortError)
    await clinic.upstream.asked[0]!.closed
  })

  it('of a stream: the upstream is let go, and it is recorded', async () => {
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model }
    const choices = [{ index: 0, delta: { content: 'word '.repeat(300) }, finish_reason: null }]
    clinic.upstream.says((_, response) => {
      response
        .setHeader('content-type', 'text/event-stream')
        .write(`data: ${JSON.stringify({ ...chunk, choices })}\n\n`)
    })
    const { data, response } = await clinic
      .openai('window')
      .chat.completions.create({ model, messages, stream: true })
      .withResponse()
    for await (const _ of data) break
    await clinic.upstream.asked[0]!.closed
    const id = response.headers.get('bylaw-decision')
    await expect.poll(() => clinic.record('window', id)).toMatchObject({ state: 'aborted' })
  })
})

it("Vercel's client tells the status and whether it may be tried again", async () => {
  const { openai, anthropic } = clinic.vercel('openai-chat')
  for (const chosen of [openai.chat(model), openai.responses(model), anthropic(model)]) {
    clinic.upstream.says(failing(429, error('slow down'), { 'retry-after': '7' }))
    const got = await thrown(generateText({ model: chosen, prompt: question, maxRetries: 0 }))
    expect(APICallError.isInstance(got)).toBe(true)
    expect(got).toMatchObject({ statusCode: 429, isRetryable: true, message: 'slow down' })
  }
})

it('a key of a deployment reads nothing of another', async () => {
  clinic.upstream.says({ text: 'Rain.' })
  const { response } = await clinic.openai('openai-chat').chat.completions.create({ model, messages }).withResponse()
  const id = response.headers.get('bylaw-decision')
  const headers = { authorization: `Bearer ${keyOf('anthropic-messages')}` }
  expect((await fetch(`${clinic.gateway.url}/v1/decisions/${id}`, { headers })).status).toBe(404)
})
