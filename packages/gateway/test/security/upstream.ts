/** What the model `spills` says and no check lets leave; its other answers are harmless. */
export const secret = 'An overdose begins at ten'
/** What no call may ask for. */
export const forbidden = '/etc/passwd'

interface Script {
  readonly text: string
  readonly calls: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[]
}

const scripts: Readonly<Record<string, Script>> = {
  spills: { text: secret, calls: [] },
  asks: { text: '', calls: [{ name: 'send_mail', args: { to: 'ann@example.com' } }] },
  calls: {
    text: 'Let me look.',
    calls: [
      { name: 'read_file', args: { path: '/tmp/list' } },
      { name: 'read_file', args: { path: forbidden } },
      { name: 'delete_file', args: { path: '/tmp/list' } },
    ],
  },
}

const harmless: Script = { text: 'A painkiller.', calls: [] }

/** A scripted answer, in the format of the path, as the model that is asked for has it. */
export function answerOf(path: string, asked: string): { readonly type: string; readonly body: string } {
  const { model, stream } = modelOf(asked)
  const script = scripts[model] ?? harmless
  const whole = wholeIn(path, script)
  if (!stream) return { type: 'application/json', body: JSON.stringify(whole) }
  return { type: 'text/event-stream', body: streamIn(path, script, whole) }
}

function modelOf(asked: string): { model: string; stream: boolean } {
  try {
    const { model, stream } = JSON.parse(asked) as { model?: unknown; stream?: unknown }
    return { model: Object.hasOwn(scripts, String(model)) ? String(model) : '', stream: stream === true }
  } catch {
    return { model: '', stream: false }
  }
}

type Json = Record<string, unknown>

function wholeIn(path: string, script: Script): Json {
  if (path.startsWith('/v1/responses')) return responseOf(script)
  if (path.startsWith('/v1/messages')) return messageOf(script)
  if (path.startsWith('/v1/models')) return { object: 'list', data: [{ id: 'small-1', object: 'model' }] }
  return chatOf(script)
}

function chatOf({ text, calls }: Script): Json {
  const tool_calls = calls.map(({ name, args }, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }))
  const message = { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls }) }
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1790000000,
    model: 'small-1',
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
  }
}

function responseOf({ text, calls }: Script): Json {
  const said = { type: 'output_text', text, annotations: [] }
  const message = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [said] }
  const items = calls.map(({ name, args }, index) => ({
    ...{ type: 'function_call', id: `fc_${index}`, call_id: `call_${index}`, name },
    ...{ arguments: JSON.stringify(args), status: 'completed' },
  }))
  return {
    ...{ id: `resp_${++responses}`, object: 'response', created_at: 1790000000, status: 'completed' },
    ...{ model: 'small-1', output: [message, ...items], usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } },
  }
}

let responses = 0

function messageOf({ text, calls }: Script): Json {
  const blocks = calls.map(({ name, args }, index) => ({ type: 'tool_use', id: `toolu_${index}`, name, input: args }))
  return {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'small-1' },
    content: [{ type: 'text', text }, ...blocks],
    ...{ stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
    usage: { input_tokens: 1, output_tokens: 1 },
  }
}

function streamIn(path: string, script: Script, whole: Json): string {
  if (path.startsWith('/v1/responses')) return responseStream(whole)
  return path.startsWith('/v1/messages') ? messageStream(script, whole) : chatStream(script, whole)
}

const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`

function chatStream({ text, calls }: Script, { choices: _, ...head }: Json): string {
  const tool_calls = calls.map(({ name, args }, index) => ({
    ...{ index, id: `call_${index}`, type: 'function' },
    function: { name, arguments: JSON.stringify(args) },
  }))
  const deltas = [
    ...[...text].map((content) => ({ content })),
    ...tool_calls.map((call) => ({ tool_calls: [call] })),
  ].map((delta) => ({ index: 0, delta, finish_reason: null as string | null }))
  const end = { index: 0, delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }
  const chunks = [...deltas, end].map((choice) => ({ ...head, object: 'chat.completion.chunk', choices: [choice] }))
  return `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`
}

function messageStream({ text, calls }: Script, whole: Json): string {
  const begun = { ...whole, content: [], stop_reason: null }
  const blocks = calls.map(({ name, args }, at) => {
    const index = at + 1
    const content_block = { type: 'tool_use', id: `toolu_${at}`, name, input: {} }
    const delta = { type: 'input_json_delta', partial_json: JSON.stringify(args) }
    return [
      event('content_block_start', { index, content_block }),
      event('content_block_delta', { index, delta }),
      event('content_block_stop', { index }),
    ].join('')
  })
  return [
    event('message_start', { message: begun }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...[...text].map((each) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: each } })),
    event('content_block_stop', { index: 0 }),
    ...blocks,
    event('message_delta', {
      delta: { stop_reason: whole.stop_reason, stop_sequence: null },
      usage: { output_tokens: 1 },
    }),
    event('message_stop', {}),
  ].join('')
}

function responseStream(whole: Json): string {
  let sequence_number = 0
  const next = (name: string, data: object) => event(name, { sequence_number: sequence_number++, ...data })
  const begun = next('response.created', { response: { ...whole, status: 'in_progress', output: [], usage: null } })
  const output = whole.output as Json[]
  const items = output.map((item, output_index) => {
    const at = { output_index, item_id: item.id }
    return item.type === 'message' ? saidItem(item, output_index, at, next) : calledItem(item, output_index, at, next)
  })
  return [begun, ...items, next('response.completed', { response: whole })].join('')
}

type Next = (name: string, data: object) => string

function saidItem(item: Json, output_index: number, at: object, next: Next): string {
  const [part] = item.content as [{ text: string }]
  const place = { ...at, content_index: 0 }
  return [
    next('response.output_item.added', { output_index, item: { ...item, status: 'in_progress', content: [] } }),
    next('response.content_part.added', { ...place, part: { ...part, text: '' } }),
    ...[...part.text].map((delta) => next('response.output_text.delta', { ...place, delta })),
    next('response.output_text.done', { ...place, text: part.text }),
    next('response.content_part.done', { ...place, part }),
    next('response.output_item.done', { output_index, item }),
  ].join('')
}

function calledItem(item: Json, output_index: number, at: object, next: Next): string {
  return [
    next('response.output_item.added', { output_index, item: { ...item, status: 'in_progress', arguments: '' } }),
    next('response.function_call_arguments.delta', { ...at, delta: item.arguments }),
    next('response.function_call_arguments.done', { ...at, arguments: item.arguments }),
    next('response.output_item.done', { output_index, item }),
  ].join('')
}
