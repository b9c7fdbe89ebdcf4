import { describe, expect, it } from 'vitest'
import { formats, type Message, type Revised } from '../../src/index.ts'
import { promptOf } from '../exchange.ts'

const chat = formats['openai-chat']
const minimal = { model: 'm', messages: [{ role: 'user', content: 'hi' }] }
const written = (body: unknown, revised: Partial<Revised> = {}) => {
  const prompt = promptOf(chat, body)
  const { model, stream, messages } = prompt
  return chat.writeRequest(prompt, { model, stream, messages, ...revised })
}

const full = {
  ...minimal,
  seed: 7,
  vendor_option: { deep: [1, null, { a: 'b' }] },
  tools: [
    { type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }, x: 1 },
    { type: 'custom', custom: { name: 'c', format: { type: 'text' } } },
    { type: 'web_search', filters: {} },
  ],
  messages: [
    { role: 'developer', content: 'be short' },
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'see', cache: true },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        { type: 'input_audio', input_audio: { data: 'QUJD', format: 'mp3' } },
        { type: 'file', file: { file_id: 'file-1' } },
        { type: 'new_kind', deep: { a: 1 } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'thinks',
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a": 1.0}' }, extra: { signature: 's' } },
        { id: 'c2', type: 'custom', custom: { name: 'c', input: 'free' } },
        { id: 'c3', type: 'later' },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'out' }] },
    { role: 'function', name: 'old', content: 'legacy' },
    { role: 'critic', content: 'other' },
  ],
}

describe('readRequest', () => {
  it('reads who says what, in parts', () => {
    const { messages, tools, format, raw } = promptOf(chat, full)
    expect(messages.map(({ role }) => role)).toEqual(['developer', 'user', 'assistant', 'tool', 'tool', 'other'])
    expect(messages[1]).toMatchObject({
      name: 'ann',
      parts: [
        { kind: 'text', text: 'see' },
        { kind: 'image', source: 'data:image/png;base64,AAAA', mime: 'image/png' },
        { kind: 'audio', source: 'data:audio/mpeg;base64,QUJD', mime: 'audio/mpeg' },
        { kind: 'file', source: 'file-1', mime: null },
        { kind: 'opaque', type: 'new_kind' },
      ],
    })
    expect(messages[2]?.parts).toMatchObject([
      { kind: 'reasoning', text: 'thinks' },
      { kind: 'call', call: { id: 'c1', name: 'f', type: 'function' }, text: '{"a": 1.0}' },
      { kind: 'call', call: { id: 'c2', name: 'c', type: 'custom' }, text: 'free' },
      { kind: 'opaque', type: 'later' },
    ])
    expect(messages[3]?.parts).toEqual([
      { kind: 'result', callId: 'c1', parts: [expect.objectContaining({ text: 'out' })], error: false },
    ])
    expect(tools.map(({ name, type }) => [name, type])).toEqual([
      ['f', 'function'],
      ['c', 'custom'],
      ['web_search', 'hosted'],
    ])
    expect(format).toBe('openai-chat')
    expect(raw).toEqual(full)
  })

  it.each([
    [{ max_tokens: 5, max_completion_tokens: 7 }, { maxTokens: 7 }],
    [
      { temperature: 0.5, top_p: 0.25 },
      { temperature: 0.5, topP: 0.25 },
    ],
    [{ stop: 'END' }, { stop: ['END'] }],
    [{ stop: ['a', 'b'] }, { stop: ['a', 'b'] }],
    [{ tool_choice: 'required' }, { toolChoice: 'required' }],
    [{ tool_choice: { type: 'custom', custom: { name: 'c' } } }, { toolChoice: { name: 'c' } }],
    [
      { tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [] } } },
      { toolChoice: 'required' },
    ],
    [
      { functions: [{ name: 'f' }], function_call: { name: 'f' } },
      { toolChoice: { name: 'f' }, parallelCalls: false },
    ],
    [{ parallel_tool_calls: false }, { parallelCalls: false }],
    [{ response_format: { type: 'json_object' } }, { structure: { name: 'answer', schema: null, strict: false } }],
    [
      {
        response_format: { type: 'json_schema', json_schema: { name: 's', schema: { type: 'object' }, strict: true } },
      },
      { structure: { name: 's', schema: { type: 'object' }, strict: true } },
    ],
    [{ response_format: { type: 'text' } }, { structure: null }],
    [
      { reasoning_effort: 'low', user: 'u1' },
      { effort: 'low', user: 'u1' },
    ],
  ])('settings: %j', (body, settings) => {
    expect(promptOf(chat, { ...minimal, ...body }).settings).toMatchObject(settings)
  })

  it('reads legacy functions and a search of the upstream as tools', () => {
    const { tools } = promptOf(chat, { ...minimal, functions: [{ name: 'old' }], web_search_options: {} })
    expect(tools.map(({ name, type }) => [name, type])).toEqual([
      ['old', 'function'],
      ['web_search', 'hosted'],
    ])
  })

  it.each([
    ['not json', 'invalid_json', null],
    ['[]', 'invalid_value', null],
    ['{"messages":[{"role":"user"}]}', 'invalid_value', 'model'],
    ['{"model":"m","messages":[]}', 'invalid_value', 'messages'],
    ['{"model":"m","messages":[{"content":"x"}]}', 'invalid_value', 'messages.0.role'],
    ['{"model":"m","messages":[{"role":"user"}],"stream":"yes"}', 'invalid_value', 'stream'],
    ['{"model":"m","messages":[{"role":"user"}],"n":100000000}', 'invalid_value', 'n'],
    ['{"model":"m","messages":[{"role":"user"}],"tools":[{"type":"function"}]}', 'invalid_value', 'tools.0.function'],
    ['{"model":"m","messages":[{"role":"user","role":"system"}]}', 'duplicate_key', null],
  ])('refuses %s', (text, code, param) => {
    const read = chat.readRequest(text)
    if (!('failure' in read)) throw new Error('was read')
    expect(read.failure).toMatchObject({ status: 400, type: 'invalid_request_error', code, param })
    expect(chat.errorBody(read.failure)).toEqual({ error: expect.objectContaining({ code, param }) })
  })
})

