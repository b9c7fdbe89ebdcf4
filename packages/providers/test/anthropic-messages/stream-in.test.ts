import { describe, expect, it } from 'vitest'
import { anthropicMessages } from '../../src/anthropic-messages/index.ts'
import { failureOf, pieces, read, saidBy, sent, streamsIn, vector, wholeVector } from './fixtures.ts'

const good = streamsIn('reads')

describe('a streamed answer', () => {
  it.each(good)('says what the whole answer says: %s', async (name, lines) => {
    const whole = anthropicMessages.readWhole(wholeVector(name))
    expect(saidBy(await read(pieces(sent(lines))))).toEqual(saidBy([whole]))
  })

  it.each(good)('is read the same, split at every byte: %s', async (_, lines) => {
    const bytes = Buffer.from(sent(lines))
    const expected = await read(pieces(bytes))
    for (let at = 1; at < bytes.length; at++) {
      expect(await read(pieces(bytes.subarray(0, at), bytes.subarray(at)))).toEqual(expected)
    }
  })

  it('keeps in its batches what came over the wire', async () => {
    const text = sent(vector('hosted-search'))
    const batches = await read(pieces(text))
    expect(batches.map(({ wire }) => wire).join('')).toBe(text)
  })

  it('tells a block that nobody can read in one batch with its wire', async () => {
    const batches = await read(pieces(sent(vector('hosted-search'))))
    const search = batches.find(({ events }) => events.some((event) => event.kind === 'part'))!
    expect(search.events).toMatchObject([
      { kind: 'part', type: 'opaque', wire: 'server_tool_use', raw: { input: { query: 'moss' } } },
      { kind: 'part-end', part: 0 },
    ])
    expect(search.wire).toMatch(/^event: content_block_start\n[\s\S]*content_block_stop"[^\n]*\n\n$/)
  })

  it('passes on one start of two', async () => {
    const batches = await read(pieces(sent(vector('start-repeated-as-it-was'))))
    expect(
      batches
        .map(({ wire }) => wire)
        .join('')
        .match(/event: message_start/g),
    ).toHaveLength(1)
  })

  it('names events that came without a name, and writes one line of several', async () => {
    const [start, ...rest] = vector('text')
    const broken = `data: ${start!.replace('{', '{\ndata: ')}\n\n${rest.map((line) => `data: ${line}\n\n`).join('')}`
    const batches = await read(pieces(broken))
    expect(batches.map(({ wire }) => wire).join('')).toBe(sent(vector('text')))
  })

  it('reads nothing after its end', async () => {
    expect(await failureOf(`${sent(vector('text'))}data: [DONE]\n\n`)).toBeNull()
  })

  it('keeps the numbers in the input of a tool as they were written', async () => {
    const said = saidBy(await read(pieces(sent(vector('parallel-tools')))))
    expect(said).toContainEqual({ kind: 'delta', choice: 0, part: 1, text: '{"city":"Berlin","id":9007199254740993}' })
  })

  it('reads bytes that are not UTF-8 as U+FFFD', async () => {
    const [before, after] = sent(vector('text')).split('👋')
    const batches = await read(pieces(before!, new Uint8Array([0xf0, 0x9f]), after!))
    expect(JSON.stringify(saidBy(batches))).toContain('\ufffd')
  })

  it.each(['upstream_protocol', 'upstream_incomplete', 'upstream_error'])('fails with %s', async (code) => {
    const found: Record<string, string | null> = {}
    for (const [name, lines] of streamsIn(code)) found[name] = (await failureOf(sent(lines)))?.code ?? null
    expect(new Set(Object.values(found)), JSON.stringify(found, null, 1)).toEqual(new Set([code]))
  })

  it('does not repeat the words of an upstream that failed', async () => {
    for (const [, lines] of streamsIn('upstream_error')) {
      expect((await failureOf(sent(lines)))?.message).not.toContain('secret')
    }
  })

  it.each(good)('fails wherever it ends too early: %s', async (_, lines) => {
    for (let count = 0; count < lines.length; count++) {
      expect((await failureOf(sent(lines.slice(0, count))))?.code).toBe('upstream_incomplete')
    }
  })

  it('takes an event named error for one, whatever its data say', async () => {
    const text = sent(vector('text')).replace('event: ping', 'event: error')
    expect((await failureOf(text))?.code).toBe('upstream_error')
  })
})
