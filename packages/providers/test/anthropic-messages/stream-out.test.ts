import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import type { AnswerEvent, Batch } from '../../src/exchange/answer.ts'
import type { FormatName } from '../../src/exchange/prompt.ts'
import { eventsOf, house, pieces, plainPrompt, read, saidBy, sent, streamsIn, vector } from './fixtures.ts'

const failure = { status: 529, message: 'busy', type: 'api_error', param: null, code: null }

function write(batches: readonly Batch[], from: FormatName | null): string {
  const writer = anthropicMessages.streamWriter(plainPrompt, from)
  return batches.map((batch) => writer.write(batch)).join('') + writer.end()
}

const placed = (part: number) => ({ choice: 0, part })
const part = (at: number, type: 'text' | 'refusal' | 'reasoning'): AnswerEvent => ({
  kind: 'part',
  ...placed(at),
  type,
})
const call = (at: number, type: 'function' | 'custom' = 'function'): AnswerEvent => ({
  kind: 'part',
  ...placed(at),
  type: 'call',
  call: { id: `call_${at}`, name: `tool_${at}`, type },
})
const more = (at: number, text: string): AnswerEvent => ({ kind: 'delta', ...placed(at), text })
const ended = (at: number): AnswerEvent => ({ kind: 'part-end', ...placed(at) })
const finish = (reason: string): AnswerEvent => ({ kind: 'finish', choice: 0, reason })

/** The blocks of a written stream, each as its type and what was said in it; it has to be in Anthropic's order. */
function blocksOf(text: string): string[] {
  const blocks: string[] = []
  let open = false
  for (const { event, data } of eventsOf(text)) {
    expect(data.type).toBe(event)
    if (event === 'content_block_start') {
      expect([open, data.index]).toEqual([false, blocks.length])
      open = true
      blocks.push(`${(data.content_block as { type: string }).type}:`)
    } else if (event === 'content_block_delta') {
      expect([open, data.index]).toEqual([true, blocks.length - 1])
      const { text, thinking, partial_json } = data.delta as Record<string, string>
      blocks[blocks.length - 1] += text ?? thinking ?? partial_json ?? ''
    } else if (event === 'content_block_stop') {
      expect([open, data.index]).toEqual([true, blocks.length - 1])
      open = false
    }
  }
  expect(open).toBe(false)
  return blocks
}

