import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import type { AnswerEvent } from '../../src/exchange/answer.ts'
import { parseJson } from '../../src/json.ts'
import { house, pieces, plainPrompt, read, saidBy, sent, streamsIn, vector, wholeVector } from './fixtures.ts'

const { readWhole, streamWriter, writeWhole } = anthropicMessages
const answer = JSON.parse(wholeVector('text'))

describe('a whole answer', () => {
  it('is passed on as it came while untouched', () => {
    const text = wholeVector('hosted-search')
    expect(writeWhole([readWhole(text)], plainPrompt, 'anthropic-messages')).toBe(text)
  })

  it.each(streamsIn('reads'))('is the same again out of its events: %s', (name) => {
    const text = wholeVector(name)
    const changed = [{ ...readWhole(text), wire: null }]
    const written = writeWhole(changed, plainPrompt, 'anthropic-messages')
    expect(JSON.parse(written)).toEqual(JSON.parse(text))
    expect(written).toContain(JSON.stringify(parseJson(text)).match(/"input":\{[^}]*\}/)?.[0] ?? '')
  })

  it.each(streamsIn('reads'))('is put together out of a stream: %s', async (name, lines) => {
    const written = JSON.parse(writeWhole(await read(pieces(sent(lines))), plainPrompt, 'anthropic-messages'))
    expect(written).toEqual(JSON.parse(wholeVector(name)))
  })

  it('keeps fields that nobody knows at every level', () => {
    const known = JSON.parse(wholeVector('parallel-tools'))
    const odd = { ...known, odd: 1, usage: { ...known.usage, odd: 2 } }
    odd.content = known.content.map((block: object) => ({ ...block, odd: { deep: [3] } }))
    const changed = [{ ...readWhole(JSON.stringify(odd)), wire: null }]
    expect(JSON.parse(writeWhole(changed, plainPrompt, 'anthropic-messages'))).toEqual(odd)
  })

  it('writes a changed text in place of the one that came', () => {
    const { events } = readWhole(wholeVector('text'))
    const changed = events.map((event) => (event.kind === 'delta' ? { ...event, text: '[gone]' } : event))
    const written = writeWhole([{ events: changed, wire: null }], plainPrompt, 'anthropic-messages')
    expect(JSON.parse(written).content).toEqual([{ type: 'text', text: '[gone]' }])
  })

  it('stops for its end where no call is left to stop for', () => {
    const { events } = readWhole(wholeVector('parallel-tools'))
    const text = events.filter((event) => !('part' in event) || event.part === 0)
    const written = JSON.parse(writeWhole([{ events: text, wire: null }], plainPrompt, 'anthropic-messages'))
    expect(written).toMatchObject({ content: [{ type: 'text', text: 'Looking.' }], stop_reason: 'end_turn' })
  })

  it('leaves out the reason of a refusal that is none any more', () => {
    const { events } = readWhole(wholeVector('refused-without-content'))
    const changed = events.map((event) => (event.kind === 'finish' ? { ...event, reason: 'stop' } : event))
    const written = JSON.parse(writeWhole([{ events: changed, wire: null }], plainPrompt, 'anthropic-messages'))
    expect(written.stop_reason).toBe('end_turn')
    expect(written.stop_details ?? null).toBeNull()
  })

  it.each([
    ['{"city":"Rome","big":12345678901234567890}', '{"city":"Rome","big":12345678901234567890}'],
    ['', '{}'],
    ['{"city":', '{"INVALID_JSON":"{\\"city\\":"}'],
    ['[1]', '{"INVALID_JSON":"[1]"}'],
  ])('writes the arguments %j as input', (text, input) => {
    const call = { id: 'call_1', name: 'get_weather', type: 'function' as const }
    const batches = house(
      { kind: 'start', id: 'chatcmpl-1', model: 'm' },
      { kind: 'part', choice: 0, part: 0, type: 'call', call },
      { kind: 'delta', choice: 0, part: 0, text },
      { kind: 'part-end', choice: 0, part: 0 },
      { kind: 'finish', choice: 0, reason: 'calls' },
    )
    const written = writeWhole(batches, plainPrompt, 'openai-chat')
    expect(written).toContain(`"input":${input}`)
    expect(JSON.parse(written)).toMatchObject({ id: 'chatcmpl-1', stop_reason: 'tool_use', type: 'message' })
  })

  it.each([
    ['not JSON', '{'],
    ['an error', JSON.stringify({ type: 'error', error: { type: 'api_error', message: 'x' } })],
    ['another object', JSON.stringify({ type: 'skill_version', id: 'x' })],
    ['of another role', JSON.stringify({ ...answer, role: 'user' })],
    ['unfinished', JSON.stringify({ ...answer, stop_reason: null })],
    ['without content', JSON.stringify({ ...answer, content: null })],
    ['a call without a name', JSON.stringify({ ...answer, content: [{ type: 'tool_use', id: 't', input: {} }] })],
    [
      'a call whose input is a list',
      JSON.stringify({ ...answer, content: [{ type: 'tool_use', id: 't', name: 'n', input: [] }] }),
    ],
    ['content said twice', wholeVector('text').replace('"content"', '"content": [], "content"')],
  ])('is refused: %s', (_, text) => {
    expect(() => readWhole(text)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'upstream_protocol' }) }),
    )
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'calls'],
    ['refusal', 'refusal'],
    ['pause_turn', 'pause'],
    ['model_context_window_exceeded', 'model_context_window_exceeded'],
  ])('finishes with %s as %s', (word, reason) => {
    const { events } = readWhole(JSON.stringify({ ...answer, stop_reason: word, stop_sequence: '##' }))
    expect(events.find(({ kind }) => kind === 'finish')).toMatchObject({ reason })
    const written = JSON.parse(writeWhole([{ events, wire: null }], plainPrompt, 'anthropic-messages'))
    expect(written).toMatchObject(
      word === 'tool_use' ? { stop_reason: 'end_turn' } : { stop_reason: word, stop_sequence: '##' },
    )
  })

  it('counts what was read from the cache, and what was written there, as input', () => {
    const usage = readWhole(wholeVector('text')).events.find(({ kind }) => kind === 'usage')
    expect(usage).toMatchObject({ input: 12, output: 12, cached: 3, reasoning: null })
  })

  it('streams as a whole answer would have been streamed', async () => {
    const writer = anthropicMessages.streamWriter(plainPrompt, 'anthropic-messages')
    const text = writer.write(readWhole(wholeVector('parallel-tools'))) + writer.end()
    const batches = await read(pieces(text))
    expect(JSON.parse(writeWhole(batches, plainPrompt, 'anthropic-messages'))).toEqual(
      JSON.parse(wholeVector('parallel-tools')),
    )
    expect(vector('parallel-tools').length).toBeGreaterThan(0)
  })

  it('says, whole, what it says streamed, whatever it says', async () => {
    const part = fc.oneof(
      fc.record({ type: fc.constantFrom('text', 'reasoning'), text: fc.string({ unit: 'binary', minLength: 1 }) }),
      fc.record({ type: fc.constant('call'), text: fc.object({ maxDepth: 2 }).map((value) => JSON.stringify(value)) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part), async (parts) => {
        const batches = house(
          { kind: 'start', id: 'a', model: 'm' },
          ...parts.flatMap((said, at) => partEvents(at, said.type, said.text)),
          { kind: 'finish', choice: 0, reason: 'length' },
        )
        const writer = streamWriter(plainPrompt, null)
        const streamed = batches.map((batch) => writer.write(batch)).join('') + writer.end()
        const whole = readWhole(writeWhole(batches, plainPrompt, null))
        const said = saidBy(await read(pieces(streamed)))
        expect(said).toEqual(saidBy([whole]))
        expect(said.filter((event) => 'text' in event)).toMatchObject(parts.map(({ text }) => ({ text })))
      }),
    )
  })
})

function partEvents(part: number, type: string, text: string): AnswerEvent[] {
  const placed = { choice: 0, part }
  const call = { id: `call_${part}`, name: 'f', type: 'function' as const }
  return [
    type === 'call' ? { kind: 'part', ...placed, type, call } : { kind: 'part', ...placed, type: type as 'text' },
    { kind: 'delta', ...placed, text },
    { kind: 'part-end', ...placed },
  ]
}
