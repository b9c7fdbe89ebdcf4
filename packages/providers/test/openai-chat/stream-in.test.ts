import { describe, expect, it } from 'vitest'
import { formats } from '../../src/index.ts'
import { eventsOf, failureOf, saidIn } from '../exchange.ts'
import { all, body, fixture, split } from '../fixtures.ts'

const chat = formats['openai-chat']
const text = fixture('text')

/** A stream of chunks of one choice. */
const stream = (...choices: object[]) =>
  body(choices.map((choice) => JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] })))
const stop = { delta: {}, finish_reason: 'stop' }
const call = (piece: object) => ({ delta: { tool_calls: [piece] } })
const said = async (bytes: Uint8Array) => saidIn(eventsOf(await all(chat.readStream(split(bytes)))))
const codeOf = async (bytes: AsyncIterable<Uint8Array>) => (await failureOf(all(chat.readStream(bytes))))?.code ?? null

describe('reading a streamed answer', () => {
  it('gives its parts, its end and its usage', async () => {
    const events = eventsOf(await all(chat.readStream(split(body(fixture('two-tool-calls'))))))
    expect(events[0]).toMatchObject({ kind: 'start', id: 'chatcmpl-f1', model: 'small-1' })
    expect(saidIn(events)).toMatchObject([
      {
        calls: [
          { name: 'read_file', type: 'function', text: '{"path": "notes/größe.txt"}' },
          { name: 'delete_file', type: 'function', text: '{"path": "never-leaves.txt"}' },
        ],
        reason: 'calls',
      },
    ])
    expect(events.at(-1)).toMatchObject({ kind: 'usage', input: 31, output: 22 })
  })

  it.each([
    [
      'reasoning by either name, said twice once',
      [{ delta: { reasoning_content: 'a', reasoning: 'a' } }, { delta: { reasoning: 'b' } }, stop],
      { reasoning: 'ab' },
    ],
    ['a refusal', [{ delta: { refusal: 'no' } }, stop], { refusal: 'no', reason: 'stop' }],
    [
      'a legacy call',
      [
        { delta: { function_call: { name: 'f', arguments: '{' } } },
        { delta: { function_call: { arguments: '}' } } },
        { delta: {}, finish_reason: 'function_call' },
      ],
      { calls: [{ name: 'f', type: 'function', text: '{}' }], reason: 'calls' },
    ],
    [
      'a custom call',
      [
        call({ index: 0, id: 'x', type: 'custom', custom: { name: 'c', input: 'a' } }),
        call({ index: 0, custom: { input: 'b' } }),
        stop,
      ],
      { calls: [{ name: 'c', type: 'custom', text: 'ab' }] },
    ],
    [
      'calls at one index told apart by their ids',
      [
        call({ index: 0, id: 'x', function: { name: 'f', arguments: '1' } }),
        call({ index: 0, id: 'y', function: { name: 'f', arguments: '2' } }),
        stop,
      ],
      { calls: [{ text: '1' }, { text: '2' }] },
    ],
    [
      'calls without an index',
      [call({ id: 'x', function: { name: 'f', arguments: '1' } }), call({ function: { arguments: '2' } }), stop],
      { calls: [{ text: '12' }] },
    ],
    [
      'a name that is repeated',
      [
        call({ index: 0, id: 'x', function: { name: 'f', arguments: '1' } }),
        call({ index: 0, function: { name: 'f', arguments: '2' } }),
        stop,
      ],
      { calls: [{ name: 'f', text: '12' }] },
    ],
    [
      'a name that comes after the id',
      [call({ index: 0, id: 'x' }), call({ index: 0, function: { name: 'f', arguments: '1' } }), stop],
      { calls: [{ name: 'f', text: '1' }] },
    ],
    ['an end said twice', [{ delta: { content: 'a' } }, stop, stop], { text: 'a', reason: 'stop' }],
    [
      'a cut by a filter',
      [{ delta: { content: 'a' } }, { delta: {}, finish_reason: 'content_filter' }],
      { reason: 'filter' },
    ],
  ])('%s', async (_, choices, expected) => {
    expect(await said(stream(...choices))).toMatchObject([expected])
  })

  it('sound and images are parts that nobody reads', async () => {
    const bytes = stream({ delta: { audio: { id: 'a', data: 'QUJD' } } }, { delta: { images: [{}] } }, stop)
    const opaque = eventsOf(await all(chat.readStream(split(bytes)))).filter(({ kind }) => kind === 'part')
    expect(opaque).toMatchObject([
      { type: 'opaque', wire: 'audio', part: 0 },
      { type: 'opaque', wire: 'images', part: 1 },
    ])
  })

  it('ignores what follows [DONE]', async () => {
    const bytes = body(text, 'data: [DONE]\n\ndata: not json\n\n')
    expect(await all(chat.readStream(split(bytes)))).toHaveLength(text.length)
  })

  it('an end without [DONE] is an answer when every choice has finished', async () => {
    expect(await codeOf(split(body(text, '')))).toBeNull()
  })
})