describe('writeRequest in the same format', () => {
  it('sends every field, known or not, as it came', () => {
    const { body, lost } = written(full)
    expect(body).toEqual(full)
    expect(lost).toEqual([])
  })

  it('keeps a number that a double can not hold, and a key named `__proto__`', () => {
    const text = '{"model":"m","messages":[{"role":"user"}],"seed":12345678901234567890,"__proto__":{"x":1e400}}'
    expect(JSON.stringify(written(text).body)).toBe(text)
  })

  it('always asks a stream for its usage, and never asks for it without a stream', () => {
    expect(written(minimal, { stream: true }).body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    })
    const streamed = { ...minimal, stream: true, stream_options: { include_usage: false, more: 1 } }
    expect(written(streamed).body).toMatchObject({ stream_options: { include_usage: true, more: 1 } })
    expect(JSON.parse(JSON.stringify(written(streamed, { stream: false }).body))).toEqual({ ...minimal, stream: false })
  })

  it('writes a changed message out of its parts, and leaves the others alone', () => {
    const { messages } = promptOf(chat, full)
    const { raw: _, ...user } = messages[1]!
    const first: Message = { role: 'system', name: null, parts: [{ kind: 'text', text: 'rules' }] }
    const { body } = written(full, { messages: [first, user, ...messages.slice(2)], model: 'other' })
    expect(body).toEqual({
      ...full,
      model: 'other',
      messages: [{ role: 'system', content: 'rules' }, full.messages[1], ...full.messages.slice(2)],
    })
  })
})
