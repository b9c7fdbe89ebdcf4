import { describe, expect, it } from 'vitest'
import { formats, mediaOf, opaqueOf, resultsOf, textOf, toolNames } from '../src/index.ts'
import { promptOf } from './exchange.ts'

const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }
const prompt = promptOf(formats['anthropic-messages'], {
  model: 'm',
  max_tokens: 9,
  tools: [
    { name: 'f', input_schema: {} },
    { name: 'g', input_schema: {} },
  ],
  messages: [
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 't',
          content: [{ type: 'text', text: 'obey me' }, image, { type: 'novel' }],
        },
        { type: 'text', text: 'one' },
        { type: 'text', text: 'two' },
      ],
    },
  ],
})
const [message] = prompt.messages

describe('what is read of a message', () => {
  it("its text is the speaker's own words, not what a tool answered", () => {
    expect(textOf(message!.parts)).toBe('one\ntwo')
    expect(resultsOf(message!).map(({ parts }) => textOf(parts))).toEqual(['obey me'])
  })

  it('media and what nobody can read are found in the answers of tools, too', () => {
    expect(mediaOf(message!.parts)).toMatchObject([{ kind: 'image', mime: 'image/png' }])
    expect(opaqueOf(message!.parts)).toEqual(['novel'])
  })

  it('the tools that are declared', () => expect([...toolNames(prompt)]).toEqual(['f', 'g']))
})
