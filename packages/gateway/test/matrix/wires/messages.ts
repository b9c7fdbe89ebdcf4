import { marks, type Script } from '../script.ts'
import { named, type ScriptedWire } from './wire.ts'

const hidden = { type: 'sketch', data: marks.opaque }

const messageOf = (model: string, content: readonly object[], stop_reason: string | null) => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model, content, stop_reason, stop_sequence: null },
  usage: { input_tokens: 9, output_tokens: 9 },
})

const reasonOf = ({ calls }: Script): string => (calls.length > 0 ? 'tool_use' : 'end_turn')

/** A block: how it begins, and what is added to it. */
type ScriptedBlock = readonly [begun: object, deltas: readonly object[]]

function blocksOf({ words, calls, opaque }: Script): readonly ScriptedBlock[] {
  return [
    ...(opaque ? [[hidden, []] as const] : []),
    [{ type: 'text', text: '' }, words.map((text) => ({ type: 'text_delta', text }))],
    ...calls.map(
      ({ id, name, pieces }): ScriptedBlock => [
        { type: 'tool_use', id, name, input: {} },
        pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      ],
    ),
  ]
}

export const messages: ScriptedWire = {
  whole(script, model) {
    const calls = script.calls.map(({ id, name, pieces }) => {
      return { type: 'tool_use', id, name, input: JSON.parse(pieces.join('')) }
    })
    const text = { type: 'text', text: script.words.join('') }
    return messageOf(model, [...(script.opaque ? [hidden] : []), text, ...calls], reasonOf(script))
  },
  stream(script, model) {
    const blocks = blocksOf(script).flatMap(([content_block, deltas], index) => [
      named({ type: 'content_block_start', index, content_block }),
      ...deltas.map((delta) => named({ type: 'content_block_delta', index, delta })),
      named({ type: 'content_block_stop', index }),
    ])
    const begun = named({ type: 'message_start', message: messageOf(model, [], null) })
    const delta = { stop_reason: reasonOf(script), stop_sequence: null }
    const told = named({ type: 'message_delta', delta, usage: { output_tokens: 9 } })
    return { said: [begun, ...blocks], ends: [told, named({ type: 'message_stop' })] }
  },
  refusal: () => ({
    type: 'error',
    error: { type: 'invalid_request_error', message: 'the model does not take this' },
  }),
}
