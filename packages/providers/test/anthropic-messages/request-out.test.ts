import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import type { Message, Part, Prompt, Settings } from '../../src/exchange/prompt.ts'
import { parseJson } from '../../src/json.ts'

const { readRequest, writeRequest } = anthropicMessages

function read(text: string): Prompt {
  const found = readRequest(text)
  if ('failure' in found) throw new Error(found.failure.message)
  return found.prompt
}

const full = `{
  "model": "claude-test", "max_tokens": 10, "__proto__": {"polluted": true}, "seed": 12345678901234567890, "odd": {"deep": [1]},
  "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
  "messages": [
    {"role": "user", "content": [{"type": "text", "text": "Hi", "odd": 1}, {"type": "new", "x": 2}], "odd": 3},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "n", "input": {"id": 9007199254740993}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "x", "odd": 4}]},
    {"role": "system", "content": "Later words."}
  ],
  "tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 1}],
  "stream": true, "thinking": {"type": "adaptive", "odd": 5}
}`

describe('a request in the same format', () => {
  it('goes out as it came, but for the model and whether it streams', () => {
    const prompt = read(full)
    const { body, lost } = writeRequest(prompt, { messages: prompt.messages, model: 'other', stream: false })
    expect(JSON.parse(JSON.stringify(body))).toEqual({ ...JSON.parse(full), model: 'other', stream: false })
    expect(JSON.stringify(body)).toContain('"__proto__":{"polluted":true}')
    expect(body.polluted).toBeUndefined()
    expect(JSON.stringify(body)).toContain('"seed":12345678901234567890')
    expect(JSON.stringify(body)).toContain('"id":9007199254740993')
    expect(lost).toEqual([])
  })

  it('keeps a system that is one text', () => {
    const prompt = read('{"model":"m","max_tokens":1,"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}')
    const { body } = writeRequest(prompt, { messages: prompt.messages, model: 'm', stream: false })
    expect(body).toEqual(prompt.raw)
  })

  it('gathers what the house says with what stands in system, in order', () => {
    const prompt = read('{"model":"m","max_tokens":1,"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}')
    const guide: Message = { role: 'system', name: null, parts: [{ kind: 'text', text: 'The rules.' }] }
    const { body } = writeRequest(prompt, { messages: [guide, ...prompt.messages], model: 'm', stream: false })
    expect(body.system).toEqual([
      { type: 'text', text: 'The rules.' },
      { type: 'text', text: 'Be kind.' },
    ])
    expect(body.messages).toEqual([{ role: 'user', content: 'Hi' }])
  })

  it('leaves out a system that the house dropped', () => {
    const prompt = read(full)
    const { body } = writeRequest(prompt, { messages: prompt.messages.slice(1), model: 'm', stream: true })
    expect(body).not.toHaveProperty('system')
  })

  it('writes a changed message in place of the one that came, with the fields of its parts', () => {
    const prompt = read(full)
    const messages = prompt.messages.map(
      ({ raw: _, ...message }): Message => ({
        ...message,
        parts: message.parts.map((part) => (part.kind === 'text' ? { ...part, text: '[gone]' } : part)),
      }),
    )
    const { body } = writeRequest(prompt, { messages, model: 'claude-test', stream: true })
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: '[gone]', odd: 1 },
          { type: 'new', x: 2 },
        ],
      },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 't', name: 'n', input: { id: parseJson('9007199254740993') } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x', odd: 4 }] },
    ])
    expect(body.system).toEqual([
      { type: 'text', text: '[gone]', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: '[gone]' },
    ])
  })
})

const said = (role: Message['role'], ...parts: Part[]): Message => ({ role, name: null, parts, raw: { foreign: true } })
const text = (words: string): Part => ({ kind: 'text', text: words, raw: { foreign: true } })
const call = (id: string, args: string, type: 'function' | 'custom' = 'function'): Part => ({
  kind: 'call',
  call: { id, name: 'f', type },
  text: args,
  raw: { foreign: true },
})
const result = (callId: string, ...parts: Part[]): Part => ({ kind: 'result', callId, parts, error: false })

