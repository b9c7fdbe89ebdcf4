import { describe, expect, it } from 'vitest'
import type { Format, Prompt, Raw } from '../src/index.ts'
import { changed, eventsOf, failureOf, promptOf, readAll, saidIn } from './exchange.ts'
import { all, split } from './fixtures.ts'
import type { Sample } from './samples.ts'

const failure = { status: 502, message: 'broke off', type: 'api_error', param: null, code: 'upstream_unreachable' }
const said = [
  {
    choice: 0,
    text: 'Grüße 👋🏽',
    refusal: '',
    reasoning: '',
    calls: [{ name: 'read_file', type: 'function', text: '{"path":"größe.txt"}' }],
    reason: 'calls',
  },
]
const pieces = (sample: Sample) =>
  sample.stream
    .split('\n\n')
    .filter(Boolean)
    .map((piece) => `${piece}\n\n`)
const same = (prompt: Prompt) => ({ messages: prompt.messages, model: prompt.model, stream: prompt.stream })
/** As JSON has it: a field that is undefined is not said. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

/** What every format keeps, whatever it looks like. */
export function contract(format: Format, sample: Sample): void {
  describe(`${format.name} keeps the contract`, () => {
    requests(format, sample)
    answers(format, sample)
    broken(format, sample)
  })
}

