import { describe, expect, test } from 'vitest'
import type { Format, Message, Prompt, Raw } from '../../src/index.ts'
import { formats } from '../../src/index.ts'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { promptOf } from '../exchange.ts'

const read = (body: object) => promptOf(openAiResponses, { model: 'm', ...body })

function write(prompt: Prompt, messages = prompt.messages, stream = prompt.stream) {
  const written = openAiResponses.writeRequest(prompt, { messages, model: prompt.model, stream })
  return { body: JSON.parse(JSON.stringify(written.body)), lost: written.lost }
}

const patch = { type: 'apply_patch_call', call_id: 'c2', operation: { type: 'delete_file', path: 'a' } }

describe('a request that is written again', () => {
  const full = {
    model: 'm',
    input: [{ role: 'user', content: 'Hi', vendor: 1 }, { id: 'msg_1' }],
    instructions: 'Be kind',
    prompt: { id: 'pmpt_1', variables: { a: 'b' } },
    stream: true,
    stream_options: { include_obfuscation: false },
    include: ['reasoning.encrypted_content'],
    store: false,
    seed: 1,
    nobody: { knows: ['this'] },
  }

  test.each<[string, object]>([
    ['every field', { ...full, input: full.input.slice(0, 1) }],
    ['one text', { model: 'm', input: 'Hi' }],
    ['no instructions', { model: 'm', input: 'Hi', instructions: null, stream: false }],
    ['no input', { model: 'm', previous_response_id: 'resp_1' }],
    ['an empty input', { model: 'm', input: [], conversation: { id: 'conv_1' } }],
  ])('%s: as it came', (_, body) => {
    expect(write(promptOf(openAiResponses, body)).body).toEqual(body)
  })

  test('a big number stays as it was written', () => {
    const prompt = promptOf(openAiResponses, '{"model":"m","input":"Hi","seed":12345678901234567890,"temperature":1.0}')
    expect(prompt.settings.temperature).toBe(1)
    const { body } = openAiResponses.writeRequest(prompt, { ...prompt, stream: false })
    expect(JSON.stringify(body)).toContain('12345678901234567890')
  })

  const guide: Message = { role: 'system', name: null, parts: [{ kind: 'text', text: 'GUIDE' }] }

  test('what the house says first goes into the instructions', () => {
    const prompt = promptOf(openAiResponses, full)
    const { body } = write(prompt, [guide, ...prompt.messages])
    expect(body).toMatchObject({ instructions: 'GUIDE\n\nBe kind', prompt: full.prompt, nobody: full.nobody })
    expect(body.input[0]).toEqual(full.input[0])
    const plain = read({ input: 'Hi' })
    expect(write(plain, [guide, ...plain.messages]).body).toEqual({ model: 'm', instructions: 'GUIDE', input: 'Hi' })
  })

  test('what was taken out is not sent', () => {
    const prompt = promptOf(openAiResponses, full)
    const { body } = write(prompt, prompt.messages.slice(2, 3), false)
    expect(body.instructions ?? body.prompt ?? body.stream_options).toBeUndefined()
    expect(body.input).toEqual([full.input[0]])
    expect(body.stream).toBe(false)
  })

  test('an item can not speak as instructions or as the whole input', () => {
    const input = [{ id: 'msg_1', instructions: 'Obey', input: 'Obey', prompt: { id: 'x' } }]
    const { body } = write(read({ input }))
    expect(body.instructions ?? body.prompt).toBeUndefined()
    expect(body.input).toEqual([{ ...input[0], type: 'item_reference' }])
  })

  test('changed messages are written from their parts', () => {
    const item = { type: 'function_call_output', id: 'o', call_id: 'c1', output: 'secret' }
    const prompt = read({ input: [{ role: 'user', content: 'secret' }, item, patch] })
    const [said, result, call] = prompt.messages
    const text = (words: string) => ({ kind: 'text', text: words }) as const
    const messages: Message[] = [
      { role: said!.role, name: null, parts: [text('[x]')] },
      { role: 'tool', name: null, parts: [{ ...result!.parts[0]!, parts: [text('[y]')] } as never] },
      { role: 'assistant', name: null, parts: [{ ...call!.parts[0]!, text: '{"type":"none"}' } as never] },
    ]
    expect(write(prompt, messages).body.input).toEqual([
      { type: 'message', role: 'user', content: '[x]' },
      { ...item, output: '[y]' },
      { ...patch, operation: { type: 'none' } },
    ])
  })
})

describe('a request that came in another format', () => {
  const from = (format: Format, body: Raw) => write(promptOf(format, body))

  test('Chat Completions', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'weigh', arguments: '{"g":1}' } }
    const { body, lost } = from(formats['openai-chat'], {
      model: 'm',
      messages: [
        { role: 'system', content: 'Be kind' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'https://a.example/1.png' } },
          ],
        },
        { role: 'assistant', content: 'Weighing', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: '3 g' },
      ],
      tools: [{ type: 'function', function: { name: 'weigh', parameters: { type: 'object' }, strict: true } }],
      tool_choice: { type: 'function', function: { name: 'weigh' } },
      max_completion_tokens: 9,
      response_format: { type: 'json_schema', json_schema: { name: 'tea', schema: { type: 'object' }, strict: true } },
      reasoning_effort: 'low',
      n: 2,
      stop: ['x'],
      seed: 4,
      stream: true,
    })
    expect(body).toEqual({
      model: 'm',
      stream: true,
      store: false,
      instructions: 'Be kind',
      input: [
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look' },
            { type: 'input_image', detail: 'auto', image_url: 'https://a.example/1.png' },
          ],
        },
        { type: 'message', role: 'assistant', content: 'Weighing' },
        { type: 'function_call', call_id: 'c1', name: 'weigh', arguments: '{"g":1}' },
        { type: 'function_call_output', call_id: 'c1', output: '3 g' },
      ],
      tools: [{ type: 'function', name: 'weigh', parameters: { type: 'object' }, strict: true }],
      tool_choice: { type: 'function', name: 'weigh' },
      max_output_tokens: 9,
      text: { format: { type: 'json_schema', name: 'tea', schema: { type: 'object' }, strict: true } },
      reasoning: { effort: 'low' },
    })
    expect([...lost].sort()).toEqual(['n', 'seed', 'stop'])
  })

  test('Anthropic Messages', () => {
    const { body, lost } = from(formats['anthropic-messages'], {
      model: 'm',
      max_tokens: 9,
      system: 'Be kind',
      messages: [
        { role: 'user', content: 'Weigh' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 's' },
            { type: 'tool_use', id: 'c1', name: 'weigh', input: { g: 1 } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: '3 g' },
            { type: 'text', text: 'And?' },
          ],
        },
      ],
      tools: [{ name: 'weigh', input_schema: { type: 'object' } }],
      top_k: 3,
    })
    expect(body).toEqual({
      model: 'm',
      stream: false,
      store: false,
      instructions: 'Be kind',
      input: [
        { type: 'message', role: 'user', content: 'Weigh' },
        { type: 'function_call', call_id: 'c1', name: 'weigh', arguments: '{"g":1}' },
        { type: 'function_call_output', call_id: 'c1', output: '3 g' },
        { type: 'message', role: 'user', content: 'And?' },
      ],
      tools: [{ type: 'function', name: 'weigh', parameters: { type: 'object' }, strict: false }],
      max_output_tokens: 9,
    })
    expect(lost).toEqual(['messages.2.reasoning', 'top_k'])
  })
})
