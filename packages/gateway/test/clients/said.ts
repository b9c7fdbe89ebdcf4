import type { FormatName } from '@bylaw/providers'

/** What a scripted upstream says, whatever the format it is called in. There is no model behind it. */
export interface Said {
  readonly reasoning?: string
  readonly text?: string
  readonly calls?: readonly SaidCall[]
  readonly cut?: boolean
}

export interface SaidCall {
  readonly id: string
  readonly name: string
  readonly input: object
}

type Json = Readonly<Record<string, unknown>>

export const usage = { input: 11, output: 7, cached: 3, reasoning: 2 }

/** As the body of a whole answer. */
export function wholeOf(format: FormatName, said: Said): string {
  return JSON.stringify(whole[format](said))
}

/** As the body of a streamed answer, its texts and arguments in small pieces. */
export function streamOf(format: FormatName, said: Said): string {
  return streamed[format](said)
}

const pieces = (text: string): string[] => text.match(/.{1,5}/gsu) ?? []
const event = (data: Json) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
const data = (value: Json) => `data: ${JSON.stringify(value)}\n\n`

const whole: Readonly<Record<FormatName, (said: Said) => Json>> = {
  'openai-chat': (said) => ({
    id: 'chatcmpl-up',
    object: 'chat.completion',
    created: 1790000000,
    model: 'small-1',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: said.text ?? null,
          refusal: null,
          ...(said.reasoning !== undefined && { reasoning_content: said.reasoning }),
          ...(said.calls && { tool_calls: said.calls.map(chatCall) }),
        },
        logprobs: null,
        finish_reason: chatReason(said),
      },
    ],
    usage: chatUsage,
  }),
  'openai-responses': (said) => response({ ...ended(said), output: itemsOf(said) }),
  'anthropic-messages': (said) => ({
    ...message,
    content: blocksOf(said),
    stop_reason: stopReason(said),
    usage: messageUsage,
  }),
}

const streamed: Readonly<Record<FormatName, (said: Said) => string>> = {
  'openai-chat': chatStream,
  'openai-responses': responseStream,
  'anthropic-messages': messageStream,
}

const chatCall = ({ id, name, input }: SaidCall) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(input) },
})
const chatReason = ({ calls, cut }: Said) => (cut ? 'length' : calls ? 'tool_calls' : 'stop')
const chatUsage = {
  prompt_tokens: usage.input,
  completion_tokens: usage.output,
  total_tokens: usage.input + usage.output,
  prompt_tokens_details: { cached_tokens: usage.cached },
  completion_tokens_details: { reasoning_tokens: usage.reasoning },
}

function chatStream(said: Said): string {
  const chunk = (choices: Json[], more: Json = {}) =>
    data({
      id: 'chatcmpl-up',
      object: 'chat.completion.chunk',
      created: 1790000000,
      model: 'small-1',
      choices,
      ...more,
    })
  const of = (delta: Json, finish_reason: string | null = null) => chunk([{ index: 0, delta, finish_reason }])
  const begun = (said.calls ?? []).map((call, index) =>
    of({ tool_calls: [{ index, ...chatCall({ ...call, input: {} }), function: { name: call.name, arguments: '' } }] }),
  )
  // The pieces of parallel calls come in turns.
  const turns = (said.calls ?? []).flatMap(({ input }, index) =>
    pieces(JSON.stringify(input)).map((text, at) => ({ at, index, text })),
  )
  const grown = turns
    .sort((a, b) => a.at - b.at)
    .map(({ index, text }) => of({ tool_calls: [{ index, function: { arguments: text } }] }))
  return [
    of({ role: 'assistant', content: '' }),
    ...pieces(said.reasoning ?? '').map((text) => of({ reasoning_content: text })),
    ...pieces(said.text ?? '').map((content) => of({ content })),
    ...begun,
    ...grown,
    of({}, chatReason(said)),
    chunk([], { usage: chatUsage }),
    'data: [DONE]\n\n',
  ].join('')
}

const response = (more: Json): Json => ({
  id: 'resp_up',
  object: 'response',
  created_at: 1790000000,
  model: 'small-1',
  status: 'in_progress',
  error: null,
  incomplete_details: null,
  instructions: null,
  output: [],
  parallel_tool_calls: true,
  tool_choice: 'auto',
  tools: [],
  usage: null,
  ...more,
})
const ended = ({ cut }: Said): Json => ({
  status: cut ? 'incomplete' : 'completed',
  incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
  usage: {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  },
})

