import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import type { AnswerEvent, Batch } from '../../src/index.ts'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { changed } from '../exchange.ts'
import { scripted } from '../server.ts'
import { ask, streamed } from './fixtures.ts'

/** The official client, unmodified, in front of a scripted server that says this once. */
async function client(body: string, status = 200): Promise<OpenAI> {
  const type = body.startsWith('{') ? 'application/json' : 'text/event-stream'
  const baseURL = await scripted((_, answer) => answer.writeHead(status, { 'content-type': type }).end(body))
  return new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 })
}

function streamOf(batches: readonly Batch[], failing = false): string {
  const writer = openAiResponses.streamWriter(ask(), null)
  const failure = { status: 502, message: 'gone', type: 'api_error', param: null, code: 'upstream_unreachable' }
  return batches.map((batch) => writer.write(batch)).join('') + (failing ? writer.fail(failure) : writer.end())
}

const start: AnswerEvent = { kind: 'start', id: 'chat_1', model: 'made-up-1' }
const part = (events: readonly AnswerEvent[], reason = 'stop'): Batch => ({
  events: [start, ...events, { kind: 'finish', choice: 0, reason }],
  wire: null,
})
const text = part([
  { kind: 'part', choice: 0, part: 0, type: 'text' },
  { kind: 'delta', choice: 0, part: 0, text: 'Warm ' },
  { kind: 'delta', choice: 0, part: 0, text: 'water.' },
  { kind: 'part-end', choice: 0, part: 0 },
])
const calls = part(
  [
    { kind: 'part', choice: 0, part: 0, type: 'reasoning' },
    { kind: 'delta', choice: 0, part: 0, text: 'Weigh it.' },
    { kind: 'part-end', choice: 0, part: 0 },
    { kind: 'part', choice: 0, part: 1, type: 'call', call: { id: 'call_1', name: 'weigh', type: 'function' } },
    { kind: 'part', choice: 0, part: 2, type: 'call', call: { id: 'call_2', name: 'note', type: 'custom' } },
    { kind: 'delta', choice: 0, part: 1, text: '{"g":' },
    { kind: 'delta', choice: 0, part: 2, text: 'words' },
    { kind: 'delta', choice: 0, part: 1, text: '2}' },
    { kind: 'part-end', choice: 0, part: 1 },
    { kind: 'part-end', choice: 0, part: 2 },
    { kind: 'usage', input: 3, output: 5, cached: null, reasoning: 2 },
  ],
  'calls',
)
const refusal = part([
  { kind: 'part', choice: 0, part: 0, type: 'refusal' },
  { kind: 'delta', choice: 0, part: 0, text: 'Not that.' },
  { kind: 'part-end', choice: 0, part: 0 },
])

const input = { model: 'made-up-1', input: 'Tea?' }

describe('the official SDK', () => {
  test('reads a plain answer', async () => {
    const openai = await client(openAiResponses.writeWhole([text], ask(), 'openai-chat'))
    const answer = await openai.responses.create(input)
    expect(answer).toMatchObject({ status: 'completed', output_text: 'Warm water.', model: 'made-up-1', usage: null })
  })

  test.each([
    ['text', text, [{ type: 'message', content: [{ type: 'output_text', text: 'Warm water.' }] }]],
    ['refusal', refusal, [{ type: 'message', content: [{ type: 'refusal', refusal: 'Not that.' }] }]],
    [
      'calls',
      calls,
      [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Weigh it.' }] },
        { type: 'function_call', call_id: 'call_1', name: 'weigh', arguments: '{"g":2}' },
        { type: 'custom_tool_call', call_id: 'call_2', name: 'note', input: 'words' },
      ],
    ],
  ])('streams %s with its helper', async (_, batch, output) => {
    const openai = await client(streamOf([batch]))
    const snapshots: string[] = []
    const stream = openai.responses.stream(input)
    stream.on('response.output_text.delta', ({ snapshot }) => snapshots.push(snapshot))
    const answer = await stream.finalResponse()
    expect(answer).toMatchObject({ status: 'completed', output })
    expect(snapshots).toEqual(batch === text ? ['Warm ', 'Warm water.'] : [])
  })

  test('iterates over a stream', async () => {
    const openai = await client(streamOf([calls]))
    const types: string[] = []
    for await (const event of await openai.responses.create({ ...input, stream: true })) types.push(event.type)
    expect(types[0]).toBe('response.created')
    expect(types.at(-1)).toBe('response.completed')
  })

  test.each(['text', 'rich', 'hosted', 'thinking'])(
    '%s, written anew: its helper ends with what was said',
    async (name) => {
      const batches = await streamed(name)
      const writer = openAiResponses.streamWriter(ask(), 'openai-responses')
      const body =
        changed(batches)
          .map((batch) => writer.write(batch))
          .join('') + writer.end()
      const answer = await (await client(body)).responses.stream(input).finalResponse()
      const end = batches.at(-1)!.events.find((event) => event.kind === 'finish')!
      expect(answer.status).toBe(end.reason === 'length' ? 'incomplete' : 'completed')
      expect(answer.output.length).toBeGreaterThan(0)
    },
  )

  test('an error in the middle ends the helper with a failed answer that keeps what was said', async () => {
    const half: Batch = { events: text.events.slice(0, 3), wire: null }
    const answer = await (await client(streamOf([half], true))).responses.stream(input).finalResponse()
    expect(answer).toMatchObject({
      status: 'failed',
      error: { code: 'upstream_unreachable', message: 'gone' },
      output: [{ status: 'incomplete', content: [{ text: 'Warm ' }] }],
    })
  })

  test('an error before anything began is thrown', async () => {
    const openai = await client(streamOf([], true))
    await expect(openai.responses.stream(input).finalResponse()).rejects.toThrow('gone')
  })

  test('an error answer is thrown with its words', async () => {
    const body = openAiResponses.errorBody({
      status: 403,
      message: 'no',
      type: 'invalid_request_error',
      param: null,
      code: 'x',
    })
    const openai = await client(JSON.stringify(body), 403)
    await expect(openai.responses.create(input)).rejects.toMatchObject({ status: 403, code: 'x', message: '403 no' })
  })
})
