/** Unmodified clients against a scripted server on loopback that sends what the format writes. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAnthropic } from '@ai-sdk/anthropic'
import Anthropic from '@anthropic-ai/sdk'
import { generateText, jsonSchema, streamText, type ToolSet } from 'ai'
import { afterEach, describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import type { AnswerEvent, Batch } from '../../src/exchange/answer.ts'
import type { FormatName } from '../../src/exchange/prompt.ts'
import { house, pieces, plainPrompt, read, sent, streamsIn, vector, wholeVector } from './fixtures.ts'

const request = { model: 'claude-test', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hello' }] }
const failure = { status: 529, message: 'too busy', type: 'api_error', param: null, code: null }

const servers: Server[] = []
afterEach(async () => {
  const open = servers.splice(0)
  await Promise.all(open.map((server) => new Promise((done) => server.close(done))))
})

/** A client of a server that answers every request with one body. */
async function clientOf(body: string, status = 200): Promise<Anthropic> {
  return new Anthropic({ apiKey: 'none', baseURL: await serve(body, status), maxRetries: 0 })
}

/** @returns the server's address */
async function serve(body: string, status = 200): Promise<string> {
  const type = body.startsWith('{') ? 'application/json' : 'text/event-stream'
  const server = createServer((incoming, answer) => {
    incoming.resume().on('end', () => answer.writeHead(status, { 'content-type': type }).end(body))
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

function stream(batches: readonly Batch[], from: FormatName | null): string {
  const writer = anthropicMessages.streamWriter(plainPrompt, from)
  return batches.map((batch) => writer.write(batch)).join('') + writer.end()
}

/** An answer of another format: a text and two calls at once. */
const foreign: AnswerEvent[] = [
  { kind: 'start', id: 'chatcmpl-1', model: 'gpt' },
  { kind: 'part', choice: 0, part: 0, type: 'reasoning' },
  { kind: 'delta', choice: 0, part: 0, text: 'Two cities.' },
  { kind: 'part', choice: 0, part: 1, type: 'text' },
  { kind: 'delta', choice: 0, part: 1, text: 'Looking.' },
  { kind: 'part', choice: 0, part: 2, type: 'call', call: { id: 'call_a', name: 'f', type: 'function' } },
  { kind: 'part', choice: 0, part: 3, type: 'call', call: { id: 'call_b', name: 'g', type: 'function' } },
  { kind: 'delta', choice: 0, part: 3, text: '{"city":"Oslo"}' },
  { kind: 'delta', choice: 0, part: 2, text: '{"city":"Rome"}' },
  { kind: 'finish', choice: 0, reason: 'calls' },
  { kind: 'usage', input: 9, output: 4, cached: null, reasoning: null },
]

const told = {
  id: 'chatcmpl-1',
  type: 'message',
  role: 'assistant',
  model: 'gpt',
  content: [
    { type: 'thinking', thinking: 'Two cities.', signature: '' },
    { type: 'text', text: 'Looking.' },
    { type: 'tool_use', id: 'call_a', name: 'f', input: { city: 'Rome' } },
    { type: 'tool_use', id: 'call_b', name: 'g', input: { city: 'Oslo' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 4 },
}

describe("Anthropic's client", () => {
  it('reads a whole answer of another format', async () => {
    const client = await clientOf(anthropicMessages.writeWhole(house(...foreign), plainPrompt, 'openai-chat'))
    expect(await client.messages.create(request)).toMatchObject(told)
  })

  it('reads a streamed answer of another format', async () => {
    const client = await clientOf(stream(house(...foreign), 'openai-chat'))
    expect(await client.messages.stream(request).finalMessage()).toMatchObject(told)
  })

  it.each(streamsIn('reads'))('reads a stream of the same format, untouched or not: %s', async (name, lines) => {
    const batches = await read(pieces(sent(lines)))
    const { id, content, stop_reason, usage } = JSON.parse(wholeVector(name))
    // The client reads no deltas of a compaction but in its beta.
    const readable = name === 'compaction' ? content.slice(1) : content
    for (const written of [batches, batches.map(({ events }) => ({ events, wire: null }))]) {
      const client = await clientOf(stream(written, 'anthropic-messages'))
      const message = await client.messages.stream(request).finalMessage()
      expect(message).toMatchObject({ id, stop_reason, usage })
      expect(message.content.slice(content.length - readable.length)).toMatchObject(readable)
    }
  })

  it('iterates over a stream event by event', async () => {
    const client = await clientOf(stream(await read(pieces(sent(vector('text')))), 'anthropic-messages'))
    const texts: string[] = []
    for await (const event of await client.messages.create({ ...request, stream: true })) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') texts.push(event.delta.text)
    }
    expect(texts).toEqual(['Grüße ', '👋 you'])
  })

  it('reads a text that was changed while it streamed', async () => {
    const batches = await read(pieces(sent(vector('parallel-tools'))))
    const changed = batches.map(({ events, wire }) => {
      const written = events.map((event) =>
        event.kind === 'delta' && event.part === 0 ? { ...event, text: 'Gone.' } : event,
      )
      return { events: written, wire: events.some((event) => event.kind === 'delta' && event.part === 0) ? null : wire }
    })
    const client = await clientOf(stream(changed, 'anthropic-messages'))
    const message = await client.messages.stream(request).finalMessage()
    expect(message.content[0]).toMatchObject({ type: 'text', text: 'Gone.' })
    expect(message.content[2]).toMatchObject({ type: 'tool_use', input: { city: 'Oslo' } })
  })

  it('learns of a failure in the middle of a stream', async () => {
    const batches = await read(pieces(sent(vector('text'))))
    const writer = anthropicMessages.streamWriter(plainPrompt, 'anthropic-messages')
    const begun = batches.slice(0, 3).map((batch) => writer.write(batch))
    const client = await clientOf(begun.join('') + writer.fail(failure))
    const seen: string[] = []
    const reading = (async () => {
      for await (const event of await client.messages.create({ ...request, stream: true })) seen.push(event.type)
    })()
    await expect(reading).rejects.toMatchObject({ type: 'overloaded_error' })
    expect(seen).toEqual(['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop'])
  })

  it.each([
    [400, Anthropic.BadRequestError, 'invalid_request_error'],
    [403, Anthropic.PermissionDeniedError, 'permission_error'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [502, Anthropic.InternalServerError, 'api_error'],
  ])('reads an error answer of %d', async (status, kind, type) => {
    const client = await clientOf(JSON.stringify(anthropicMessages.errorBody({ ...failure, status })), status)
    const error: unknown = await client.messages.create(request).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ status, type })
  })

  it('sends requests that are read', async () => {
    let body = ''
    const fetch = async (_url: unknown, init?: { body?: unknown }) => {
      body = String(init?.body)
      return new Response(wholeVector('text'), { headers: { 'content-type': 'application/json' } })
    }
    const client = new Anthropic({ apiKey: 'none', fetch: fetch as typeof globalThis.fetch })
    await client.messages.create({
      ...request,
      system: 'Be kind.',
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'any' },
    })
    expect(anthropicMessages.readRequest(body)).toMatchObject({
      prompt: {
        model: 'claude-test',
        messages: [{ role: 'system' }, { role: 'user' }],
        tools: [{ name: 'f', type: 'function' }],
        settings: { toolChoice: 'required', maxTokens: 100 },
      },
    })
  })
})

describe("Vercel's client", () => {
  const city: ToolSet[string] = {
    inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } } }),
  }
  const callOf = async (body: string) => ({
    model: createAnthropic({ apiKey: 'none', baseURL: `${await serve(body)}/v1` })('claude-test'),
    prompt: 'Hello',
    maxRetries: 0,
    maxOutputTokens: 100,
    tools: { f: city, g: city },
  })
  const calls = [
    { toolName: 'f', input: { city: 'Rome' } },
    { toolName: 'g', input: { city: 'Oslo' } },
  ]

  it('reads a whole answer of another format', async () => {
    const body = anthropicMessages.writeWhole(house(...foreign), plainPrompt, 'openai-chat')
    const { text, toolCalls, finishReason } = await generateText(await callOf(body))
    expect({ text, toolCalls, finishReason }).toMatchObject({
      text: 'Looking.',
      toolCalls: calls,
      finishReason: 'tool-calls',
    })
  })

  it('reads a streamed answer of another format', async () => {
    const answer = streamText(await callOf(stream(house(...foreign), 'openai-chat')))
    expect(await answer.text).toBe('Looking.')
    expect(await answer.toolCalls).toMatchObject(calls)
    expect(await answer.finishReason).toBe('tool-calls')
  })

  it.each(['text', 'thinking', 'hosted-search', 'tool-without-arguments'])(
    'reads a changed stream of the same format: %s',
    async (name) => {
      const batches = await read(pieces(sent(vector(name))))
      const answer = streamText(
        await callOf(
          stream(
            batches.map(({ events }) => ({ events, wire: null })),
            'anthropic-messages',
          ),
        ),
      )
      const texts = JSON.parse(wholeVector(name)).content.flatMap((block: { text?: string }) => block.text ?? [])
      expect(await answer.text).toBe(texts.join(''))
    },
  )
})
