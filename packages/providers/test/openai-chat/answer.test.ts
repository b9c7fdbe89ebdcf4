import { describe, expect, it } from 'vitest'
import { type AnswerEvent, formats } from '../../src/index.ts'
import { failureOf, promptOf, saidIn } from '../exchange.ts'

const chat = formats['openai-chat']
const prompt = promptOf(chat, { model: 'm', messages: [{ role: 'user', content: 'hi' }] })
const answer = {
  id: 'c1',
  object: 'chat.completion',
  created: 1790000000,
  model: 'small-1',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'see [1]',
        refusal: null,
        reasoning_content: 'hm',
        annotations: [{ type: 'url_citation', url: 'https://example.com' }],
        audio: { id: 'a1', data: 'QUJD' },
        tool_calls: [
          { id: 'x', type: 'function', function: { name: 'f', arguments: '{"n": 1.0}' }, extra: 's' },
          { id: 'y', type: 'custom', custom: { name: 'c', input: 'free' } },
        ],
      },
      logprobs: { content: [{ token: 'see' }] },
      finish_reason: 'tool_calls',
      vendor: 1,
    },
    { index: 1, message: { role: 'assistant', content: 'other' }, logprobs: null, finish_reason: 'length' },
  ],
  usage: {
    prompt_tokens: 3,
    completion_tokens: 4,
    total_tokens: 7,
    prompt_tokens_details: { cached_tokens: 1 },
    completion_tokens_details: { reasoning_tokens: 2 },
    vendor_cost: 12345,
  },
  citations: ['https://example.com'],
}
const batch = chat.readWhole(JSON.stringify(answer))
const rewrite = (change: (event: AnswerEvent) => AnswerEvent[] = (event) => [event]) =>
  JSON.parse(chat.writeWhole([{ events: batch.events.flatMap(change), wire: null }], prompt, 'openai-chat'))
const bodyWith = (choice: object) => JSON.stringify({ ...answer, choices: [choice] })

describe('reading a whole answer', () => {
  it('gives every choice with all it says', () => {
    expect(saidIn(batch.events)).toEqual([
      {
        choice: 0,
        text: 'see [1]',
        refusal: '',
        reasoning: 'hm',
        calls: [
          { name: 'f', type: 'function', text: '{"n": 1.0}' },
          { name: 'c', type: 'custom', text: 'free' },
        ],
        reason: 'calls',
      },
      { choice: 1, text: 'other', refusal: '', reasoning: '', calls: [], reason: 'length' },
    ])
    expect(batch.events).toContainEqual(expect.objectContaining({ kind: 'part', type: 'opaque', wire: 'audio' }))
    expect(batch.events.at(-1)).toMatchObject({ kind: 'usage', input: 3, output: 4, cached: 1, reasoning: 2 })
  })

  const message = { role: 'assistant', content: '' }
  it.each([
    ['not JSON', '<html>'],
    ['no object', '[]'],
    ['no choice', '{"choices":[]}'],
    ['a field said twice', '{"choices":[],"choices":[]}'],
    ['a delta beside the message', bodyWith({ index: 0, message, delta: { tool_calls: [] } })],
    ['a delta in place of the message', bodyWith({ index: 0, delta: { tool_calls: [] } })],
    ['content that is no text', bodyWith({ index: 0, message: { content: [{ type: 'text', text: 'a' }] } })],
    ['a call of an unknown type', bodyWith({ index: 0, message: { ...message, tool_calls: [{ type: 'shell' }] } })],
    [
      'a call of two types',
      bodyWith({
        index: 0,
        message: { tool_calls: [{ function: { name: 'f', arguments: '' }, custom: { name: 'g', input: '' } }] },
      }),
    ],
    ['a choice twice', JSON.stringify({ ...answer, choices: [answer.choices[1], answer.choices[1]] })],
  ])('%s is none', async (_, text) => {
    const failure = await failureOf(Promise.resolve().then(() => chat.readWhole(text)))
    expect(failure).toMatchObject({ status: 502, code: 'upstream_protocol' })
  })
})

describe('writing a whole answer', () => {
  it('that nobody changed is what came', () => {
    expect(chat.writeWhole([batch], prompt, 'openai-chat')).toBe(batch.wire)
    expect(rewrite()).toEqual(answer)
  })

  it('a changed choice says what its events say and nothing that repeats the rest', () => {
    const { choices, ...head } = rewrite((event) =>
      event.kind === 'delta' && event.text === 'see [1]' ? [{ ...event, text: '[gone]' }] : [event],
    )
    expect(choices[0].message).toEqual({
      role: 'assistant',
      content: '[gone]',
      refusal: null,
      reasoning_content: 'hm',
      tool_calls: answer.choices[0]!.message.tool_calls,
      audio: { id: 'a1', data: 'QUJD' },
    })
    expect(choices[0].logprobs).toBeNull()
    expect(choices[1]).toEqual(answer.choices[1])
    expect(JSON.stringify(head)).not.toContain('example.com')
  })

  it('a call that was taken out is gone, and with the last of them the reason to stop for calls', () => {
    const one = rewrite((event) => ('part' in event && event.choice === 0 && event.part === 2 ? [] : [event]))
    expect(one.choices[0].message.tool_calls).toHaveLength(1)
    expect(one.choices[0].finish_reason).toBe('tool_calls')
    const none = rewrite((event) => ('part' in event && event.choice === 0 && event.part >= 2 ? [] : [event]))
    expect(none.choices[0].message.tool_calls).toBeUndefined()
    expect(none.choices[0].message.audio).toBeUndefined()
    expect(none.choices[0].finish_reason).toBe('stop')
  })

  it('of another format keeps nothing of its raw fields', () => {
    const text = chat.writeWhole([{ ...batch, wire: 'other' }], prompt, 'anthropic-messages')
    expect(JSON.parse(text).usage).toEqual({
      prompt_tokens: 3,
      completion_tokens: 4,
      total_tokens: 7,
      prompt_tokens_details: { cached_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 2 },
    })
    expect(text).not.toMatch(/vendor|citations|extra|QUJD/)
  })

  it('a legacy call stays one', () => {
    const message = { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }
    const text = bodyWith({ index: 0, message, finish_reason: 'function_call' })
    const { events } = chat.readWhole(text)
    const [choice] = JSON.parse(chat.writeWhole([{ events, wire: null }], prompt, 'openai-chat')).choices
    expect(choice).toMatchObject({ message, finish_reason: 'function_call' })
  })

  it('a call without an id is given one', () => {
    const message = { role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }
    const { events } = chat.readWhole(bodyWith({ index: 0, message, finish_reason: 'tool_calls' }))
    const [choice] = JSON.parse(chat.writeWhole([{ events, wire: null }], prompt, null)).choices
    expect(choice.message.tool_calls[0].id).toMatch(/^call_/)
  })
})
