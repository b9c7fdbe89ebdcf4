import { type ChatChunk, type Delta, readChunks, type ToolCallDelta, writeDone, writeEvent } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { namedCall } from '../../src/check/arguments.ts'
import { checkChunks } from '../../src/check/chunks.ts'
import type { Gate } from '../../src/check/gate.ts'
import type { Outcome } from '../../src/record.ts'
import { sse } from '../house.ts'

const outcomes: Record<string, Outcome> = {
  read_file: 'permitted',
  shell: 'permitted',
  delete_file: 'blocked',
  send_mail: 'ask',
}
const undecided = { value: null, by: null, asks: null, trace: [], declared: true, arguments: { salt: '', digest: '' } }
const gate: Gate = async (choice, calls) =>
  calls.map((call) => {
    const name = namedCall(call)?.name ?? ''
    const outcome = outcomes[name] ?? 'not-run'
    const decided = { ...undecided, sentence: 'Because.' }
    return { choice, behavior: `tool.request.${name}`, outcome, ...decided }
  })

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

async function* split(bytes: Uint8Array, places: Iterable<number>): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(from, place)
    from = place
  }
}

/** What leaves of an SSE body that arrives in pieces. */
async function leaves(body: string, ...places: number[]): Promise<string> {
  const chunks = checkChunks(readChunks(split(new TextEncoder().encode(body), places)), gate)
  return (await all(chunks)).map(writeEvent).join('') + writeDone()
}

function parsed(body: string): ChatChunk[] {
  const events = body.split('\n\n').filter((event) => event !== '' && event !== 'data: [DONE]')
  return events.map((event) => JSON.parse(event.slice('data: '.length)))
}

/** Deltas and finish of one choice. */
async function choiceOf(body: string, index = 0) {
  const choices = parsed(await leaves(body)).flatMap((chunk) => chunk.choices.filter((each) => each.index === index))
  return { deltas: choices.map(({ delta }) => delta), finish: choices.at(-1)?.finish_reason }
}

const delta = (value: Delta, finish_reason: string | null = null, index = 0) => [{ index, delta: value, finish_reason }]
const tool = (index: number | undefined, fields: ToolCallDelta) => delta({ tool_calls: [{ index, ...fields }] })

const twoCalls = sse([
  delta({ role: 'assistant', content: 'Grüße 👋🏽' }),
  tool(0, { id: 'call_a', type: 'function', function: { name: 'delete_file', arguments: '' } }),
  tool(0, { function: { arguments: '{"path": "never-' } }),
  tool(0, { function: { arguments: 'leaves.txt"}' } }),
  tool(1, { id: 'call_b', type: 'function', function: { name: 'read_file', arguments: '{"pa' } }),
  tool(1, { function: { arguments: 'th": "größe.txt"}' }, extra_content: { signature: 'x' } }),
  delta({}, 'tool_calls'),
])

describe('a denied call', () => {
  it('never leaves, wherever the stream is split, and what leaves is always the same', async () => {
    const bytes = new TextEncoder().encode(twoCalls)
    const expected = await leaves(twoCalls)
    expect(expected).toContain('größe.txt')
    expect(expected).not.toMatch(/never|leaves\.txt|call_a/)
    for (let place = 0; place <= bytes.length; place++) expect(await leaves(twoCalls, place)).toBe(expected)
    expect(await leaves(twoCalls, ...bytes.keys())).toBe(expected)
  })

  it('becomes words, and the others leave whole with indices from 0', async () => {
    const call = {
      index: 0,
      id: 'call_b',
      type: 'function',
      extra_content: { signature: 'x' },
      function: { name: 'read_file', arguments: '{"path": "größe.txt"}' },
    }
    expect(await choiceOf(twoCalls)).toEqual({
      deltas: [
        { role: 'assistant', content: 'Grüße 👋🏽' },
        { tool_calls: [call] },
        { content: '\n\nThe call of the tool `delete_file` was withheld. Because.' },
        {},
      ],
      finish: 'tool_calls',
    })
  })
})

describe('text', () => {
  it('passes before the calls are whole', async () => {
    const passed: (string | null | undefined)[] = []
    async function* source(): AsyncGenerator<ChatChunk> {
      yield { choices: delta({ content: 'a' }) }
      expect(passed).toEqual(['a'])
      yield { choices: tool(0, { id: 'c', function: { name: 'read_file', arguments: '{}' } }) }
      yield { choices: delta({ content: 'b', reasoning_content: 'hm' }) }
      expect(passed).toEqual(['a', 'b'])
      yield { choices: delta({}, 'tool_calls') }
    }
    for await (const { choices } of checkChunks(source(), gate)) passed.push(choices[0]?.delta?.content)
    expect(passed).toEqual(['a', 'b', undefined, undefined])
  })

  it('and every chunk without a call passes as it came', async () => {
    const first = delta({ role: 'assistant', content: '', refusal: null, tool_calls: null })
    const body = sse([first, [], delta({ content: 'x', vendor: [1] }), delta({}, 'stop')])
    expect(parsed(await leaves(body))).toEqual(parsed(body))
  })
})