describe('broken streams are failures', () => {
  it.each([
    ['an end before the choice has finished', stream({ delta: { content: 'a' } }), 'upstream_incomplete'],
    ['an end before one of two choices has finished', stream(stop, { index: 1, delta: {} }), 'upstream_incomplete'],
    ['nothing at all', body([]), 'upstream_incomplete'],
    ['nothing, not even an end', body([], ''), 'upstream_incomplete'],
    ['an error event', body([text[0]!, '{"error":{"message":"secret detail of the upstream"}}']), 'upstream_error'],
    ['a chunk that is not JSON', body(['{"choices":[']), 'upstream_protocol'],
    ['a chunk that says its choices twice', body(['{"choices":[],"choices":[]}']), 'upstream_protocol'],
    [
      'a whole message where a delta belongs',
      stream({ message: { tool_calls: [] }, finish_reason: 'stop' }),
      'upstream_protocol',
    ],
    ['calls that are no list', stream({ delta: { tool_calls: {} } }), 'upstream_protocol'],
    ['content that is no text', stream({ delta: { content: [{ type: 'text' }] } }), 'upstream_protocol'],
    [
      'a call after its choice has finished',
      stream(stop, call({ index: 0, id: 'x', function: { name: 'f' } })),
      'upstream_protocol',
    ],
    [
      'a piece of a call after its choice has finished',
      stream(call({ index: 0, id: 'x', function: { name: 'f' } }), stop, call({ index: 0 })),
      'upstream_protocol',
    ],
    ['text after its choice has finished', stream(stop, { delta: { content: 'more' } }), 'upstream_protocol'],
    ['two different ends', stream(stop, { delta: {}, finish_reason: 'tool_calls' }), 'upstream_protocol'],
    [
      'a call that is renamed',
      stream(call({ index: 0, id: 'x', function: { name: 'f' } }), call({ index: 0, function: { name: 'g' } }), stop),
      'upstream_protocol',
    ],
    [
      'a call that changes its type',
      stream(call({ index: 0, id: 'x', function: { name: 'f' } }), call({ index: 0, custom: { input: 'g' } }), stop),
      'upstream_protocol',
    ],
    [
      'a call of two types',
      stream(call({ index: 0, function: { name: 'f' }, custom: { name: 'g' } }), stop),
      'upstream_protocol',
    ],
    ['a call without a name', stream(call({ index: 0, id: 'x' }), stop), 'upstream_protocol'],
    [
      'arguments before the name',
      stream(call({ index: 0, id: 'x', function: { arguments: '{' } }), stop),
      'upstream_protocol',
    ],
    [
      'another answer',
      body([
        '{"id":"a","choices":[{"index":0,"delta":{"role":"assistant"}}]}',
        '{"id":"b","choices":[{"index":0,"delta":{"role":"assistant"}}]}',
      ]),
      'upstream_protocol',
    ],
  ])('%s', async (_, bytes, code) => expect(await codeOf(split(bytes))).toBe(code))

  it('an event that never ends', async () => {
    async function* endless() {
      const piece = new TextEncoder().encode('data: '.padEnd(1 << 20, 'x'))
      for (;;) yield piece
    }
    expect(await codeOf(endless())).toBe('upstream_protocol')
  })
})