describe('a written stream', () => {
  it.each(streamsIn('reads'))('is what came while untouched: %s', async (_, lines) => {
    const batches = await read(pieces(sent(lines)))
    expect(write(batches, 'anthropic-messages')).toBe(batches.map(({ wire }) => wire).join(''))
  })

  it.each(streamsIn('reads'))('says the same after any batch was changed: %s', async (_, lines) => {
    const batches = await read(pieces(sent(lines)))
    for (let at = 0; at < batches.length; at++) {
      const changed = batches.map((batch, other) => (other === at ? { ...batch, wire: null } : batch))
      const again = await read(pieces(write(changed, 'anthropic-messages')))
      expect(saidBy(again)).toEqual(saidBy(batches))
    }
  })

  it('lets nothing of the wire through after the first change', async () => {
    const batches = await read(pieces(sent(vector('text'))))
    const changed = batches.map(({ events, wire }) => {
      const gone = events.map((event) =>
        event.kind === 'delta' ? { ...event, text: event.text.replace(/\S/g, 'x') } : event,
      )
      return { events: gone, wire: events.some(({ kind }) => kind === 'delta') ? null : wire }
    })
    const text = write(changed, 'anthropic-messages')
    expect(blocksOf(text)).toEqual(['text:xxxxx xx xxx'])
    expect(text).not.toContain('you')
  })

  it('passes on events of unknown types only while untouched', async () => {
    const lines = vector('text')
    const batches = await read(pieces(sent([lines[0]!, '{"type":"news","words":"unread"}', ...lines.slice(1)])))
    expect(write(batches, 'anthropic-messages')).toContain('event: news\ndata: {"type":"news","words":"unread"}\n\n')
    const changed = batches.map((batch, at) => (at === 0 ? { ...batch, wire: null } : batch))
    expect(write(changed, 'anthropic-messages')).not.toContain('unread')
  })

  it('keeps signatures and citations beside a changed part', async () => {
    for (const name of ['thinking', 'hosted-search']) {
      const batches = await read(pieces(sent(vector(name))))
      const written = write(
        batches.map(({ events }) => ({ events, wire: null })),
        'anthropic-messages',
      )
      expect(written).toMatch(/"signature":"c2ln"|"cited_text":"Moss is green."/)
    }
  })

  it('leaves out what only another format can read', () => {
    const batches = house(
      {
        kind: 'part',
        ...placed(0),
        type: 'opaque',
        wire: 'image_generation_call',
        raw: { type: 'image_generation_call' },
      },
      ended(0),
      part(1, 'text'),
      more(1, 'Here.'),
      ended(1),
      finish('stop'),
    )
    expect(blocksOf(write(batches, 'openai-responses'))).toEqual(['text:Here.'])
  })

  it.each<[string, AnswerEvent[], string[]]>([
    [
      'one after the other',
      [part(0, 'text'), more(0, 'a'), ended(0), call(1), more(1, '{}'), ended(1)],
      ['text:a', 'tool_use:{}'],
    ],
    [
      'a text that goes on after a call',
      [part(0, 'text'), more(0, 'a'), call(1), more(0, 'b'), more(1, '{}'), ended(1), more(0, 'c')],
      ['text:a', 'tool_use:{}', 'text:bc'],
    ],
    [
      'two calls at once',
      [call(0), call(1), more(1, '{"b'), more(0, '{"a'), more(1, '":1}'), more(0, '":1}'), ended(0), ended(1)],
      ['tool_use:{"a":1}', 'tool_use:{"b":1}'],
    ],
    [
      'calls that nobody ended',
      [call(0), call(1), more(1, '{"b":1}'), more(0, '{"a":1}')],
      ['tool_use:{"a":1}', 'tool_use:{"b":1}'],
    ],
    [
      'a call that ended while it waited',
      [call(0), call(1), more(1, '{"b":1}'), ended(1), more(0, '{}'), ended(0)],
      ['tool_use:{}', 'tool_use:{"b":1}'],
    ],
    [
      'reasoning, then a refusal',
      [part(0, 'reasoning'), more(0, 'hm'), part(1, 'refusal'), more(1, 'no')],
      ['thinking:hm', 'text:no'],
    ],
    ['a text without any', [part(0, 'text'), ended(0), call(1), more(1, '{}')], ['tool_use:{}']],
    [
      'free text as arguments',
      [call(0, 'custom'), more(0, 'SELECT '), more(0, '"1"'), ended(0)],
      ['tool_use:{"input":"SELECT \\"1\\""}'],
    ],
    ['another choice', [part(0, 'text'), more(0, 'a'), { kind: 'delta', choice: 1, part: 0, text: 'b' }], ['text:a']],
  ])('writes blocks apart: %s', (_, events, blocks) => {
    expect(blocksOf(write(house(...events, finish('stop')), 'openai-chat'))).toEqual(blocks)
  })

  it('tells how it finished, and the usage, in one event at its end', () => {
    const usage: AnswerEvent = { kind: 'usage', input: 10, output: 5, cached: 4, reasoning: 2 }
    const text = write(house(part(0, 'text'), more(0, 'a'), ended(0), finish('length'), usage), 'openai-chat')
    expect(eventsOf(text).slice(-2)).toEqual([
      {
        event: 'message_delta',
        data: {
          type: 'message_delta',
          delta: { stop_reason: 'max_tokens', stop_sequence: null },
          usage: {
            input_tokens: 6,
            cache_read_input_tokens: 4,
            output_tokens: 5,
            output_tokens_details: { thinking_tokens: 2 },
          },
        },
      },
      { event: 'message_stop', data: { type: 'message_stop' } },
    ])
  })

  it.each([
    ['calls', 'end_turn'],
    ['filter', 'refusal'],
    ['pause', 'pause_turn'],
    ['something new', 'something new'],
  ])('writes the reason %s as %s where no call is left', (reason, word) => {
    const events = eventsOf(write(house(finish(reason)), null))
    expect(events.find(({ event }) => event === 'message_delta')?.data.delta).toMatchObject({ stop_reason: word })
  })

  it('ends well-formed with a failure, wherever it comes', async () => {
    for (const [, lines] of streamsIn('reads')) {
      const batches = await read(pieces(sent(lines)))
      for (let count = 0; count < batches.length; count++) {
        for (const untouched of [true, false]) {
          const writer = anthropicMessages.streamWriter(plainPrompt, 'anthropic-messages')
          const kept = batches
            .slice(0, count)
            .map(({ events, wire }) => writer.write({ events, wire: untouched ? wire : null }))
          const text = kept.join('') + writer.fail(failure)
          blocksOf(text)
          expect(eventsOf(text).at(-1)).toEqual({
            event: 'error',
            data: { type: 'error', error: { type: 'overloaded_error', message: 'busy' } },
          })
          expect(writer.write(batches.at(-1)!) + writer.end() + writer.fail(failure)).toBe('')
        }
      }
    }
  })

  it('does not write a call that waited when it fails', () => {
    const writer = anthropicMessages.streamWriter(plainPrompt, 'openai-chat')
    const text = house(call(0), more(0, '{"a'), call(1), more(1, '{}'))
      .map((batch) => writer.write(batch))
      .join('')
    expect(blocksOf(text + writer.fail(failure))).toEqual(['tool_use:{"a'])
  })

  it('says all that any events say, in order, whatever overlaps', () => {
    const piece = fc.record({ at: fc.nat(4), text: fc.string({ minLength: 1, maxLength: 3 }), end: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('text', 'call'), { minLength: 5, maxLength: 5 }),
        fc.array(piece),
        (kinds, said) => {
          const seen = new Set<number>()
          const over = new Set<number>()
          const events: AnswerEvent[] = []
          const expected = ['', '', '', '', '']
          for (const { at, text, end } of said.filter(({ at }) => kinds[at] !== undefined)) {
            if (over.has(at)) continue
            if (!seen.has(at)) events.push(kinds[at] === 'text' ? part(at, 'text') : call(at))
            seen.add(at)
            events.push(more(at, `${at}${text}`))
            expected[at] += `${at}${text}`
            if (end) events.push(ended(at))
            if (end) over.add(at)
          }
          const blocks = blocksOf(write(house(...events, finish('stop')), 'openai-chat'))
          const calls = blocks.filter((block) => block.startsWith('tool_use:')).map((block) => block.slice(9))
          const texts = blocks.filter((block) => block.startsWith('text:')).map((block) => block.slice(5))
          const wanted = [...seen].filter((at) => kinds[at] === 'call').map((at) => expected[at])
          expect(calls.sort()).toEqual(wanted.sort())
          const letters = (all: readonly (string | undefined)[]) => [...all.join('')].sort().join('')
          expect(letters(texts)).toBe(letters(expected.filter((_, at) => kinds[at] === 'text')))
        },
      ),
    )
  })
})
