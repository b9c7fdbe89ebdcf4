import { marks, type Script } from '../script.ts'
import { event, type ScriptedWire } from './wire.ts'

const images = [{ type: 'image_url', image_url: { url: `data:image/png;base64,${marks.opaque}` } }]
const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 }

const head = (model: string, object: string) => ({ id: 'chatcmpl-1', object, created: 1_790_000_000, model })

const reasonOf = ({ calls }: Script): string => (calls.length > 0 ? 'tool_calls' : 'stop')

export const chat: ScriptedWire = {
  whole(script, model) {
    const tool_calls = script.calls.map(({ id, name, pieces }) => ({
      id,
      type: 'function',
      function: { name, arguments: pieces.join('') },
    }))
    const message = {
      role: 'assistant',
      content: script.words.join(''),
      refusal: null,
      ...(tool_calls.length > 0 && { tool_calls }),
      ...(script.opaque && { images }),
    }
    const choices = [{ index: 0, message, logprobs: null, finish_reason: reasonOf(script) }]
    return { ...head(model, 'chat.completion'), choices, usage }
  },
  stream(script, model) {
    const chunk = (delta: object, finish_reason: string | null = null) => {
      const choices = [{ index: 0, delta, logprobs: null, finish_reason }]
      return event({ ...head(model, 'chat.completion.chunk'), choices })
    }
    const calls = script.calls.flatMap(({ id, name, pieces }, index) => [
      chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ])
    const said = [
      chunk({ role: 'assistant', content: '' }),
      ...(script.opaque ? [chunk({ images })] : []),
      ...script.words.map((content) => chunk({ content })),
      ...calls,
    ]
    return { said, ends: [chunk({}, reasonOf(script)), 'data: [DONE]\n\n'] }
  },
  refusal: (code) => ({
    error: { message: 'the model does not take this', type: 'invalid_request_error', param: null, code },
  }),
}
