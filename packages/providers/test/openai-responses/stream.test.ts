import { describe, expect, test } from 'vitest'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { eventsOf, failureOf, readAll, saidIn } from '../exchange.ts'
import { all, split } from '../fixtures.ts'
import { answers, lines, sent, streamed, vectors } from './fixtures.ts'

/** How each vector is read, by what the stream does wrong. */
const codes: Readonly<Record<string, string>> = {
  'no-terminal-event': 'upstream_incomplete',
  'empty-stream': 'upstream_incomplete',
  'error-event': 'upstream_error',
  'flat-error-event': 'upstream_error',
  failed: 'upstream_error',
}

describe('a streamed answer', () => {
  test.each(answers)('%s: the same events wherever its bytes are split', async (name) => {
    const bytes = new TextEncoder().encode(sent(lines(name)))
    const expected = await streamed(name)
    const step = name === 'text' ? 1 : 37
    for (let place = 1; place < bytes.length; place += step) {
      expect(await all(openAiResponses.readStream(split(bytes, place)))).toEqual(expected)
    }
  })

  test('one byte at a time', async () => {
    const bytes = new TextEncoder().encode(sent(lines('rich')))
    const places = Array.from({ length: bytes.length - 1 }, (_, place) => place + 1)
    expect(await all(openAiResponses.readStream(split(bytes, ...places)))).toEqual(await streamed('rich'))
  })

  test.each(answers)('%s: what came over the wire is kept', async (name) => {
    const text = sent(lines(name))
    const batches = await readAll(openAiResponses, text)
    expect(batches.map(({ wire }) => wire).join('')).toBe(text)
  })

  test.each(vectors.filter((name) => !name.startsWith('ok-')))('vector %s: a failure', async (name) => {
    const failure = await failureOf(readAll(openAiResponses, sent(lines(name, 'vectors'))))
    expect(failure?.code).toBe(codes[name] ?? 'upstream_protocol')
    expect(failure?.message).not.toContain('secret')
  })

  test.each(vectors.filter((name) => name.startsWith('ok-')))('vector %s: read in full', async (name) => {
    const events = eventsOf(await readAll(openAiResponses, sent(lines(name, 'vectors'))))
    const like = name.includes('call') || name.includes('arguments') || name.includes('nothing') ? 'rich' : 'text'
    expect(saidIn(events)).toEqual(saidIn(eventsOf(await streamed(like))))
  })

  test('what shows the work of a call that is not finished is held back with the call', async () => {
    const batches = await streamed('client-run')
    const call = eventsOf(batches).find(
      (event) => event.kind === 'part' && event.type === 'call' && event.call.name === 'apply_patch',
    )
    const shown = batches.filter(({ wire }) => wire?.includes('operation_diff'))
    expect(shown).toHaveLength(2)
    for (const { events } of shown)
      expect(events).toMatchObject([{ kind: 'delta', part: (call as { part: number }).part, text: '' }])
  })

  test('nothing that a call would do is said outside of its part', async () => {
    for (const { events, wire } of [...(await streamed('rich')), ...(await streamed('client-run'))]) {
      if (!/grams|free words|create_file|"ls"/.test(wire!) || /response\.completed/.test(wire!)) continue
      expect(events.some((event) => 'part' in event)).toBe(true)
    }
  })

  test('an event that is named otherwise than it says is a failure', async () => {
    const stream = sent(lines('text')).replace('event: response.output_text.delta', 'event: ping')
    expect((await failureOf(readAll(openAiResponses, stream)))?.code).toBe('upstream_protocol')
  })

  test('events without names are read', async () => {
    const stream = lines('text')
      .map((line) => `data: ${line}\n\n`)
      .join('')
    expect(saidIn(eventsOf(await readAll(openAiResponses, stream)))).toEqual(saidIn(eventsOf(await streamed('text'))))
  })

  test('data of several lines is passed on as one', async () => {
    const [first, ...rest] = lines('text')
    const stream = `data: ${first!.replace(/,/, ',\ndata: ')}\n\n${sent(rest)}`
    const [batch] = await readAll(openAiResponses, stream)
    expect(batch!.wire!.trimEnd().split('\n')).toHaveLength(1)
  })

  test('bytes that are no UTF-8 do not end it', async () => {
    const bytes = new TextEncoder().encode(sent(lines('ok-unknown-event', 'vectors')))
    const at = new TextDecoder('latin1').decode(bytes).indexOf('fair')
    bytes[at] = 0xff
    expect(saidIn(eventsOf(await readAll(openAiResponses, bytes)))[0]?.reason).toBe('stop')
  })
})
