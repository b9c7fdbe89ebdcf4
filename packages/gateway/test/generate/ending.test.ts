import { type AnswerEvent, type FormatName, formats } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { generates } from '../../src/generate/endpoint.ts'
import { asks, bodyOf, finish, formatNamesServed, passageOf, type Scripted, scripted, start, text } from './passage.ts'

const opaque = (part: number, wire: string): readonly AnswerEvent[] => [
  { kind: 'part', choice: 0, part, type: 'opaque', wire, raw: { type: wire } },
  { kind: 'part-end', choice: 0, part, raw: { type: wire } },
]
const answer = [
  start,
  ...opaque(0, 'sketch'),
  ...opaque(1, 'sketch'),
  ...opaque(2, 'No Type'),
  ...text(3, 'hi'),
  finish(),
]

/** A provider whose answers come in a format. */
function from(format: FormatName | null, events: readonly AnswerEvent[] = answer): Scripted {
  const provider = scripted(events)
  return {
    ...provider,
    send: async (...asked) => ({ ...(await provider.send(...asked)), format }),
  }
}

async function noticed(served: FormatName, called: FormatName | null, stream: boolean) {
  const { passage, asked } = passageOf({ ...asks[served]('x'), stream }, { provider: from(called) })
  await bodyOf(await generates(formats[served]).serve(passage))
  return asked.written.at(-1)!.noticed.filter(({ kind }) => kind === 'lost')
}

describe('a part that nobody here can read', () => {
  it.each([false, true])(
    'is noticed once a type where the served format has no words for it (streamed: %s)',
    async (stream) => {
      for (const served of formatNamesServed) {
        for (const called of [...formatNamesServed.filter((name) => name !== served), null]) {
          expect(await noticed(served, called, stream), `${served} before ${called}`).toMatchObject([
            { kind: 'lost', about: 'sketch' },
            { kind: 'lost', about: null },
          ])
        }
      }
    },
  )

  it('leaves, and is not lost, in its own format', async () => {
    for (const name of ['openai-chat', 'anthropic-messages'] as const)
      expect(await noticed(name, name, false)).toEqual([])
  })
})

describe('what an upstream keeps of an answer', () => {
  const item = (part: number, id: string): readonly AnswerEvent[] =>
    text(part, 'hi').map(
      (event) => ({ ...event, raw: { output_index: part, item: { id, type: 'message' } } }) as AnswerEvent,
    )
  const events = [start, ...item(0, 'msg_1'), ...item(1, 'msg_2'), finish()]

  const kept = async (served: FormatName, called: FormatName, headers: Record<string, string> = {}) => {
    const { passage, asked } = passageOf(asks[served]('x'), { provider: from(called, events), headers })
    await bodyOf(await generates(formats[served]).serve(passage))
    return asked.kept.map(({ handed }) => handed)
  }

  it('is the caller’s: the answer and every item in it, also in a conversation with a name', async () => {
    const handed = { answer: 'a1', items: ['msg_1', 'msg_2'] }
    expect(await kept('openai-responses', 'openai-responses')).toEqual([handed])
    expect(await kept('openai-responses', 'openai-responses', { 'bylaw-conversation': 'c-1' })).toEqual([handed])
    expect(await kept('openai-responses', 'openai-chat')).toEqual([{ answer: 'a1', items: [] }])
    expect(await kept('openai-chat', 'openai-chat')).toEqual([null])
  })
})

describe('rounds of tools', () => {
  const output = { type: 'function_call_output', call_id: 'c', output: 'x' }
  const state = { attempts: {}, persuasion: [], rounds: 2 }
  const served = async (body: object, config = {}) => {
    const { passage, asked } = passageOf(
      { model: 'm', ...body },
      { provider: from('openai-chat', [start, finish()]), state, config },
    )
    await bodyOf(await generates(formats['openai-responses']).serve(passage))
    return asked.kept.map(({ state }) => state)
  }
  const next = { previous_response_id: 'resp_1' }

  it('are kept for the request that continues the answer, and end with a word of a user', async () => {
    expect(await served({ input: [output], ...next })).toMatchObject([{ rounds: 3 }])
    expect(await served({ input: 'go on', ...next })).toMatchObject([{ rounds: 0 }])
    expect(await served({ input: [output] })).toMatchObject([{ rounds: 1 }])
  })

  it('are too many together with those that were kept', async () => {
    const strict = { 'tool-rounds': 2 }
    await expect(served({ input: [output], ...next }, strict)).rejects.toMatchObject({ failure: { code: 'tool_loop' } })
    expect(await served({ input: [output] }, strict)).toHaveLength(1)
  })
})
