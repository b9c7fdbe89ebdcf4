import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnswerEvent, Batch, FormatName } from '../../src/index.ts'
import { openAiResponses } from '../../src/openai-responses/index.ts'
import { eventsOf, readAll, type Said, saidIn } from '../exchange.ts'
import { answers, ask, lines, objects, sent, streamed, whole } from './fixtures.ts'

function write(batches: readonly Batch[], from: FormatName | null = 'openai-responses'): string {
  const writer = openAiResponses.streamWriter(ask(), from)
  return batches.map((batch) => writer.write(batch)).join('') + writer.end()
}

const changedFrom = (batches: readonly Batch[], place: number) =>
  batches.map((batch, index) => (index < place ? batch : { ...batch, wire: null }))

/** Every event is numbered, and every item and part is added, grows and is done where it stands. */
function expectWellFormed(stream: string) {
  const events = objects(stream)
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index))
  const added = events.filter(({ type }) => type === 'response.output_item.added')
  expect(added.map(({ output_index }) => output_index)).toEqual(added.map((_, index) => index))
  const ends = events.filter(({ type }) => /^response\.(completed|incomplete|failed)$/.test(String(type)))
  expect(ends).toEqual([events.at(-1)])
  for (const [, name, type] of stream.matchAll(/^event: (.*)\ndata: \{.*?"type":"([^"]*)"/gm)) expect(name).toBe(type)
}

describe('a stream that is written', () => {
  test.each(answers)('%s: untouched, it goes out as it came', async (name) => {
    expect(write(await streamed(name))).toBe(sent(lines(name)))
  })

  test.each(answers)('%s: from any batch on it can be written anew', async (name) => {
    const batches = await streamed(name)
    for (let place = 0; place <= batches.length; place++) {
      const stream = write(changedFrom(batches, place))
      expectWellFormed(stream)
      const again = await readAll(openAiResponses, stream)
      expect(saidIn(eventsOf(again))).toEqual(saidIn(eventsOf(batches)))
      expect(objects(stream).at(-1)!.response).toEqual(JSON.parse(whole(name)))
    }
  })

  test.each(answers)('%s: a whole answer can be streamed', async (name) => {
    const batch = openAiResponses.readWhole(whole(name))
    const stream = write([batch])
    expectWellFormed(stream)
    const last = objects(stream).at(-1)!
    expect(last.response).toEqual(JSON.parse(whole(name)))
    expect(saidIn(eventsOf(await readAll(openAiResponses, stream)))).toEqual(saidIn(batch.events))
  })

  test.each(answers)('%s: it can fail after any batch, and ends well-formed', async (name) => {
    const batches = await streamed(name)
    for (let place = 1; place < batches.length; place++) {
      for (const from of ['openai-responses', null] as const) {
        const writer = openAiResponses.streamWriter(ask(), from)
        const before = batches.slice(0, place).map((batch) => writer.write(batch))
        const failure = { status: 502, message: 'gone', type: 'api_error', param: null, code: 'upstream_unreachable' }
        const stream = before.join('') + writer.fail(failure)
        expectWellFormed(stream)
        expect(objects(stream).at(-1)).toMatchObject({
          type: 'response.failed',
          response: { status: 'failed', error: { code: 'upstream_unreachable', message: 'gone' } },
        })
        expect(writer.write(batches[place]!) + writer.end() + writer.fail(failure)).toBe('')
      }
    }
  })

  test('a failure before anything began is an error event', () => {
    const failure = { status: 500, message: 'no', type: 'api_error', param: null, code: 'internal_error' }
    const [event] = objects(openAiResponses.streamWriter(ask(), null).fail(failure))
    expect(event).toMatchObject({ type: 'error', code: 'internal_error', message: 'no', error: { message: 'no' } })
  })

  test('a text that was changed is nowhere said as it was', async () => {
    const batches = await streamed('rich')
    const redacted = batches.map((batch) => ({
      wire: batch.events.some(({ kind }) => kind === 'delta') ? null : batch.wire,
      events: batch.events.map((event) =>
        event.kind === 'delta' ? { ...event, text: '#'.repeat(event.text.length) } : event,
      ),
    }))
    const stream = write(redacted)
    for (const words of [
      'First',
      'Then',
      'See',
      '[1]',
      'Not ',
      'that.',
      'grams',
      'free',
      'kettles.example',
      'logprob"',
    ]) {
      expect(stream).not.toContain(words)
    }
  })

  test('a part that was taken out is nowhere said, nor is what came after the cut', async () => {
    const batches = await streamed('rich')
    const cut: AnswerEvent[] = [
      { kind: 'part', choice: 0, part: 90, type: 'refusal' },
      { kind: 'delta', choice: 0, part: 90, text: 'I can not say that.' },
      { kind: 'part-end', choice: 0, part: 90 },
      { kind: 'finish', choice: 0, reason: 'refusal' },
    ]
    const place = batches.findIndex(({ events }) =>
      events.some((event) => event.kind === 'part' && event.type === 'text'),
    )
    const writer = openAiResponses.streamWriter(ask(), 'openai-responses')
    const stream =
      [...batches.slice(0, place), { events: cut, wire: null }, ...batches.slice(place)]
        .map((batch) => writer.write(batch))
        .join('') + writer.end()
    expectWellFormed(stream)
    expect(stream).not.toContain('[1]')
    expect(stream).not.toContain('weigh')
    const [said] = saidIn(eventsOf(await readAll(openAiResponses, stream)))
    expect(said).toMatchObject({ text: '', refusal: 'I can not say that.', calls: [], reason: 'stop' })
  })

  test('arguments of a client-run call that fit no action are left out', async () => {
    const batches = await streamed('client-run')
    const broken = batches.map(({ events }) => ({
      wire: null,
      events: events.map((event) => (event.kind === 'delta' ? { ...event, text: '{"cut' } : event)),
    }))
    const { output } = objects(write(broken)).at(-1)!.response as { output: { type: string }[] }
    expect(output.map(({ type }) => type)).toEqual(['shell_call'])
  })

  test('of several answers only the first is shown', async () => {
    const events: AnswerEvent[] = [0, 1].flatMap((choice): AnswerEvent[] => [
      { kind: 'part', choice, part: 0, type: 'text' },
      { kind: 'delta', choice, part: 0, text: `answer ${choice}` },
      { kind: 'part-end', choice, part: 0 },
      { kind: 'finish', choice, reason: 'stop' },
    ])
    expect(write([{ events, wire: null }], 'openai-chat')).not.toContain('answer 1')
  })

  test('an answer without an end fails', () => {
    const start: AnswerEvent = { kind: 'start', id: 'chat_1', model: 'm' }
    expect(objects(write([{ events: [start], wire: null }], 'openai-chat')).at(-1)).toMatchObject({
      type: 'response.failed',
    })
  })
})

