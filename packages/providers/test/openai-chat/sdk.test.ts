import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { formatNames, formats } from '../../src/index.ts'
import { promptOf, readAll } from '../exchange.ts'
import { samples } from '../samples.ts'
import { bodyOf, scripted } from '../server.ts'

const chat = formats['openai-chat']

/** The unmodified client in front of a scripted server that answers with what the writer makes of a sample. */
async function clientOf(name: (typeof formatNames)[number], breaksAfter = Number.POSITIVE_INFINITY): Promise<OpenAI> {
  const called = formats[name]
  const baseURL = await scripted(async (incoming, answer) => {
    const prompt = promptOf(chat, await bodyOf(incoming))
    if (!prompt.stream) {
      const batch = called.readWhole(JSON.stringify(samples[name].whole))
      answer.setHeader('content-type', 'application/json').end(chat.writeWhole([batch], prompt, name))
      return
    }
    answer.setHeader('content-type', 'text/event-stream')
    const writer = chat.streamWriter(prompt, name)
    const batches = await readAll(called, samples[name].stream)
    for (const batch of batches.slice(0, breaksAfter)) answer.write(writer.write(batch))
    const failure = { status: 502, message: 'broke off', type: 'api_error', param: null, code: 'x' }
    answer.end(breaksAfter < batches.length ? writer.fail(failure) : writer.end())
  })
  return new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 })
}

const asked = {
  model: 'm',
  messages: [{ role: 'user' as const, content: 'hi' }],
  tools: [{ type: 'function' as const, function: { name: 'read_file' } }],
}

describe.each(formatNames)('the official client reads what came as %s', (name) => {
  it('whole', async () => {
    const client = await clientOf(name)
    const { choices, usage } = await client.chat.completions.create(asked)
    expect(choices[0]?.message.content).toBe('Grüße 👋🏽')
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_1', function: { name: 'read_file', arguments: '{"path":"größe.txt"}' } },
    ])
    expect(choices[0]?.finish_reason).toBe('tool_calls')
    expect(usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 9, total_tokens: 14 })
  })

  it('streamed, put together by its own helper', async () => {
    const client = await clientOf(name)
    const stream = client.chat.completions.stream({ ...asked, stream_options: { include_usage: true } })
    const { choices, usage } = await stream.finalChatCompletion()
    expect(choices[0]?.message.content).toBe('Grüße 👋🏽')
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_1', type: 'function', function: { name: 'read_file', arguments: '{"path":"größe.txt"}' } },
    ])
    expect(usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 9 })
  })

  it('broken off', async () => {
    const client = await clientOf(name, 3)
    const stream = client.chat.completions.stream(asked)
    await expect(stream.finalChatCompletion()).rejects.toThrow('broke off')
  })
})
