import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import type { Part } from '../../src/exchange/prompt.ts'
import { promptOf } from './fixtures.ts'

const base = { model: 'claude-test', max_tokens: 10 }
const hello = { role: 'user', content: 'Hello' }

function partsOf(...content: object[]): Part[] {
  const { messages } = promptOf({ ...base, messages: [{ role: 'user', content }] })
  return messages[0]!.parts.map(({ raw: _, ...part }) => part as Part)
}

function failureOf(body: object | string) {
  const read = anthropicMessages.readRequest(typeof body === 'string' ? body : JSON.stringify(body))
  return 'failure' in read ? read.failure : null
}

describe('the parts of a request', () => {
  it.each<[string, object, Part]>([
    ['a text', { type: 'text', text: 'Hi' }, { kind: 'text', text: 'Hi' }],
    ['thinking', { type: 'thinking', thinking: 'hm', signature: 's' }, { kind: 'reasoning', text: 'hm' }],
    [
      'a call',
      { type: 'tool_use', id: 't', name: 'n', input: { a: 1 } },
      { kind: 'call', call: { id: 't', name: 'n', type: 'function' }, text: '{"a":1}' },
    ],
    [
      'an image in it',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { kind: 'image', source: 'data:image/png;base64,AAAA', mime: 'image/png' },
    ],
    [
      'an image elsewhere',
      { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
      { kind: 'image', source: 'https://example.org/a.png', mime: null },
    ],
    [
      'an uploaded image',
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
      { kind: 'image', source: 'file_1', mime: null },
    ],
    [
      'a document of text',
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'ü' } },
      { kind: 'file', source: 'data:text/plain;base64,w7w=', mime: 'text/plain' },
    ],
    [
      'a document of blocks',
      { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'x' }] } },
      { kind: 'file', source: null, mime: null },
    ],
    ['an image from nowhere', { type: 'image', source: 'x' }, { kind: 'image', source: null, mime: null }],
  ])('reads %s', (_, block, part) => {
    expect(partsOf(block)).toEqual([part])
  })

  it.each([
    'redacted_thinking',
    'server_tool_use',
    'web_search_tool_result',
    'search_result',
    'container_upload',
    'new',
  ])('takes %s for opaque', (type) => {
    const block = { type, text: 'not read', input: { a: 1 } }
    const { messages } = promptOf({ ...base, messages: [{ role: 'assistant', content: [block] }] })
    expect(messages[0]!.parts).toEqual([{ kind: 'opaque', type, raw: block }])
  })

  it('reads what tools answered, in text, blocks or nothing', () => {
    const result = (more: object) => ({ type: 'tool_result', tool_use_id: 't', ...more })
    expect(
      partsOf(
        result({ content: 'It rains.' }),
        result({
          content: [
            { type: 'text', text: 'It rains.' },
            { type: 'tool_reference', tool_name: 'x' },
          ],
          is_error: true,
        }),
        result({}),
      ),
    ).toMatchObject([
      { kind: 'result', callId: 't', parts: [{ kind: 'text', text: 'It rains.' }], error: false },
      {
        kind: 'result',
        callId: 't',
        parts: [{ kind: 'text' }, { kind: 'opaque', type: 'tool_reference' }],
        error: true,
      },
      { kind: 'result', callId: 't', parts: [], error: false },
    ])
  })
})

describe('the messages of a request', () => {
  it('come with what stands in system first, each with what it came as', () => {
    const system = [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }]
    const { messages } = promptOf({ ...base, system, messages: [hello] })
    expect(messages).toEqual([
      { role: 'system', name: null, parts: [{ kind: 'text', text: 'Be kind.', raw: system[0] }], raw: { system } },
      { role: 'user', name: null, parts: [{ kind: 'text', text: 'Hello' }], raw: hello },
    ])
  })

  const result = { type: 'tool_result', tool_use_id: 't', content: 'x' }
  it.each([
    ['user', [{ type: 'text', text: 'x' }], 'user'],
    ['user', [result, result], 'tool'],
    ['user', [result, { type: 'text', text: 'x' }], 'user'],
    ['user', [], 'user'],
    ['assistant', [result], 'assistant'],
    ['system', [{ type: 'text', text: 'x' }], 'system'],
    ['developer', [{ type: 'text', text: 'x' }], 'other'],
    ['root', [{ type: 'text', text: 'x' }], 'other'],
    ['constructor', [{ type: 'text', text: 'x' }], 'other'],
  ])('of %s with %j are of %s', (role, content, read) => {
    expect(promptOf({ ...base, messages: [{ role, content }] }).messages[0]!.role).toBe(read)
  })
})