const aPart = fc.record({
  type: fc.constantFrom('text', 'refusal', 'reasoning', 'function', 'custom'),
  pieces: fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 4 }),
})

/** Parts that overlap: all of them begin, then grow in turns, then end. */
function overlapping(parts: readonly { type: string; pieces: readonly string[] }[]): AnswerEvent[] {
  const begun = parts.map(({ type }, part): AnswerEvent => {
    if (type !== 'function' && type !== 'custom') return { kind: 'part', choice: 0, part, type: type as 'text' }
    return { kind: 'part', choice: 0, part, type: 'call', call: { id: `c${part}`, name: `tool_${part}`, type } }
  })
  const grown = [0, 1, 2, 3].flatMap((turn) =>
    parts.flatMap(({ pieces }, part): AnswerEvent[] =>
      turn < pieces.length ? [{ kind: 'delta', choice: 0, part, text: pieces[turn]! }] : [],
    ),
  )
  const ended = parts.map((_, part): AnswerEvent => ({ kind: 'part-end', choice: 0, part }))
  return [...begun, ...grown, ...ended]
}

/** What was said, where it does not matter how texts of one type follow each other. */
function gist([said]: readonly Said[]) {
  return said && { ...said, reason: null }
}

describe('law: what is written is what was said', () => {
  const reason = fc.constantFrom('stop', 'length', 'filter', 'calls', 'refusal', 'pause')
  test('over answers of any parts, however they overlap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aPart, { minLength: 1, maxLength: 6 }), reason, async (parts, reason) => {
        const end: AnswerEvent = { kind: 'finish', choice: 0, reason }
        const events = [...overlapping(parts), end]
        const stream = write(
          events.map((event) => ({ events: [event], wire: null })),
          'openai-chat',
        )
        expectWellFormed(stream)
        const again = eventsOf(await readAll(openAiResponses, stream))
        expect(gist(saidIn(again))).toEqual(gist(saidIn(events)))
        const whole = openAiResponses.writeWhole([{ events, wire: null }], ask(), 'openai-chat')
        expect(gist(saidIn(openAiResponses.readWhole(whole).events))).toEqual(gist(saidIn(events)))
      }),
      { numRuns: 200 },
    )
  })
})