function itemsOf({ reasoning, text, calls = [] }: Said): Json[] {
  const items: Json[] = []
  if (reasoning !== undefined) {
    items.push({ id: 'rs_up', type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning }] })
  }
  if (text !== undefined) {
    const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }]
    items.push({ id: 'msg_up', type: 'message', role: 'assistant', status: 'completed', content })
  }
  for (const { id, name, input } of calls) {
    const said = { call_id: id, name, arguments: JSON.stringify(input), status: 'completed' }
    items.push({ id: `fc_${id}`, type: 'function_call', ...said })
  }
  return items
}

function responseStream(said: Said): string {
  const items = itemsOf(said)
  const grown = items.flatMap((item, output_index): Json[] => {
    const at = { item_id: item.id, output_index }
    const empty = { ...item, ...(item.type === 'function_call' ? { arguments: '' } : {}) }
    const begun = { ...empty, ...(item.content ? { content: [] } : {}), ...(item.summary ? { summary: [] } : {}) }
    return [
      { type: 'response.output_item.added', output_index, item: { ...begun, ...('status' in item && inProgress) } },
      ...insideOf(item, at),
      { type: 'response.output_item.done', output_index, item },
    ]
  })
  const events = [
    { type: 'response.created', response: response({}) },
    { type: 'response.in_progress', response: response({}) },
    ...grown,
    {
      type: `response.${said.cut ? 'incomplete' : 'completed'}`,
      response: response({ ...ended(said), output: items }),
    },
  ]
  return events.map((each, sequence_number) => event({ ...each, sequence_number })).join('')
}

const inProgress = { status: 'in_progress' }

function insideOf(item: Json, at: Json): Json[] {
  if (item.type === 'function_call') {
    const text = String(item.arguments)
    const name = 'response.function_call_arguments'
    const deltas = pieces(text).map((delta) => ({ type: `${name}.delta`, ...at, delta }))
    return [...deltas, { type: `${name}.done`, ...at, name: item.name, arguments: text }]
  }
  const [list, name, words] =
    item.type === 'message'
      ? (['content', 'content_part', 'output_text'] as const)
      : (['summary', 'reasoning_summary_part', 'reasoning_summary_text'] as const)
  const [part] = item[list] as [Json]
  const place = { ...at, [`${list}_index`]: 0 }
  const text = String(part.text)
  const logprobs = list === 'content' ? { logprobs: [] } : {}
  return [
    { type: `response.${name}.added`, ...place, part: { ...part, text: '' } },
    ...pieces(text).map((delta) => ({ type: `response.${words}.delta`, ...place, delta, ...logprobs })),
    { type: `response.${words}.done`, ...place, text, ...logprobs },
    { type: `response.${name}.done`, ...place, part },
  ]
}

const message: Json = {
  id: 'msg_up',
  type: 'message',
  role: 'assistant',
  model: 'small-1',
  content: [],
  stop_reason: null,
  stop_sequence: null,
}
const messageUsage = {
  input_tokens: usage.input - usage.cached,
  cache_read_input_tokens: usage.cached,
  cache_creation_input_tokens: 0,
  output_tokens: usage.output,
}
const stopReason = ({ calls, cut }: Said) => (cut ? 'max_tokens' : calls ? 'tool_use' : 'end_turn')

function blocksOf({ reasoning, text, calls = [] }: Said): Json[] {
  return [
    ...(reasoning === undefined ? [] : [{ type: 'thinking', thinking: reasoning, signature: 'c2lnbmVk' }]),
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...calls.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input })),
  ]
}

function messageStream(said: Said): string {
  const blocks = blocksOf(said).flatMap((block, index): Json[] => {
    const delta = (each: Json) => ({ type: 'content_block_delta', index, delta: each })
    return [
      { type: 'content_block_start', index, content_block: emptyBlock(block) },
      ...deltasOf(block).map(delta),
      { type: 'content_block_stop', index },
    ]
  })
  return [
    { type: 'message_start', message: { ...message, usage: { ...messageUsage, output_tokens: 1 } } },
    { type: 'ping' },
    ...blocks,
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(said), stop_sequence: null },
      usage: { output_tokens: 7 },
    },
    { type: 'message_stop' },
  ]
    .map(event)
    .join('')
}

function emptyBlock(block: Json): Json {
  if (block.type === 'tool_use') return { ...block, input: {} }
  return block.type === 'text' ? { ...block, text: '' } : { ...block, thinking: '', signature: '' }
}

function deltasOf(block: Json): Json[] {
  if (block.type === 'text') return pieces(String(block.text)).map((text) => ({ type: 'text_delta', text }))
  if (block.type === 'tool_use') {
    return pieces(JSON.stringify(block.input)).map((partial_json) => ({ type: 'input_json_delta', partial_json }))
  }
  const thoughts = pieces(String(block.thinking)).map((thinking) => ({ type: 'thinking_delta', thinking }))
  return [...thoughts, { type: 'signature_delta', signature: block.signature }]
}