describe('choices', () => {
  it('are held apart, within one chunk, too', async () => {
    const both = [
      ...delta(
        { tool_calls: [{ index: 0, id: 'a', function: { name: 'delete_file', arguments: '{"p":"never"}' } }] },
        null,
        0,
      ),
      ...delta(
        { content: 'hi', tool_calls: [{ index: 0, id: 'b', function: { name: 'read_file', arguments: '{}' } }] },
        null,
        1,
      ),
    ]
    const ends = [...delta({}, 'tool_calls', 0), ...delta({}, 'tool_calls', 1)]
    const body = sse([both, ends])
    expect(await leaves(body)).not.toContain('never')
    expect((await choiceOf(body, 0)).finish).toBe('stop')
    const second = await choiceOf(body, 1)
    expect(second.finish).toBe('tool_calls')
    expect(second.deltas[0]).toEqual({ content: 'hi' })
    expect(second.deltas[1]).toMatchObject({ tool_calls: [{ index: 0, id: 'b' }] })
  })

  it('of one chunk are all looked at, though the first of them has no call', async () => {
    const first = [...delta({ content: 'x' }, null, 0), ...delta({ content: 'y' }, null, 1)]
    const mixed = [
      ...delta({}, 'stop', 0),
      ...delta(
        { tool_calls: [{ index: 0, id: 'b', function: { name: 'delete_file', arguments: '{"p":"never"}' } }] },
        null,
        1,
      ),
    ]
    const body = sse([first, mixed, delta({}, 'tool_calls', 1)])
    expect(await leaves(body)).not.toContain('never')
    expect((await choiceOf(body, 1)).deltas.at(-2)).toEqual({
      content: '\n\nThe call of the tool `delete_file` was withheld. Because.',
    })
  })
})

describe('streams as servers send them', () => {
  const call = (id: string | undefined, name: string, args: string) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  })

  it('a call and the finish in one chunk, usage after it once', async () => {
    const last = [
      { index: 0, delta: { tool_calls: [{ index: 0, ...call('a', 'read_file', '{}') }] }, finish_reason: 'tool_calls' },
    ]
    const body = sse([last]).replace('"choices"', '"usage":{"total_tokens":3},"choices"')
    const chunks = parsed(await leaves(body))
    expect(chunks.map(({ usage }) => usage)).toEqual([undefined, { total_tokens: 3 }])
    expect(chunks[1]!.choices[0]!.finish_reason).toBe('tool_calls')
  })

  it('parallel calls that share an index are told apart by their ids', async () => {
    const body = sse([
      tool(0, call('a', 'read_file', '{"n":1}')),
      tool(0, call('b', 'delete_file', '{"never":2}')),
      delta({}, 'tool_calls'),
    ])
    expect(await leaves(body)).not.toContain('never')
    expect((await choiceOf(body)).deltas[0]).toEqual({
      tool_calls: [{ index: 0, ...call('a', 'read_file', '{"n":1}') }],
    })
  })

  it('pieces without an index, and a name that is repeated or comes in two', async () => {
    const body = sse([
      tool(undefined, call('a', 'read_', '{"n"')),
      tool(undefined, { function: { name: 'file', arguments: ':1}' } }),
      tool(undefined, call('b', 'delete_file', '{"never"')),
      tool(undefined, call('b', 'delete_file', ':1}')),
      delta({}, 'tool_calls'),
    ])
    expect((await choiceOf(body)).deltas[0]).toMatchObject({ tool_calls: [call('a', 'read_file', '{"n":1}')] })
    expect(await leaves(body)).not.toContain('never')
  })

  it('the older function_call, custom tools and types nobody knows', async () => {
    const older = (name: string) =>
      sse([
        delta({ function_call: { name, arguments: '' } }),
        delta({ function_call: { arguments: '{"never":1}' } }),
        delta({}, 'function_call'),
      ])
    expect(await choiceOf(older('delete_file'))).toMatchObject({
      finish: 'stop',
      deltas: [{ content: expect.stringContaining('withheld') }, {}],
    })
    expect((await choiceOf(older('read_file'))).deltas[0]).toEqual({
      function_call: { name: 'read_file', arguments: '{"never":1}' },
    })
    const custom = (name: string, type: string) =>
      sse([
        tool(0, { id: 'c', type, custom: { name, input: 'ne' } }),
        tool(0, { custom: { input: 'ver' } }),
        delta({}, 'tool_calls'),
      ])
    expect((await choiceOf(custom('shell', 'custom'))).deltas[0]).toMatchObject({
      tool_calls: [{ custom: { name: 'shell', input: 'never' } }],
    })
    expect(await leaves(custom('delete_file', 'custom'))).not.toContain('never')
    expect(await leaves(custom('shell', 'mcp'))).not.toContain('never')
  })

  it('a finish that speaks of calls where there are none', async () => {
    expect((await choiceOf(sse([delta({ content: 'x' }), delta({}, 'tool_calls')]))).finish).toBe('stop')
    const cut = sse([tool(0, call('a', 'delete_file', '{"never')), delta({}, 'length'), delta({}, 'tool_calls')])
    expect(await leaves(cut)).not.toContain('never')
    expect((await choiceOf(cut)).finish).toBe('length')
  })

  it('a call after the finish ends the stream', async () => {
    const late = sse([delta({ content: 'x' }), delta({}, 'stop'), tool(0, call('a', 'read_file', '{}'))])
    await expect(leaves(late)).rejects.toThrow('after its choice had finished')
  })
})