function requests(format: Format, sample: Sample): void {
  it.each(['asks', 'asksWithTools'] as const)('a request goes out as it came: %s', (which) => {
    const prompt = promptOf(format, sample[which])
    const { body, lost } = format.writeRequest(prompt, same(prompt))
    expect(plain(body)).toEqual(sample[which])
    expect(lost).toEqual([])
  })

  it('another model, a stream and a message before the others are all that changes', () => {
    const prompt = promptOf(format, sample.asksWithTools)
    const rules = { role: 'system' as const, name: null, parts: [{ kind: 'text' as const, text: 'the rules' }] }
    const revised = { model: 'other', stream: true, messages: [rules, ...prompt.messages] }
    const body = plain(format.writeRequest(prompt, revised).body)
    expect(body).toMatchObject({ model: 'other', stream: true, tools: sample.asksWithTools.tools })
    const again = promptOf(format, body)
    expect(again.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(again.messages[0]?.parts).toMatchObject([{ text: 'the rules' }])
    expect(again.messages[1]?.parts).toEqual(prompt.messages[0]?.parts)
  })

  it('a body that says a key twice, or is no object, is refused', () => {
    const text = JSON.stringify(sample.asks)
    for (const body of [`{"model":"other",${text.slice(1)}`, '[]', '', text.slice(0, -1)]) {
      expect(format.readRequest(body)).toMatchObject({ failure: { status: 400 } })
    }
  })
}

function answers(format: Format, sample: Sample): void {
  const prompt = promptOf(format, sample.asksWithTools)

  it('a whole answer is read, and written as it came', () => {
    const text = JSON.stringify(sample.whole)
    const batch = format.readWhole(text)
    expect(saidIn(batch.events)).toEqual(said)
    expect(format.writeWhole([batch], prompt, format.name)).toBe(text)
    expect(JSON.parse(format.writeWhole(changed([batch]), prompt, format.name))).toEqual(sample.whole)
  })

  it('a stream says what a whole answer says', async () => {
    expect(saidIn(eventsOf(await readAll(format, sample.stream)))).toEqual(said)
  })

  it('a stream goes out as it came', async () => {
    const writer = format.streamWriter(asking(prompt), format.name)
    const written = (await readAll(format, sample.stream)).map((batch) => writer.write(batch)).join('') + writer.end()
    expect(written).toBe(sample.stream)
  })

  it('a stream written out of its events says the same, unknown fields of calls too', async () => {
    const writer = format.streamWriter(asking(prompt), format.name)
    const batches = changed(await readAll(format, sample.stream))
    const written = batches.map((batch) => writer.write(batch)).join('') + writer.end()
    expect(saidIn(eventsOf(await readAll(format, written)))).toEqual(said)
    expect(written).toContain('"vendor_mark":"m"')
  })

  it('a whole answer can be streamed, and a streamed one can be put together', async () => {
    const batch = format.readWhole(JSON.stringify(sample.whole))
    const writer = format.streamWriter(asking(prompt), format.name)
    const written = writer.write(batch) + writer.end()
    expect(saidIn(eventsOf(await readAll(format, written)))).toEqual(said)
    const batches = await readAll(format, sample.stream)
    for (const form of [batches, changed(batches)]) {
      const whole = format.writeWhole(form, prompt, format.name)
      expect(saidIn(format.readWhole(whole).events)).toEqual(said)
    }
  })

  it('after the first changed batch nothing goes out as it came, wherever that is', async () => {
    const batches = await readAll(format, sample.stream)
    const marked = batches.map((batch) => ({ ...batch, wire: batch.wire === null ? null : `${batch.wire} ` }))
    for (const place of batches.keys()) {
      const mixed = marked.map((batch, index) => (index === place ? { ...batch, wire: null } : batch))
      const writer = format.streamWriter(asking(prompt), format.name)
      const after =
        mixed
          .map((batch) => writer.write(batch))
          .slice(place)
          .join('') + writer.end()
      expect(after).not.toMatch(/ $/m)
    }
  })

  it('split at every byte it gives the same batches', async () => {
    const bytes = new TextEncoder().encode(sample.stream)
    const expected = await readAll(format, bytes)
    for (let place = 0; place <= bytes.length; place++) {
      expect(await all(format.readStream(split(bytes, place)))).toEqual(expected)
    }
    expect(await all(format.readStream(split(bytes, ...bytes.keys())))).toEqual(expected)
  })
}

function broken(format: Format, sample: Sample): void {
  const prompt = promptOf(format, sample.asksWithTools)
  const codeOf = async (stream: string | Uint8Array) => (await failureOf(readAll(format, stream)))?.code ?? null

  it('a stream that ends anywhere before its end is a failure', async () => {
    const events = pieces(sample)
    const ends = events.findIndex((event) => /"finish_reason":"|message_stop|response\.completed/.test(event))
    for (let count = 0; count < ends; count++) {
      expect(await codeOf(events.slice(0, count).join(''))).toBe('upstream_incomplete')
    }
  })

  it('a stream that begins again under another identity is a failure', async () => {
    expect(await codeOf(sample.begun('one') + sample.begun('two') + sample.stream)).toBe('upstream_protocol')
  })

  it('an error within a stream is one', async () => {
    const [first] = pieces(sample)
    expect(await codeOf(first + sample.error)).toBe('upstream_error')
  })

  it('an event that is not JSON, or says a key twice, is a failure', async () => {
    const [first] = pieces(sample)
    expect(await codeOf(`${first}data: {"a":\n\n`)).toBe('upstream_protocol')
    expect(await codeOf(`${first?.replace('{', '{"id":"x","id":"y",')}`)).toBe('upstream_protocol')
  })

  it('bytes that are not UTF-8 do not stop it, and do not get through', async () => {
    const bytes = new TextEncoder()
      .encode(sample.stream.replaceAll('👋🏽', '#'))
      .map((byte) => (byte === 35 ? 0xf0 : byte))
    const [choice] = saidIn(eventsOf(await readAll(format, bytes)).filter(({ kind }) => kind !== 'other'))
    expect(choice?.text).toBe('Grüße �')
  })

  it('a failure ends a stream well-formed, wherever it comes', async () => {
    const batches = await readAll(format, sample.stream)
    for (let count = 0; count < batches.length - 1; count++) {
      const writer = format.streamWriter(asking(prompt), format.name)
      const begun = batches
        .slice(0, count)
        .map((batch) => writer.write(batch))
        .join('')
      const written = begun + writer.fail(failure)
      expect(written.endsWith('\n\n')).toBe(true)
      expect(written).toContain('broke off')
      for (const event of written.split('\n\n').filter(Boolean)) expect(event).toMatch(/^(event: .*\n)?data: [^\n]*$/)
    }
  })
}

/** A prompt whose client asked for everything that a stream can say. */
function asking(prompt: Prompt): Prompt {
  const raw: Raw = { ...prompt.raw, stream: true, stream_options: { include_usage: true } }
  return { ...prompt, stream: true, raw }
}
