import { describe, expect, it } from 'vitest'
import { type AnswerEvent, collect, formats, rehearsal } from '../../src/index.ts'
import { nearestOf } from '../../src/rehearsal/nearest.ts'
import { eventsOf, failureOf, promptOf, saidIn } from '../exchange.ts'

const examples = [
  { title: 'a question about mushrooms', user: 'Which mushrooms are safe to eat?', answer: 'Ask an expert first.' },
  { title: 'a poem', user: 'Write a poem about the sea', answer: 'Wave upon wave,\n\nthe sea keeps its own time.' },
]
const provider = rehearsal(examples)
const never = new AbortController().signal
const tools = ['send_mail', 'send'].map((name) => ({ type: 'function', function: { name } }))

function ask(content: string, more: object = {}) {
  return promptOf(formats['openai-chat'], { model: 'any', messages: [{ role: 'user', content }], ...more })
}

async function answerTo(prompt: ReturnType<typeof ask>, stream = false): Promise<AnswerEvent[]> {
  const { model, messages } = prompt
  const { reply, format } = await provider.send(prompt, { model, messages, stream }, never)
  expect(format).toBeNull()
  expect(reply.kind).toBe(stream ? 'stream' : 'whole')
  const batches = reply.kind === 'stream' ? await collect(reply.batches) : [reply.batch]
  expect(batches.every(({ wire }) => wire === null)).toBe(true)
  if (stream) expect(batches.every(({ events }) => events.length === 1)).toBe(true)
  return eventsOf(batches)
}

const choiceOf = async (prompt: ReturnType<typeof ask>) => saidIn(await answerTo(prompt))[0]!

describe('the answer of a rehearsal', () => {
  it('is that of the nearest example, and says so first', async () => {
    const choice = await choiceOf(ask('a poem about the winter sea, please'))
    expect(choice.text).toMatch(/^\[Rehearsal: no model is configured; .*“a poem”\.\]\n\nWave upon wave/)
    expect(choice.reason).toBe('stop')
  })

  it('says so where no example is like the message', async () => {
    expect((await choiceOf(ask('zzz'))).text).toMatch(/^\[Rehearsal: .*no example of the spec is like/)
    const far = await choiceOf(ask('tell me more about granite cliffs in cold northern winters'))
    expect(far.text).toMatch(/^\[Rehearsal: .*no example .*“Write a poem about the sea”\]$/)
  })

  it('is streamed word by word, the same words', async () => {
    const prompt = ask('poem sea', { n: 2 })
    const events = await answerTo(prompt, true)
    expect(saidIn(events)).toEqual(saidIn(await answerTo(prompt)))
    expect(saidIn(events)).toHaveLength(2)
    expect(events.filter(({ kind }) => kind === 'delta').length).toBeGreaterThan(30)
    expect(events.at(-1)).toMatchObject({ kind: 'usage', input: 2 })
  })

  it('goes by the last message of the user, not by what a tool answered', async () => {
    const anthropic = promptOf(formats['anthropic-messages'], {
      model: 'any',
      max_tokens: 9,
      messages: [
        { role: 'user', content: 'poem sea' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'send', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'mushrooms safe eat' }] },
      ],
    })
    expect((await choiceOf(anthropic)).text).toContain('“a poem”')
  })

  it('has nothing to pass through', async () => {
    expect(await failureOf(provider.pass('embeddings', {}, never))).toMatchObject({ status: 404 })
  })
})

describe('tool calls of a rehearsal', () => {
  it('are made for the declared tools that the message names, with the object after the name', async () => {
    const choice = await choiceOf(ask('call send_mail with {"to": {"name": "}"}}', { tools }))
    expect(choice.calls).toEqual([{ type: 'function', name: 'send_mail', text: '{"to": {"name": "}"}}' }])
    expect(choice.reason).toBe('calls')
    expect(choice.text).toMatch(/^\[Rehearsal:/)
  })

  it('are streamed in pieces that make the same call', async () => {
    const events = await answerTo(ask('send {"a": [1, 2, 3, 4]} then send_mail', { tools }), true)
    const [choice] = saidIn(events)
    expect(choice?.calls.map(({ name, text }) => [name, text])).toEqual([
      ['send_mail', '{}'],
      ['send', '{"a": [1, 2, 3, 4]}'],
    ])
    expect(events.filter((event) => event.kind === 'delta' && event.part === 2).length).toBeGreaterThan(2)
    expect(choice?.reason).toBe('calls')
  })

  it('are not made when the tool has answered, when they are switched off, for part of a word or a hosted tool', async () => {
    const messages = [
      { role: 'user', content: 'send' },
      { role: 'tool', content: 'sent' },
    ]
    for (const prompt of [
      ask('', { tools, messages }),
      ask('send', { tools, tool_choice: 'none' }),
      ask('sending', { tools }),
      ask('web_search', { tools: [{ type: 'web_search' }] }),
    ]) {
      expect((await choiceOf(prompt)).calls).toEqual([])
    }
  })

  it('are one where parallel calls are switched off, and may be custom', async () => {
    const custom = { type: 'custom', custom: { name: 'shell' } }
    const prompt = ask('shell {"x":1} send', { tools: [custom, ...tools], parallel_tool_calls: false })
    expect((await choiceOf(prompt)).calls).toEqual([{ type: 'custom', name: 'shell', text: '{"x":1}' }])
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
