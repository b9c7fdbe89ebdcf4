import { describe, expect, it } from 'vitest'
import { type ChatChunk, type ChatRequest, isStream, rehearsal } from '../../src/index.ts'
import { nearestOf } from '../../src/rehearsal/nearest.ts'
import { all } from '../fixtures.ts'

const examples = [
  { title: 'a question about mushrooms', user: 'Which mushrooms are safe to eat?', answer: 'Ask an expert first.' },
  { title: 'a poem', user: 'Write a poem about the sea', answer: 'Wave upon wave,\n\nthe sea keeps its own time.' },
]
const provider = rehearsal(examples)
const never = new AbortController().signal
const tools = ['send_mail', 'send'].map((name) => ({ type: 'function', function: { name } }))

function ask(content: string, more: Partial<ChatRequest> = {}): ChatRequest {
  return { model: 'any', messages: [{ role: 'user', content }], ...more }
}

async function choiceOf(request: ChatRequest) {
  const answer = await provider.complete(request, never)
  if (isStream(answer)) throw new Error('a stream')
  return answer.choices[0]!
}

async function chunksOf(request: ChatRequest): Promise<ChatChunk[]> {
  const answer = await provider.complete({ ...request, stream: true }, never)
  if (!isStream(answer)) throw new Error('not a stream')
  return all(answer)
}

describe('the answer of a rehearsal', () => {
  it('is that of the nearest example, and says so first', async () => {
    const choice = await choiceOf(ask('a poem about the winter sea, please'))
    expect(choice.message.content).toMatch(/^\[Rehearsal: no model is configured; .*“a poem”\.\]\n\nWave upon wave/)
    expect(choice.finish_reason).toBe('stop')
  })

  it('says so where no example is like the message', async () => {
    expect((await choiceOf(ask('zzz'))).message.content).toMatch(/^\[Rehearsal: .*no example of the spec is like/)
    const far = await choiceOf(ask('tell me more about granite cliffs in cold northern winters'))
    expect(far.message.content).toMatch(/^\[Rehearsal: .*no example .*“Write a poem about the sea”\]$/)
  })

  it('is streamed word by word, the same words', async () => {
    const request = ask('poem sea', { stream_options: { include_usage: true }, n: 2 })
    const chunks = await chunksOf(request)
    for (const index of [0, 1]) {
      const deltas = chunks.flatMap((chunk) => chunk.choices.filter((choice) => choice.index === index))
      const text = deltas.map((choice) => choice.delta?.content ?? '').join('')
      expect(text).toBe((await choiceOf(request)).message.content)
      expect(deltas.length).toBeGreaterThan(15)
      expect(deltas.at(-1)?.finish_reason).toBe('stop')
    }
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 2 } })
  })
})

describe('tool calls of a rehearsal', () => {
  it('are made for the declared tools that the message names, with the object after the name', async () => {
    const choice = await choiceOf(ask('call send_mail with {"to": {"name": "}"}}', { tools }))
    expect(choice.message.tool_calls).toMatchObject([
      { type: 'function', function: { name: 'send_mail', arguments: '{"to": {"name": "}"}}' } },
    ])
    expect(choice.finish_reason).toBe('tool_calls')
    expect(choice.message.content).toMatch(/^\[Rehearsal:/)
  })

  it('are streamed in pieces that make the same call', async () => {
    const chunks = await chunksOf(ask('send {"a": [1, 2, 3, 4]} then send_mail', { tools }))
    const parts = chunks.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? [])
    const argumentsAt = (index: number) =>
      parts.filter((part) => part.index === index).map((part) => part.function?.arguments)
    expect(argumentsAt(0).join('')).toBe('{}')
    expect(argumentsAt(1).join('')).toBe('{"a": [1, 2, 3, 4]}')
    expect(argumentsAt(1).length).toBeGreaterThan(2)
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls')
  })

  it('are not made when the tool has answered, when they are switched off, or for part of a word', async () => {
    const messages = [...ask('send').messages, { role: 'tool', content: 'sent' }]
    for (const request of [
      ask('', { tools, messages }),
      ask('send', { tools, tool_choice: 'none' }),
      ask('sending', { tools }),
    ]) {
      expect((await choiceOf(request)).message.tool_calls).toBeUndefined()
    }
  })

  it('are one where parallel calls are switched off, and may be custom', async () => {
    const custom = { type: 'custom', custom: { name: 'shell' } }
    const request = ask('shell {"x":1} send', { tools: [custom, ...tools], parallel_tool_calls: false })
    const expected = [{ type: 'custom', custom: { name: 'shell', input: '{"x":1}' } }]
    expect((await choiceOf(request)).message.tool_calls).toMatchObject(expected)
    const parts = (await chunksOf(request)).flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? [])
    expect(parts).toMatchObject(expected)
  })
})

describe('nearestOf', () => {
  const find = (items: string[], text: string) => nearestOf(items, (item) => item)(text)

  it('measures the words that both have, the first of equals', () => {
    const items = ['the sea', 'sea', 'SEA', 'a long text with the sea in it']
    expect(find(items, 'Sea!')).toEqual({ item: 'sea', likeness: 1 })
    expect(find(items, 'in a long text')?.item).toBe('a long text with the sea in it')
    expect(find(items, 'the')?.likeness).toBeLessThan(1)
    expect(find(items, '')).toBeNull()
    expect(find(items, 'ocean')).toBeNull()
  })

  it('lets a rare word weigh more than common ones', () => {
    const items = ['where are you now', 'are you tall', 'are you well', 'do giraffes sleep', 'are you in']
    expect(find(items, 'are you like giraffes')?.item).toBe('do giraffes sleep')
  })
})

it('lists itself as the one model', async () => {
  expect(await provider.models(never)).toMatchObject({ object: 'list', data: [{ id: 'rehearsal' }] })
})