describe('the tools of a request', () => {
  it.each([
    [{ name: 'f', description: 'd', input_schema: { type: 'object' } }, 'f', 'function', { type: 'object' }],
    [{ type: 'custom', name: 'f', input_schema: {} }, 'f', 'function', {}],
    [{ type: 'bash_20250124', name: 'bash' }, 'bash', 'function', null],
    [
      { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
      'str_replace_based_edit_tool',
      'function',
      null,
    ],
    [{ type: 'computer_20251124', name: 'computer' }, 'computer', 'function', null],
    [{ type: 'memory_20250818', name: 'memory' }, 'memory', 'function', null],
    [{ type: 'browser_toolset_20260801' }, 'browser_toolset_20260801', 'function', null],
    [{ type: 'web_search_20250305', name: 'web_search' }, 'web_search', 'hosted', null],
    [{ type: 'code_execution_20250825', name: 'code_execution' }, 'code_execution', 'hosted', null],
    [{ type: 'tool_search_tool_bm25', name: 'tool_search_tool_bm25' }, 'tool_search_tool_bm25', 'hosted', null],
    [{ type: 'mcp_toolset', mcp_server_name: 'github' }, 'mcp', 'hosted', null],
    [{ type: 'bash_something_else', name: 'bash' }, 'bash_something_else', 'hosted', null],
    [{ type: 'new_20300101', name: 'get_weather' }, 'new', 'hosted', null],
  ])('reads %j', (tool, name, type, schema) => {
    const { tools } = promptOf({ ...base, messages: [hello], tools: [tool] })
    expect(tools).toEqual([expect.objectContaining({ name, type, schema, raw: tool })])
  })

  it('are the MCP servers that the upstream calls, too', () => {
    const server = { type: 'url', name: 'github', url: 'https://example.org/mcp' }
    const { tools } = promptOf({ ...base, messages: [hello], mcp_servers: [server] })
    expect(tools).toMatchObject([{ name: 'mcp', type: 'hosted', raw: server }])
  })
})

describe('the settings of a request', () => {
  const schema = { type: 'object', properties: {} }
  it.each<[string, object, object]>([
    [
      'none',
      {},
      {
        temperature: null,
        topP: null,
        stop: null,
        toolChoice: null,
        parallelCalls: null,
        structure: null,
        effort: null,
        user: null,
      },
    ],
    [
      'numbers',
      { temperature: 0.5, top_p: 0.9, stop_sequences: ['##'] },
      { maxTokens: 10, temperature: 0.5, topP: 0.9, stop: ['##'] },
    ],
    [
      'a choice',
      { tool_choice: { type: 'any', disable_parallel_tool_use: true } },
      { toolChoice: 'required', parallelCalls: false },
    ],
    ['a tool', { tool_choice: { type: 'tool', name: 'f' } }, { toolChoice: { name: 'f' }, parallelCalls: null }],
    ['no tool', { tool_choice: { type: 'none' } }, { toolChoice: 'none' }],
    ['a user', { metadata: { user_id: 'u' } }, { user: 'u' }],
    ['a budget', { thinking: { type: 'enabled', budget_tokens: 2048 } }, { effort: 2048 }],
    [
      'an effort',
      { output_config: { effort: 'high', format: { type: 'json_schema', schema } } },
      { effort: 'high', structure: { schema } },
    ],
    ['a format', { output_format: { type: 'json_schema', schema } }, { structure: { schema, strict: true } }],
  ])('say %s', (_, more, settings) => {
    expect(promptOf({ ...base, messages: [hello], ...more }).settings).toMatchObject(settings)
  })

  it.each([[undefined], [null]])('continue nothing with the thread %j', (thread) => {
    expect(promptOf({ ...base, messages: [hello], thread }).continues).toBeNull()
  })

  it.each([[{ type: 'create' }], [{ type: 'continue', previous_message_id: 'msg_0' }], [{ type: 'resume' }]])(
    'are refused with the thread %j, in words that the official client goes on without one by',
    (thread) => {
      const read = anthropicMessages.readRequest(JSON.stringify({ ...base, messages: [hello], thread }))
      if (!('failure' in read)) throw new Error('it was read')
      expect(read.failure).toMatchObject({ status: 400, code: 'unsupported_thread' })
      expect(anthropicMessages.errorBody(read.failure)).toMatchObject({
        error: { details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } },
      })
    },
  )
})

describe('a request that is refused', () => {
  it.each<[string, object | string, string | null, string]>([
    ['no JSON', '{', null, 'invalid_json'],
    ['a list', '[]', null, 'invalid_value'],
    ['a key said twice', '{"model":"a","model":"b","messages":[]}', null, 'duplicate_key'],
    ['no model', { messages: [hello] }, 'model', 'invalid_value'],
    ['no messages', { ...base, messages: [] }, 'messages', 'invalid_value'],
    ['a role that is no text', { ...base, messages: [{ role: 1, content: 'x' }] }, 'messages.0.role', 'invalid_value'],
    [
      'a text that is none',
      { ...base, messages: [{ role: 'user', content: [{ type: 'text', text: {} }] }] },
      'messages.0.content.0.text',
      'invalid_value',
    ],
    [
      'a call without a name',
      { ...base, messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', input: {} }] }] },
      'messages.0.content.0.name',
      'invalid_value',
    ],
    ['a system that is an object', { ...base, system: {}, messages: [hello] }, 'system', 'invalid_value'],
    [
      'a tool without a name',
      { ...base, messages: [hello], tools: [{ input_schema: {} }] },
      'tools.0',
      'invalid_value',
    ],
  ])('has %s', (_, body, param, code) => {
    expect(failureOf(body)).toMatchObject({ status: 400, type: 'invalid_request_error', param, code })
  })
})
