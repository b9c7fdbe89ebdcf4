import { describe, expect, it } from 'vitest'
import { type Batch, formats } from '../../src/index.ts'
import { writeEvent } from '../../src/sse.ts'
import { changed, eventsOf, promptOf, readAll, saidIn } from '../exchange.ts'
import { body, fixture } from '../fixtures.ts'

const chat = formats['openai-chat']
const text = fixture('text')
const asked = { model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true }
const prompt = promptOf(chat, { ...asked, stream_options: { include_usage: true } })
const silent = promptOf(chat, asked)

/** A stream of chunks of one choice. */
const stream = (...choices: object[]) =>
  body(choices.map((choice) => JSON.stringify({ id: 'c', choices: [{ index: 0, ...choice }] })))
const stop = { delta: {}, finish_reason: 'stop' }
const write = (batches: readonly Batch[], to = prompt) => {
  const writer = chat.streamWriter(to, 'openai-chat')
  return batches.map((batch) => writer.write(batch)).join('') + writer.end()
}

describe('writing a stream', () => {
  it('passes on exactly what came, while nothing is changed', async () => {
    expect(write(await readAll(chat, body(text)))).toBe(new TextDecoder().decode(body(text)))
  })

  it('data of several lines become one', async () => {
    const bytes = 'data: {"choices":[{"index":0,\ndata: "finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    expect(write(await readAll(chat, bytes))).toBe(
      'data: {"choices":[{"index":0, "finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    )
  })

  it('the usage goes to a client that asked for it only, changed or not', async () => {
    const batches = await readAll(chat, body(text))
    for (const form of [batches, changed(batches)]) {
      expect(write(form)).toContain('"usage":{')
      expect(write(form, silent)).not.toContain('"usage":{')
    }
  })

  it('the usage in a chunk that says more stays', async () => {
    const bytes = body(['{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}'])
    expect(write(await readAll(chat, bytes), silent)).toContain('"finish_reason":"stop"')
  })

  it('after the first changed batch nothing goes out as it came', async () => {
    const batches = await readAll(chat, body(text))
    const place = batches.findIndex(({ wire }) => wire?.includes(' aus'))
    const mixed = batches.map((batch, index) => (index === place ? { ...batch, wire: null } : batch))
    const marked = mixed.map((batch) => ({ ...batch, wire: batch.wire && `${batch.wire} ` }))
    const lines = write(marked).split('\n\n')
    expect(lines.slice(0, place).every((line) => line.endsWith(' '))).toBe(true)
    expect(lines.slice(place).some((line) => line.endsWith(' '))).toBe(false)
    expect(saidIn(eventsOf(await readAll(chat, write(marked))))).toEqual(saidIn(eventsOf(batches)))
  })

  it('a call that is dropped leaves nothing behind, and those that follow keep to their index', async () => {
    const batches = await readAll(chat, body(fixture('two-tool-calls')))
    const calls = (events: Batch['events']) => events.filter((event) => !('part' in event && event.part === 1))
    const written = write(batches.map(({ events }) => ({ events: calls(events), wire: null })))
    expect(written).not.toContain('delete_file')
    expect(saidIn(eventsOf(await readAll(chat, written)))[0]?.calls).toHaveLength(1)
    const others = write(
      batches.map(({ events }) => ({
        events: events.filter((event) => !('part' in event && event.part === 0)),
        wire: null,
      })),
    )
    expect(others).toContain('"tool_calls":[{"index":0,"id":"call_b"')
  })

  it('what is about words that were changed goes with them', async () => {
    const bytes = stream(
      { delta: { content: 'secret', vendor: { copy: 'secret' } }, logprobs: { content: [{ token: 'secret' }] } },
      { delta: { content: 'plain', vendor: 1 }, logprobs: { content: [{ token: 'plain' }] } },
      stop,
    )
    const batches = changed(await readAll(chat, bytes)).map(({ events }) => ({
      events: events.map((event) =>
        event.kind === 'delta' && event.text === 'secret' ? { ...event, text: '[gone]' } : event,
      ),
      wire: null,
    }))
    const written = write(batches)
    expect(written).not.toContain('secret')
    expect(written).toContain('"logprobs":{"content":[{"token":"plain"}]}')
    expect(written).toContain('"vendor":1')
  })

  it('fields of chunks, choices and calls that nobody reads survive', async () => {
    const bytes = body([
      '{"id":"","choices":[],"prompt_filter_results":[1]}',
      '{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"a"}}],"system_fingerprint":"fp"}',
      '{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"},"extra_content":{"signature":"s"}}]}}]}',
      '{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls","stop_reason":7}]}',
    ])
    const written = write(changed(await readAll(chat, bytes)))
    for (const kept of [
      '"prompt_filter_results":[1]',
      '"system_fingerprint":"fp"',
      '"signature":"s"',
      '"stop_reason":7',
    ]) {
      expect(written).toContain(kept)
    }
    expect(written.match(/"arguments":"{}"/g)).toHaveLength(1)
  })

  it('a client that asked with `functions` gets a `function_call`', async () => {
    const legacy = promptOf(chat, { ...asked, functions: [{ name: 'read_file' }] })
    const batches = changed(
      await readAll(chat, body(fixture('two-tool-calls').filter((line) => !line.includes('"index":1')))),
    )
    const written = write(batches, legacy)
    expect(written).toContain('"function_call":{"name":"read_file","arguments":""}')
    expect(written).toContain('"finish_reason":"function_call"')
    expect(written).not.toContain('tool_calls')
  })

  it('a failure ends it well-formed', () => {
    const writer = chat.streamWriter(prompt, null)
    const failure = { status: 502, message: 'broke off', type: 'api_error', param: null, code: 'x' }
    expect(writer.fail(failure)).toBe(
      writeEvent('{"error":{"message":"broke off","type":"api_error","param":null,"code":"x"}}') + writeEvent('[DONE]'),
    )
  })
})