const silent: Settings = {
  maxTokens: null,
  temperature: null,
  topP: null,
  stop: null,
  toolChoice: null,
  parallelCalls: null,
  structure: null,
  effort: null,
  user: null,
}

function chat(messages: Message[], more: Partial<Prompt> = {}): Prompt {
  const raw = { model: 'gpt', messages: [] }
  const base = { format: 'openai-chat', model: 'gpt', stream: false, tools: [], choices: 1, settings: silent } as const
  return { ...base, messages, continues: null, raw, ...more }
}

function written(prompt: Prompt) {
  return writeRequest(prompt, { messages: prompt.messages, model: 'claude-test', stream: prompt.stream })
}

describe('a request of another format', () => {
  it('gathers system and developer words, and joins turns of one role', () => {
    const { body, lost } = written(
      chat([
        said('system', text('One.')),
        said('user', text('Hi')),
        said('user', text('there')),
        said('developer', text('Two.')),
        said('assistant', text('')),
        said('assistant', text('Yes?'), call('a', '{"x":12345678901234567890}'), call('b', '')),
        said('tool', result('b', text('B'))),
        said('tool', result('a', text('A'))),
        said('user', text('Go on')),
      ]),
    )
    expect(JSON.parse(JSON.stringify(body))).toEqual({
      model: 'claude-test',
      max_tokens: 4096,
      system: [
        { type: 'text', text: 'One.' },
        { type: 'text', text: 'Two.' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'text', text: 'there' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Yes?' },
            { type: 'tool_use', id: 'a', name: 'f', input: { x: Number('12345678901234567890') } },
            { type: 'tool_use', id: 'b', name: 'f', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'B' }] },
            { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'A' }] },
            { type: 'text', text: 'Go on' },
          ],
        },
      ],
    })
    expect(JSON.stringify(body)).toContain('12345678901234567890')
    expect(JSON.stringify(body)).not.toContain('foreign')
    expect(lost).toEqual([])
  })

  it('puts results before the words of the same turn', () => {
    const { body } = written(
      chat([said('assistant', call('a', '{}')), said('user', text('Hm')), said('tool', result('a'))]),
    )
    expect((body.messages as { content: { type: string }[] }[])[1]!.content.map(({ type }) => type)).toEqual([
      'tool_result',
      'text',
    ])
  })

  it('pairs calls without ids with their results, in order', () => {
    const { body } = written(
      chat([
        said('assistant', call('', '{}')),
        said('tool', result('')),
        said('assistant', call('', '{}')),
        said('tool', result('')),
      ]),
    )
    expect(JSON.stringify(body.messages).match(/call_\d/g)).toEqual(['call_0', 'call_0', 'call_1', 'call_1'])
  })

  const media = (kind: 'image' | 'file' | 'audio' | 'video', source: string | null): Part => ({
    kind,
    source,
    mime: null,
  })
  it.each<[string, Part, object | null]>([
    [
      'a PNG',
      media('image', 'data:image/png;base64,AA=='),
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
    ],
    [
      'an address',
      media('image', 'https://e.org/a'),
      { type: 'image', source: { type: 'url', url: 'https://e.org/a' } },
    ],
    [
      'a PDF',
      media('file', 'data:application/pdf;base64,AA=='),
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'AA==' } },
    ],
    [
      'a text',
      media('file', 'data:text/markdown;charset=utf-8;base64,w7w='),
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'ü' } },
    ],
    [
      'free text as arguments',
      call('a', 'SELECT 1', 'custom'),
      { type: 'tool_use', id: 'a', name: 'f', input: { input: 'SELECT 1' } },
    ],
    ['a refusal', { kind: 'refusal', text: 'No.' }, { type: 'text', text: 'No.' }],
    ['another kind of image', media('image', 'data:image/svg+xml;base64,AA=='), null],
    ['an image not in base64', media('image', 'data:image/png,x'), null],
    ['a file of the machine', media('image', 'file:///etc/passwd'), null],
    ['an uploaded file', media('file', 'file-1'), null],
    ['another kind of file', media('file', 'data:application/zip;base64,AA=='), null],
    ['audio', media('audio', 'data:audio/wav;base64,AA=='), null],
    ['video', media('video', 'https://e.org/v'), null],
    ['reasoning without a signature', { kind: 'reasoning', text: 'hm' }, null],
    ['what nobody reads', { kind: 'opaque', type: 'x', raw: { type: 'x' } }, null],
  ])('writes %s, or names it as lost', (_, part, block) => {
    const { body, lost } = written(chat([said('user', text('a')), said('user', text('b'), part)]))
    const content = (body.messages as { content: object[] }[])[0]!.content
    expect(content.slice(2)).toEqual(block === null ? [] : [block])
    expect(lost).toEqual(block === null ? ['messages.1.content.1'] : [])
  })

  const tool = { name: 'f', type: 'function', description: 'd', schema: { properties: {} } } as const
  const declared = { name: 'f', description: 'd', input_schema: { type: 'object', properties: {} } }
  it.each<[string, Partial<Settings>, object, string[]]>([
    ['a bound', { maxTokens: 7 }, { max_tokens: 7 }, []],
    ['numbers', { temperature: 1, topP: 0.5 }, { temperature: 1, top_p: 0.5 }, []],
    ['too much heat', { temperature: 1.5 }, {}, ['temperature']],
    ['stops', { stop: ['\n', 'END'] }, { stop_sequences: ['END'] }, ['stop']],
    ['a choice', { toolChoice: 'required' }, { tool_choice: { type: 'any' } }, []],
    ['a tool', { toolChoice: { name: 'f' } }, { tool_choice: { type: 'tool', name: 'f' } }, []],
    ['one at a time', { parallelCalls: false }, { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }, []],
    ['none at all', { parallelCalls: false, toolChoice: 'none' }, { tool_choice: { type: 'none' } }, []],
    ['a user', { user: 'u' }, { metadata: { user_id: 'u' } }, []],
    ['an effort', { effort: 'minimal' }, { output_config: { effort: 'low' } }, []],
    ['no effort', { effort: 'none' }, { thinking: { type: 'disabled' } }, []],
    ['an unknown effort', { effort: 'heroic' }, {}, ['reasoning_effort']],
    [
      'a schema',
      { structure: { name: 'a', schema: { type: 'object' }, strict: true } },
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      [],
    ],
    ['any JSON', { structure: { name: 'a', schema: null, strict: false } }, {}, ['response_format']],
  ])('says %s', (_, settings, fields, lost) => {
    const prompt = chat([said('user', text('a'))], { tools: [tool], settings: { ...silent, ...settings } })
    const found = written(prompt)
    const { model: _model, messages: _messages, tools, ...rest } = found.body
    expect(tools).toEqual([declared])
    expect(rest).toEqual({ max_tokens: 4096, ...fields })
    expect(found.lost).toEqual(lost)
  })

  it('names what it can not say', () => {
    const hosted = { type: 'web_search' }
    const raw = { model: 'gpt', messages: [], tools: [{}, hosted], n: 2, seed: 1, logprobs: null, user: 'u' }
    const prompt = chat([{ ...said('user', text('a')), name: 'ann' }], {
      choices: 2,
      raw,
      tools: [tool, { name: 'web_search', type: 'hosted', description: null, schema: null, raw: hosted }],
    })
    expect(written(prompt)).toMatchObject({
      body: { tools: [declared] },
      lost: ['tools.1', 'n', 'seed', 'messages.0.name'],
    })
  })

  it('names the places of Responses in their own words', () => {
    const raw = {
      model: 'gpt',
      instructions: 'x',
      input: [],
      store: true,
      text: { verbosity: 'low', format: { type: 'text' } },
    }
    const messages = [said('system', text('x')), said('user', text('a'), { kind: 'audio', source: null, mime: null })]
    const { lost } = written(chat(messages, { format: 'openai-responses', raw }))
    expect(lost).toEqual(['store', 'text.verbosity', 'input.0.content.1'])
  })
})
