import { type AnswerEvent, type Batch, type Format, formats, type Prompt } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { call, finds, finish, leaves, leftOf, words } from './events.ts'

const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], input: 'hi', max_tokens: 9, stream: true }

function promptOf(format: Format, stream: boolean): Prompt {
  const { messages, input, ...rest } = { ...body, stream }
  const asked = format.name === 'openai-responses' ? { ...rest, input } : { ...rest, messages }
  const read = format.readRequest(JSON.stringify(asked))
  if ('failure' in read) throw new Error(read.failure.message)
  return read.prompt
}

const events: AnswerEvent[] = [
  { kind: 'start', id: 'x', model: 'm' },
  ...words(0, ['I know it: hunt', 'er2, so there.']),
  ...call(1, 'delete_file', ['{"path":"nev', 'er.txt"}']),
  ...call(2, 'read_file', ['{"path":', '"x"}']),
  finish('calls'),
  { kind: 'usage', input: 1, output: 2, cached: null, reasoning: null },
]

/** The answer as an upstream of this format sends it. */
async function upstream(format: Format, stream: boolean): Promise<readonly Batch[]> {
  const prompt = promptOf(format, stream)
  const batches = events.map((event): Batch => ({ events: [event], wire: null }))
  if (!stream) return [format.readWhole(format.writeWhole(batches, prompt, null))]
  const writer = format.streamWriter(prompt, null)
  return readBack(format, batches.map((batch) => writer.write(batch)).join('') + writer.end())
}

async function readBack(format: Format, text: string): Promise<readonly Batch[]> {
  async function* bytes() {
    yield new TextEncoder().encode(text)
  }
  const batches: Batch[] = []
  for await (const batch of format.readStream(bytes())) batches.push(batch)
  return batches
}

/** What the client gets. */
function served(format: Format, from: Format, batches: readonly Batch[], stream: boolean): string {
  const prompt = promptOf(format, stream)
  if (!stream) return format.writeWhole(batches, prompt, from.name)
  const writer = format.streamWriter(prompt, from.name)
  return batches.map((batch) => writer.write(batch)).join('') + writer.end()
}

const all = Object.values(formats)
const pairs = all.flatMap((from) => all.map((to) => [from.name, to.name, from, to] as const))

describe.each(pairs)('%s called, %s served', (_, __, from, to) => {
  it.each([
    ['refuse', 'hold', true, 'I can not help with that.'],
    ['refuse', 'hold', false, 'I can not help with that.'],
    ['redact', 'hold', true, 'I know it: [withheld], so there.'],
    ['redact', 'hold', false, 'I know it: [withheld], so there.'],
    ['redact', 'window', true, 'I know it: [withheld], so there.'],
    ['revise', 'hold', true, 'A better answer.'],
  ] as const)(
    '%s in %s, streamed %s: the client reads what may leave and nothing else',
    async (act, stream, streaming, said) => {
      const window = { characters: 16, overlap: 8 }
      const { batches } = await leaves(await upstream(from, streaming), {
        reviewer: finds('hunter2', act, stream),
        window,
      })
      const text = served(to, from, batches, streaming)
      expect(text).not.toMatch(/hunt|er2|nev|er\.txt/)
      const read = leftOf(streaming ? await readBack(to, text) : [to.readWhole(text)])
      expect(read.said().startsWith(said)).toBe(true)
      expect(read.calls()).toEqual(act === 'refuse' ? [] : [['read_file', '{"path":"x"}']])
      expect(read.reason()).toBe(act === 'refuse' ? 'stop' : 'calls')
    },
  )

  it.each([true, false])('after, with a call withheld, streamed %s: it ends as the format does', async (streaming) => {
    const { batches } = await leaves(await upstream(from, streaming), { reviewer: finds('never', 'refuse', 'after') })
    const text = served(to, from, batches, streaming)
    const read = leftOf(streaming ? await readBack(to, text) : [to.readWhole(text)])
    expect(read.said()).toContain('I know it: hunter2, so there.\n\nThe call of the tool `delete_file` was withheld.')
    expect(read.calls()).toEqual([['read_file', '{"path":"x"}']])
    expect(text).not.toMatch(/nev|er\.txt/)
  })
})

it('what repeats a text beside it does not leave either', async () => {
  const choice = {
    index: 0,
    message: { role: 'assistant', content: 'So: hunter2.', note: 'hunter2' },
    logprobs: { content: [{ token: 'hunter2', logprob: 0 }] },
    finish_reason: 'stop',
  }
  const chat = formats['openai-chat']
  const batch = chat.readWhole(
    JSON.stringify({ id: 'c', object: 'chat.completion', model: 'm', choices: [choice], echo: 'hunter2' }),
  )
  for (const act of ['redact', 'refuse', 'revise', 'ask'] as const) {
    const { batches } = await leaves([batch], { reviewer: finds('hunter2', act) })
    for (const to of all) expect(served(to, chat, batches, false)).not.toContain('hunter2')
  }
})
