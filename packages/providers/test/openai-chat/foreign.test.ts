import { describe, expect, it } from 'vitest'
import { formats } from '../../src/index.ts'
import { promptOf } from '../exchange.ts'

const chat = formats['openai-chat']
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }

function asked(more: object) {
  const body = { model: 'm', max_tokens: 64, messages: [{ role: 'user', content: 'hi' }], ...more }
  const prompt = promptOf(formats['anthropic-messages'], body)
  const { messages } = prompt
  const { body: written, lost } = chat.writeRequest(prompt, { messages, model: 'm', stream: false })
  return { body: JSON.parse(JSON.stringify(written)), lost }
}

describe('a request that came in Anthropic’s format', () => {
  it('says who said what, in the order that calls and their answers need', () => {
    const { body, lost } = asked({
      system: 'be short',
      messages: [
        { role: 'user', content: [image, { type: 'text', text: 'what is it?' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'text', text: 'a look' },
            { type: 'tool_use', id: 't1', name: 'zoom', input: { x: 2 } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a cat' }, image] },
            { type: 'text', text: 'and now?' },
          ],
        },
      ],
    })
    expect(body.messages).toEqual([
      { role: 'system', content: 'be short' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: 'what is it?' },
        ],
      },
      {
        role: 'assistant',
        content: 'a look',
        tool_calls: [{ id: 't1', type: 'function', function: { name: 'zoom', arguments: '{"x":2}' } }],
      },
      { role: 'tool', tool_call_id: 't1', content: 'a cat' },
      { role: 'user', content: 'and now?' },
    ])
    expect(lost).toEqual(['messages.2.reasoning', 'messages.3.image'])
  })

  it.each([
    [{}, { max_completion_tokens: 64 }, []],
    [{ temperature: 0.5, top_p: 0.25, stop_sequences: ['END'] }, { temperature: 0.5, top_p: 0.25, stop: ['END'] }, []],
    [{ metadata: { user_id: 'u1' } }, { user: 'u1' }, []],
    [{ top_k: 5, container: 'c' }, {}, ['top_k', 'container']],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 } }, {}, ['thinking.budget_tokens']],
    [
      {
        tools: [{ name: 'f', input_schema: {} }],
        tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
      },
      { tool_choice: { type: 'function', function: { name: 'f' } }, parallel_tool_calls: false },
      [],
    ],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, {}, ['tools.web_search']],
  ])('its settings %j', (more, settings, lost) => {
    const said = asked(more)
    expect(said.body).toMatchObject(settings)
    expect(said.lost).toEqual(lost)
  })
})

it('calls that another format gives a message each stand in one turn before their answers', () => {
  const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'look', arguments: '{}' })
  const input = [
    { role: 'user', content: 'look twice' },
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'both at once' }] },
    call('a'),
    call('b'),
    ...['a', 'b'].map((id) => ({ type: 'function_call_output', call_id: id, output: 'seen' })),
    { type: 'reasoning', id: 'rs_2', summary: [{ type: 'summary_text', text: 'nothing more' }] },
  ]
  const read = formats['openai-responses'].readRequest(JSON.stringify({ model: 'm', input }))
  if ('failure' in read) throw new Error(read.failure.message)
  const { messages, model, stream } = read.prompt
  const { body } = formats['openai-chat'].writeRequest(read.prompt, { messages, model, stream })
  const said = body.messages as { role: string; tool_calls?: { id: string }[] }[]
  expect(said.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool'])
  expect(said[1]!.tool_calls!.map(({ id }) => id)).toEqual(['a', 'b'])
})
