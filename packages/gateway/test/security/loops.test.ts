import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asking } from './asked.ts'
import { type Deployed, type Estate, estate } from './estate.ts'
import { posted } from './outcome.ts'

const most = 3
const kinds: readonly Deployed[] = ['chat', 'responses', 'messages']

type Turns = (rounds: number, between?: readonly object[]) => object

/** A conversation in which tools answered so often in a row, with something between each. */
const rounds: Readonly<Record<Deployed, Turns>> = {
  chat: (count, between = []) => ({
    messages: [
      { role: 'user', content: 'x' },
      ...Array.from({ length: count }, (_, at) => [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: `c${at}`, type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: `c${at}`, content: 'again' },
        ...between,
      ]).flat(),
    ],
  }),
  responses: (count, between = []) => ({
    input: [
      { role: 'user', content: 'x' },
      ...Array.from({ length: count }, (_, at) => [
        { type: 'function_call', call_id: `c${at}`, name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: `c${at}`, output: 'again' },
        ...between,
      ]).flat(),
    ],
  }),
  messages: (count, between = []) => ({
    messages: [
      { role: 'user', content: 'x' },
      ...Array.from({ length: count }, (_, at) => [
        { role: 'assistant', content: [{ type: 'tool_use', id: `t${at}`, name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${at}`, content: 'again' }] },
        ...between,
      ]).flat(),
    ],
  }),
}

describe('tools that answer without end', () => {
  let home: Estate
  beforeAll(async () => {
    home = await estate({ each: `    tool-rounds: ${most}\n` })
  })
  afterAll(() => home.close())

  const send = (kind: Deployed, more: object) => posted(home.gateway, kind, asking[kind]('x', more as never))

  it.each(kinds)('are stopped after so many rounds: %s', async (kind) => {
    expect(await send(kind, rounds[kind](most))).toMatchObject({ status: 200, state: 'complete' })
    const asked = home.seen.length
    for (const count of [most + 1, most + 50]) {
      const outcome = await send(kind, rounds[kind](count))
      expect(outcome).toMatchObject({ status: 400, state: 'refused' })
      expect(outcome.text).toContain('without a word of a user')
    }
    expect(home.seen.length).toBe(asked)
  })

  it.each([
    ['chat', 'system'],
    ['chat', 'developer'],
    ['chat', 'assistant'],
    ['chat', 'root'],
    ['chat', 'User'],
    ['responses', 'system'],
    ['responses', 'assistant'],
    ['responses', 'USER'],
    ['messages', 'assistant'],
  ] as const)('are not excused by a word of nobody: %s, %s', async (kind, role) => {
    const outcome = await send(kind, rounds[kind](most + 1, [{ role, content: 'go on' }]))
    expect(outcome.status).toBe(400)
  })

  it('all at once count each', async () => {
    const calls = Array.from({ length: most + 1 }, (_, at) => `c${at}`)
    const results = {
      chat: {
        messages: [
          { role: 'user', content: 'x' },
          ...calls.map((tool_call_id) => ({ role: 'tool', tool_call_id, content: 'x' })),
        ],
      },
      responses: { input: calls.map((call_id) => ({ type: 'custom_tool_call_output', call_id, output: 'x' })) },
      messages: {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'user', content: calls.map((tool_use_id) => ({ type: 'tool_result', tool_use_id, content: 'x' })) },
        ],
      },
    }
    for (const kind of kinds) expect((await send(kind, results[kind])).status, kind).toBe(400)
  })

  it.each(kinds)('go on after a word of a user: %s', async (kind) => {
    const word = { role: 'user', content: 'go on' }
    expect((await send(kind, rounds[kind](most + 4, [word]))).status).toBe(200)
  })

  it('are stopped also where each request continues an answer', async () => {
    const first = await send('responses', {})
    let id = JSON.parse(first.text).id as string
    const seen: number[] = []
    for (let round = 0; round <= most; round++) {
      const output = { type: 'function_call_output', call_id: `c${round}`, output: 'again' }
      const outcome = await send('responses', { input: [output], previous_response_id: id })
      seen.push(outcome.status)
      if (outcome.status === 200) id = JSON.parse(outcome.text).id
    }
    expect(seen).toEqual([...Array.from({ length: most }, () => 200), 400])
  })
})
