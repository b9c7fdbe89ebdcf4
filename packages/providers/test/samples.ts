import type { FormatName, Raw } from '../src/index.ts'

/** Made-up exchanges of one format: what is asked and what is answered, each with fields that nobody here knows. */
export interface Sample {
  /** Asks for a plain answer. */
  readonly asks: Raw
  /** Declares a tool named `read_file`. */
  readonly asksWithTools: Raw
  /** A whole answer: the text `Grüße 👋🏽`, then a call of `read_file`. */
  readonly whole: Raw
  /** The same answer as it is streamed. */
  readonly stream: string
  /** A stream's first event, to be said again under another identity. */
  readonly begun: (id: string) => string
  /** What the format says to end a stream that is not part of its last event. */
  readonly error: string
}

const schema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] }
const input = '{"path":"größe.txt"}'
const usage = { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14 }
const call = { id: 'call_1', type: 'function', function: { name: 'read_file', arguments: input }, vendor_mark: 'm' }

const sent = (events: readonly Raw[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

const chunk = (delta: Raw, finish_reason: string | null = null, id = 'c1'): Raw => ({
  id,
  object: 'chat.completion.chunk',
  created: 1790000000,
  model: 'small-1',
  system_fingerprint: 'fp',
  choices: [{ index: 0, delta, finish_reason, vendor_score: 0.25 }],
})
const data = (event: unknown) => `data: ${JSON.stringify(event)}\n\n`

const openAiChat: Sample = {
  asks: { model: 'm', messages: [{ role: 'user', content: 'hi', vendor: 1 }], vendor_flag: { a: [1] } },
  asksWithTools: {
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    tools: [{ type: 'function', function: { name: 'read_file', description: 'reads', parameters: schema } }],
  },
  whole: {
    id: 'c1',
    object: 'chat.completion',
    created: 1790000000,
    model: 'small-1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Grüße 👋🏽', refusal: null, tool_calls: [call], vendor_note: 'n' },
        finish_reason: 'tool_calls',
        vendor_score: 0.25,
      },
    ],
    usage,
    vendor_trace: 't',
  },
  stream: [
    data(chunk({ role: 'assistant', content: '' })),
    data(chunk({ content: 'Grüße ' })),
    data(chunk({ content: '👋🏽', vendor_note: 'n' })),
    data(chunk({ tool_calls: [{ index: 0, ...call, function: { name: 'read_file', arguments: '' } }] })),
    data(chunk({ tool_calls: [{ index: 0, function: { arguments: input.slice(0, 9) } }] })),
    data(chunk({ tool_calls: [{ index: 0, function: { arguments: input.slice(9) } }] })),
    data(chunk({}, 'tool_calls')),
    data({ ...chunk({}), choices: [], usage }),
    'data: [DONE]\n\n',
  ].join(''),
  begun: (id) => data(chunk({ role: 'assistant', content: '' }, null, id)),
  error: data({ error: { message: 'overloaded', type: 'server_error' } }),
}

const message = (id: string): Raw => ({
  id,
  type: 'message',
  role: 'assistant',
  model: 'small-1',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 5, output_tokens: 1 },
})

const anthropicMessages: Sample = {
  asks: {
    model: 'm',
    max_tokens: 64,
    system: [{ type: 'text', text: 'be short', cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', vendor: 1 }] }],
    vendor_flag: { a: [1] },
  },
  asksWithTools: {
    model: 'm',
    max_tokens: 64,
    messages: [{ role: 'user', content: 'hi' }],
    tools: [{ name: 'read_file', description: 'reads', input_schema: schema }],
  },
  whole: {
    ...message('msg_1'),
    content: [
      { type: 'text', text: 'Grüße 👋🏽', vendor_note: 'n' },
      { type: 'tool_use', id: 'call_1', name: 'read_file', input: JSON.parse(input), vendor_mark: 'm' },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 5, output_tokens: 9 },
    vendor_trace: 't',
  },
  stream: sent([
    { type: 'message_start', message: message('msg_1'), vendor_trace: 't' },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße ' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '👋🏽' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'call_1', name: 'read_file', input: {}, vendor_mark: 'm' },
    },
    { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: input.slice(0, 9) } },
    { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: input.slice(9) } },
    { type: 'content_block_stop', index: 1 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ]),
  begun: (id) => sent([{ type: 'message_start', message: message(id) }]),
  error: sent([{ type: 'error', error: { type: 'overloaded_error', message: 'overloaded' } }]),
}

const text = { type: 'output_text', text: 'Grüße 👋🏽', annotations: [], vendor_note: 'n' }
const spoken = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [text] }
const called = {
  id: 'fc_1',
  type: 'function_call',
  call_id: 'call_1',
  name: 'read_file',
  arguments: input,
  status: 'completed',
  vendor_mark: 'm',
}
const response = (id: string, more: Raw = {}): Raw => ({
  id,
  object: 'response',
  created_at: 1790000000,
  model: 'small-1',
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  output: [],
  usage: null,
  vendor_trace: 't',
  ...more,
})
const finished = {
  status: 'completed',
  output: [spoken, called],
  usage: {
    input_tokens: 5,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 9,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 14,
  },
}
const numbered = (events: readonly Raw[]) =>
  sent(events.map((event, sequence_number) => ({ ...event, sequence_number })))

const openAiResponses: Sample = {
  asks: {
    model: 'm',
    instructions: 'be short',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'hi', vendor: 1 }] }],
    vendor_flag: { a: [1] },
  },
  asksWithTools: {
    model: 'm',
    input: 'hi',
    tools: [{ type: 'function', name: 'read_file', description: 'reads', parameters: schema, strict: false }],
  },
  whole: response('resp_1', finished),
  stream: numbered([
    { type: 'response.created', response: response('resp_1') },
    { type: 'response.in_progress', response: response('resp_1') },
    { type: 'response.output_item.added', output_index: 0, item: { ...spoken, status: 'in_progress', content: [] } },
    {
      type: 'response.content_part.added',
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
      part: { ...text, text: '' },
    },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Grüße ' },
    { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: '👋🏽' },
    { type: 'response.output_text.done', item_id: 'msg_1', output_index: 0, content_index: 0, text: text.text },
    { type: 'response.content_part.done', item_id: 'msg_1', output_index: 0, content_index: 0, part: text },
    { type: 'response.output_item.done', output_index: 0, item: spoken },
    {
      type: 'response.output_item.added',
      output_index: 1,
      item: { ...called, status: 'in_progress', arguments: '' },
    },
    { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: input.slice(0, 9) },
    { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: input.slice(9) },
    { type: 'response.function_call_arguments.done', item_id: 'fc_1', output_index: 1, arguments: input },
    { type: 'response.output_item.done', output_index: 1, item: called },
    { type: 'response.completed', response: response('resp_1', finished) },
  ]),
  begun: (id) => numbered([{ type: 'response.created', response: response(id) }]),
  error: sent([{ type: 'error', code: 'server_error', message: 'overloaded', param: null, sequence_number: 1 }]),
}

export const samples: Readonly<Record<FormatName, Sample>> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  'anthropic-messages': anthropicMessages,
}
