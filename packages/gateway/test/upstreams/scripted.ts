import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Batch,
  connect,
  type Following,
  formats,
  type Prompt,
  type Provider,
  type Sent,
  UpstreamError,
} from '@bylaw/providers'
import { onTestFinished } from 'vitest'
import type { BreakerConfig } from '../../src/config/upstreams.ts'
import { type Attempt, resilient, type Upstream } from '../../src/upstreams/resilient.ts'

const body = { model: 'asked', messages: [{ role: 'user', content: 'Hello' }] }

export function promptOf(more: object = {}): Prompt {
  const read = formats['openai-chat'].readRequest(JSON.stringify({ ...body, ...more }))
  if ('failure' in read) throw new Error(read.failure.message)
  return read.prompt
}

/** Several upstreams as one, with a clock and pauses that the test sees instead of waiting for them. */
export function line(upstreams: readonly Upstream[], breaker: Partial<BreakerConfig> = {}) {
  const attempts: Attempt[] = []
  const waits: number[] = []
  const clock = { now: 1_000_000 }
  const provider = resilient(
    upstreams,
    { failures: 5, 'cool-off': 30, ...breaker },
    (attempt) => attempts.push(attempt),
    {
      now: () => clock.now,
      wait: async (milliseconds, signal) => {
        waits.push(milliseconds)
        signal.throwIfAborted()
      },
    },
  )
  const told = () => attempts.map(({ upstream, outcome }) => `${upstream} ${outcome}`)
  return { provider, attempts, told, waits, clock }
}

interface Asking {
  readonly stream?: boolean
  readonly signal?: AbortSignal
  readonly following?: Following
}

export function send(provider: Provider, { stream = false, signal, following }: Asking = {}): Promise<Sent> {
  const prompt = promptOf({ stream })
  const revised = { messages: prompt.messages, model: prompt.model, stream }
  return provider.send(prompt, revised, signal ?? new AbortController().signal, following)
}

/** The text of an answer. */
export async function textOf({ reply }: Sent): Promise<string> {
  const batches: Batch[] = []
  if (reply.kind === 'whole') batches.push(reply.batch)
  else for await (const batch of reply.batches) batches.push(batch)
  return batches.flatMap(({ events }) => events.map((event) => (event.kind === 'delta' ? event.text : ''))).join('')
}

export async function failureOf(answer: Promise<unknown>): Promise<UpstreamError> {
  try {
    await answer
  } catch (error) {
    if (error instanceof UpstreamError) return error
    throw error
  }
  throw new Error('it did not fail')
}

/** A scripted server on loopback that stands in for a model, with what it was asked: one listener for each request, the last one again. */
export async function model(...script: readonly RequestListener[]): Promise<{ url: string; asked: Seen[] }> {
  const asked: Seen[] = []
  const server = createServer(async (message, response) => {
    const pieces: Buffer[] = []
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    asked.push({ path: message.url ?? '', headers: message.headers, body: text === '' ? null : JSON.parse(text) })
    script[Math.min(asked.length, script.length) - 1]!(message, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked }
}

export interface Seen {
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: { readonly model?: string } | null
}

interface To {
  readonly retries?: number
  readonly model?: string | null
  readonly firstByte?: number
  readonly format?: keyof typeof formats
}

export function upstream(
  url: string,
  { retries = 0, model = null, firstByte, format = 'openai-chat' }: To = {},
): Upstream {
  const provider = connect(formats[format], { url, key: null, ...(firstByte !== undefined && { firstByte }) })
  onTestFinished(() => provider.close())
  return { provider, model, retries }
}

const answer = (content: string) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'small-1',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
})

export const answers =
  (content: string): RequestListener =>
  (_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(content)))
  }

const chunk = (delta: object, finish_reason: string | null = null) => {
  const choices = [{ index: 0, delta, finish_reason }]
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'small-1', choices }
  return `data: ${JSON.stringify(chunk)}\n\n`
}

export const streams =
  (...texts: readonly string[]): RequestListener =>
  (_, response) => {
    response.setHeader('content-type', 'text/event-stream')
    for (const text of texts) response.write(chunk({ content: text }))
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`)
  }

/** Streams, and breaks off. */
export const breaksOff =
  (...texts: readonly string[]): RequestListener =>
  (_, response) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write(texts.map((content) => chunk({ content })).join('') || ': nothing yet\n\n', () =>
      response.socket!.destroy(),
    )
  }

export const refuses =
  (status: number, headers: Record<string, string> = {}, code: string | null = null): RequestListener =>
  (_, response) => {
    const error = { message: 'no', type: 'some_error', param: null, code }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }))
  }

export const hangsUp: RequestListener = (message) => message.socket.destroy()
export const saysNothing: RequestListener = () => {}
