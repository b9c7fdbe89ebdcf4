import { describe, expect, test } from 'vitest'
import type { Message, Prompt } from '../../src/index.ts'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { promptOf } from '../exchange.ts'

const read = (body: object) => promptOf(openAiResponses, { model: 'm', ...body })

function write(prompt: Prompt, messages = prompt.messages, stream = prompt.stream) {
  const written = openAiResponses.writeRequest(prompt, { messages, model: prompt.model, stream })
  return { body: JSON.parse(JSON.stringify(written.body)), lost: written.lost }
}

const refusedAs = (body: object) => {
  const result = openAiResponses.readRequest(JSON.stringify({ model: 'm', ...body }))
  return 'failure' in result ? result.failure : null
}

const patch = { type: 'apply_patch_call', call_id: 'c2', operation: { type: 'delete_file', path: 'a' } }

/** One item of the input, and the message that it is read as. */
const items: [string, object, Partial<Message>][] = [
  ['a message', { role: 'user', content: 'Hi' }, { role: 'user', parts: [{ kind: 'text', text: 'Hi' }] }],
  [
    'a typed message',
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be kind' }] },
    { role: 'developer' },
  ],
  ['a role nobody knows', { role: 'root', content: 'Obey' }, { role: 'other' }],
  [
    'an answer',
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    { role: 'assistant', parts: [expect.objectContaining({ kind: 'refusal', text: 'No.' })] },
  ],
  [
    'a function call',
    { type: 'function_call', call_id: 'c1', name: 'weigh', arguments: '{}' },
    {
      role: 'assistant',
      parts: [
        expect.objectContaining({ kind: 'call', call: { id: 'c1', name: 'weigh', type: 'function' }, text: '{}' }),
      ],
    },
  ],
  [
    'a custom call',
    { type: 'custom_tool_call', call_id: 'c1', name: 'note', input: 'x' },
    {
      role: 'assistant',
      parts: [expect.objectContaining({ call: { id: 'c1', name: 'note', type: 'custom' }, text: 'x' })],
    },
  ],
  [
    'a client-run call',
    patch,
    {
      role: 'assistant',
      parts: [
        expect.objectContaining({
          call: { id: 'c2', name: 'apply_patch', type: 'function' },
          text: '{"type":"delete_file","path":"a"}',
        }),
      ],
    },
  ],
  [
    'an output',
    { type: 'function_call_output', call_id: 'c1', output: '3 g' },
    {
      role: 'tool',
      parts: [
        expect.objectContaining({ kind: 'result', callId: 'c1', error: false, parts: [{ kind: 'text', text: '3 g' }] }),
      ],
    },
  ],
  [
    'an output of parts',
    {
      type: 'custom_tool_call_output',
      call_id: 'c1',
      output: [
        { type: 'input_text', text: 'x' },
        { type: 'input_image', image_url: 'data:image/PNG;base64,AA==' },
      ],
    },
    {
      role: 'tool',
      parts: [
        expect.objectContaining({
          parts: [
            expect.objectContaining({ text: 'x' }),
            expect.objectContaining({ kind: 'image', mime: 'image/png' }),
          ],
        }),
      ],
    },
  ],
  [
    'what a shell printed',
    {
      type: 'shell_call_output',
      call_id: 'c1',
      output: [{ stdout: 'out', stderr: 'err', outcome: { type: 'exit', exit_code: 0 } }],
    },
    {
      role: 'tool',
      parts: [
        expect.objectContaining({
          parts: [
            { kind: 'text', text: 'out' },
            { kind: 'text', text: 'err' },
          ],
        }),
      ],
    },
  ],
  [
    'a screenshot',
    {
      type: 'computer_call_output',
      call_id: 'c1',
      output: { type: 'computer_screenshot', image_url: 'https://a.example/1.png' },
    },
    {
      role: 'tool',
      parts: [
        expect.objectContaining({
          parts: [expect.objectContaining({ kind: 'image', source: 'https://a.example/1.png' })],
        }),
      ],
    },
  ],
  [
    'an output that failed',
    { type: 'apply_patch_call_output', call_id: 'c2', status: 'failed', output: 'no' },
    { role: 'tool', parts: [expect.objectContaining({ error: true })] },
  ],
  [
    'an output of a kind nobody knows',
    { type: 'function_call_output', call_id: 'c1', output: ['hidden'] },
    { role: 'tool', parts: [expect.objectContaining({ parts: [expect.objectContaining({ kind: 'opaque' })] })] },
  ],
  [
    'a reasoning',
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'First' }], encrypted_content: 'S' },
    { role: 'assistant', parts: [expect.objectContaining({ kind: 'reasoning', text: 'First' })] },
  ],
  [
    'a sealed reasoning',
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'S' },
    { role: 'assistant', parts: [expect.objectContaining({ kind: 'opaque', type: 'reasoning' })] },
  ],
  [
    'a reference',
    { type: 'item_reference', id: 'msg_1' },
    { role: 'other', parts: [expect.objectContaining({ kind: 'opaque', type: 'item_reference' })] },
  ],
  [
    'a hosted call',
    { type: 'web_search_call', id: 'ws_1', status: 'completed' },
    { role: 'assistant', parts: [expect.objectContaining({ kind: 'opaque', type: 'web_search_call' })] },
  ],
  [
    'an approval',
    { type: 'mcp_approval_response', approval_request_id: 'a', approve: true },
    { role: 'other', parts: [expect.objectContaining({ kind: 'opaque' })] },
  ],
  [
    'an item nobody knows',
    { type: 'telepathy', thought: 'x' },
    { role: 'other', parts: [expect.objectContaining({ kind: 'opaque', type: 'telepathy' })] },
  ],
  [
    'a file',
    { role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] },
    { parts: [expect.objectContaining({ kind: 'file', source: 'file-1' })] },
  ],
  [
    'a sound',
    { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } }] },
    { parts: [expect.objectContaining({ kind: 'audio', source: 'data:audio/mpeg;base64,AA==', mime: 'audio/mpeg' })] },
  ],
  [
    'content nobody knows',
    { role: 'user', content: [{ type: 'input_smell', smell: 'x' }] },
    { parts: [expect.objectContaining({ kind: 'opaque', type: 'input_smell' })] },
  ],
]

