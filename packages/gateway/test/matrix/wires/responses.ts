import { marks, type Script, type ScriptedCall } from '../script.ts'
import { chat } from './chat.ts'
import { named, type ScriptedWire } from './wire.ts'

const usage = {
  input_tokens: 9,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 18,
}

const responseOf = (model: string, status: string, output: readonly object[], more: object = {}) => ({
  ...{ id: 'resp_1', object: 'response', created_at: 1_790_000_000, status, model, output },
  ...{ error: null, incomplete_details: null, instructions: null, metadata: {}, tools: [], tool_choice: 'auto' },
  ...{ parallel_tool_calls: true, temperature: 1, top_p: 1, usage: null, ...more },
})

const image = (status: string) => ({ id: 'ig_1', type: 'image_generation_call', status })
const shown = { ...image('completed'), result: marks.opaque }

const content = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

const message = (status: string, parts: readonly object[]) => {
  return { id: 'msg_1', type: 'message', status, role: 'assistant', content: parts }
}

const callItem = ({ id, name }: ScriptedCall, status: string, args: string) => {
  return { id: `fc_${id}`, type: 'function_call', status, call_id: id, name, arguments: args }
}

function outputOf({ words, calls, opaque }: Script): readonly object[] {
  return [
    ...(opaque ? [shown] : []),
    message('completed', [content(words.join(''))]),
    ...calls.map((call) => callItem(call, 'completed', call.pieces.join(''))),
  ]
}

type Said = { readonly type: string } & Record<string, unknown>

function itemEvents(output_index: number, begun: object, inside: readonly Said[], done: object): Said[] {
  return [
    { type: 'response.output_item.added', output_index, item: begun },
    ...inside.map((each) => ({ ...each, output_index })),
    { type: 'response.output_item.done', output_index, item: done },
  ]
}

function messageEvents(index: number, words: readonly string[]): Said[] {
  const place = { item_id: 'msg_1', content_index: 0 }
  const text = words.join('')
  return itemEvents(
    index,
    message('in_progress', []),
    [
      { type: 'response.content_part.added', ...place, part: content('') },
      ...words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...place, text, logprobs: [] },
      { type: 'response.content_part.done', ...place, part: content(text) },
    ],
    message('completed', [content(text)]),
  )
}

function callEvents(index: number, call: ScriptedCall): Said[] {
  const item_id = `fc_${call.id}`
  const args = call.pieces.join('')
  return itemEvents(
    index,
    callItem(call, 'in_progress', ''),
    [
      ...call.pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', item_id, delta })),
      { type: 'response.function_call_arguments.done', item_id, name: call.name, arguments: args },
    ],
    callItem(call, 'completed', args),
  )
}

export const responses: ScriptedWire = {
  whole: (script, model) => responseOf(model, 'completed', outputOf(script), { usage }),
  stream(script, model) {
    const begun = responseOf(model, 'in_progress', [])
    const first = script.opaque ? 1 : 0
    const said: Said[] = [
      { type: 'response.created', response: begun },
      { type: 'response.in_progress', response: begun },
      ...(script.opaque ? itemEvents(0, image('in_progress'), [], shown) : []),
      ...messageEvents(first, script.words),
      ...script.calls.flatMap((call, index) => callEvents(first + 1 + index, call)),
      { type: 'response.completed', response: responseOf(model, 'completed', outputOf(script), { usage }) },
    ]
    const events = said.map((each, sequence_number) => named({ ...each, sequence_number }))
    return { said: events.slice(0, -1), ends: events.slice(-1) }
  },
  refusal: chat.refusal,
}