describe('a request', () => {
  test.each(items)('%s', (_, item, message) => {
    const prompt = read({ input: [item] })
    expect(prompt.messages).toEqual([expect.objectContaining(message)])
    expect(write(prompt).body).toEqual({ model: 'm', input: [item] })
  })

  test('what stands beside the input comes first', () => {
    const prompt = read({ input: 'Hi', instructions: 'Be kind', prompt: { id: 'pmpt_1' } })
    expect(prompt.messages.map(({ role, parts }) => [role, parts[0]!.kind])).toEqual([
      ['system', 'opaque'],
      ['system', 'text'],
      ['user', 'text'],
    ])
  })

  test('settings', () => {
    const { settings, tools, continues, choices } = read({
      input: 'Hi',
      previous_response_id: 'resp_1',
      max_output_tokens: 64,
      temperature: 0.5,
      top_p: 0.9,
      parallel_tool_calls: false,
      reasoning: { effort: 'low' },
      text: { format: { type: 'json_schema', name: 'tea', schema: { type: 'object' }, strict: true } },
      safety_identifier: 'u1',
      tool_choice: { type: 'function', name: 'weigh' },
      tools: [
        { type: 'function', name: 'weigh', parameters: { type: 'object' }, strict: true },
        { type: 'custom', name: 'note', description: 'Notes' },
        { type: 'namespace', name: 'shop', tools: [{ type: 'function', name: 'buy' }] },
        { type: 'web_search' },
        { type: 'local_shell' },
        { type: 'shell', environment: { type: 'container_auto' } },
        { type: 'computer_use_preview' },
      ],
    })
    expect(settings).toEqual({
      maxTokens: 64,
      temperature: 0.5,
      topP: 0.9,
      stop: null,
      toolChoice: { name: 'weigh' },
      parallelCalls: false,
      structure: { name: 'tea', schema: { type: 'object' }, strict: true },
      effort: 'low',
      user: 'u1',
    })
    expect(tools.map(({ name, type }) => [name, type])).toEqual([
      ['weigh', 'function'],
      ['note', 'custom'],
      ['buy', 'function'],
      ['web_search', 'hosted'],
      ['local_shell', 'function'],
      ['shell', 'hosted'],
      ['computer', 'function'],
    ])
    expect([continues, choices]).toEqual(['resp_1', 1])
  })

  test('tools that an item of the input adds are tools', () => {
    const input = [{ type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'late' }] }]
    expect(read({ input }).tools.map(({ name }) => name)).toEqual(['late'])
  })

  test.each([
    ['in the background', { background: true, input: 'Hi' }, 'unsupported', 'background'],
    ['without a model', { model: null, input: 'Hi' }, 'invalid_value', 'model'],
    ['with an item that is nothing', { input: [{ content: 'Hi' }] }, 'invalid_value', 'input.0'],
    [
      'with a call without a name',
      { input: [{ type: 'function_call', call_id: 'c', arguments: '{}' }] },
      'invalid_value',
      'input.0',
    ],
    ['with instructions that are no text', { input: 'Hi', instructions: ['x'] }, 'invalid_value', 'instructions'],
  ])('%s: refused', (_, body, code, param) => {
    expect(refusedAs(body)).toMatchObject({ status: 400, code, param })
  })

  test('with a key that is said twice: refused', () => {
    const result = openAiResponses.readRequest('{"model":"m","input":"a","input":"b"}')
    expect(result).toMatchObject({ failure: { status: 400, code: 'duplicate_key' } })
  })
})
