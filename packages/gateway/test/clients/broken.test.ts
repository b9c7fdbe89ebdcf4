/**
 * Streams that are broken on purpose, through an enforcing gateway: the official clients end in an error of their own or in
 * a well-formed answer, and never hear a part of a call or of a text that nobody checked. Upstreams are scripted.
 */
import type { ServerResponse } from 'node:http'
import { type FormatName, formatNames, formats } from '@bylaw/providers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clinic, enforcing, found, keyOf, openClinic } from './clinic.ts'
import { type Heard, isTyped, type Outcome, read } from './reading.ts'
import { type Said, streamOf } from './said.ts'
import { type Scripted, sending } from './upstream.ts'

let clinic: Clinic
beforeAll(async () => {
  const windowed = '\n    stream: window\n    window: {characters: 16, overlap: 4}'
  clinic = await openClinic((upstream) =>
    Object.fromEntries(formatNames.map((name) => [`window-${name}`, enforcing(name, upstream, windowed)])),
  )
})
afterAll(() => clinic.close())

const said: Said = { text: 'Grüße 👋🏽!', calls: [{ id: 'call_1', name: 'get_weather', input: { city: 'Ås' } }] }
const long: Said = { ...said, text: 'It rains in Oslo, and it will rain until noon. '.repeat(4) }
const ends: Readonly<Record<FormatName, string>> = {
  'openai-chat': 'tool_calls',
  'openai-responses': 'completed',
  'anthropic-messages': 'tool_use',
}
const plainEnds: typeof ends = { ...ends, 'openai-chat': 'stop', 'anthropic-messages': 'end_turn' }
const heardOf = (format: FormatName, { text }: Said): Heard => ({
  text: text!,
  calls: [['get_weather', '{"city":"Ås"}']],
  others: [],
  end: ends[format],
})

async function through(format: FormatName, script: Scripted, deployment: string = format): Promise<Outcome> {
  clinic.upstream.says(script)
  return read(format, `${clinic.gateway.url}/v1`, deployment, true)
}

/** Pieces that leave the upstream one after another. */
function inPieces(pieces: readonly Uint8Array[]): Scripted {
  return async (_, response) => {
    response.setHeader('content-type', 'text/event-stream')
    for (const piece of pieces) await written(response, piece)
    response.end()
  }
}

const written = (response: ServerResponse, piece: Uint8Array) =>
  new Promise<void>((resolve) => response.write(piece, () => setImmediate(resolve)))

const eventsOf = (stream: string): string[] => stream.split(/(?<=\n\n)/)

describe.each(formatNames)('a stream of %s', (format) => {
  const stream = streamOf(format, said)
  const bytes = Buffer.from(stream)
  const whole = heardOf(format, said)

  it('is the same, split at every byte', async () => {
    const tiny = Buffer.from(streamOf(format, { text: 'ü👋🏽' }))
    const places = Array.from({ length: tiny.length - 1 }, (_, at) => at + 1)
    const heard = { text: 'ü👋🏽', calls: [], others: [], end: plainEnds[format] }
    for (let group = 0; group < places.length; group += 32) {
      const script = places.slice(group, group + 32).map((at) => inPieces([tiny.subarray(0, at), tiny.subarray(at)]))
      clinic.upstream.says(...script)
      const outcomes = await Promise.all(script.map(() => read(format, `${clinic.gateway.url}/v1`, format, true)))
      for (const outcome of outcomes) expect([group, outcome]).toMatchObject([group, { heard }])
    }
  })

  it('is the same, byte after byte', async () => {
    const outcome = await through(format, inPieces([...bytes].map((byte) => Uint8Array.of(byte))))
    expect(outcome).toMatchObject({ heard: whole })
  })

  it.each(['\r\n', '\r'])('is the same with other ends of lines (%j)', async (end) => {
    const outcome = await through(format, sending('stream', stream.replaceAll('\n', end)))
    expect(outcome).toMatchObject({ heard: whole })
  })

  it('with comments, empty events and a byte order mark is the same', async () => {
    const noisy = `\ufeff: hello\n\n\n\n${stream.replaceAll('\n\n', '\n\n: ping\n\n')}`
    expect(await through(format, sending('stream', noisy))).toMatchObject({ heard: whole })
  })

  it.each(['hold', 'window'])('cut after any event is an error, or says all of it (%s)', async (mode) => {
    const events = eventsOf(streamOf(format, long))
    const name = mode === 'hold' ? format : `window-${format}`
    const heard: number[] = []
    for (let kept = 0; kept < events.length; kept++) {
      const outcome = await through(format, sending('stream', events.slice(0, kept).join('')), name)
      if ('error' in outcome) expect([kept, isTyped(outcome.error)]).toEqual([kept, true])
      else {
        heard.push(kept)
        expect([kept, outcome.heard]).toEqual([kept, heardOf(format, long)])
      }
    }
    // Nothing but what follows the end of the answer itself may be missing.
    expect(heard.every((kept) => kept >= events.length - 2)).toBe(true)
  })

  it('cut inside an event is an error', async () => {
    const last = bytes.lastIndexOf(`"${format === 'openai-responses' ? 'response.completed' : ends[format]}"`)
    for (const at of [1, bytes.length >> 1, last + 3]) {
      const outcome = await through(format, sending('stream', bytes.subarray(0, at)))
      expect([at, 'error' in outcome && isTyped(outcome.error)]).toEqual([at, true])
    }
  })

  it('cut by the network is an error', async () => {
    const outcome = await through(format, async (_, response) => {
      response.setHeader('content-type', 'text/event-stream')
      await written(response, bytes.subarray(0, bytes.length >> 1))
      response.destroy()
    })
    expect('error' in outcome && isTyped(outcome.error)).toBe(true)
  })

  it('begun twice is an error where it is another answer, else the same', async () => {
    const [first, ...rest] = eventsOf(stream)
    const again = await through(format, sending('stream', [first, first, ...rest].join('')))
    if ('heard' in again) expect(again.heard).toEqual(whole)
    else expect(isTyped(again.error)).toBe(true)
    const other = first!.replaceAll(/(chatcmpl|resp|msg)_?-?up/g, '$1_other')
    expect(other).not.toBe(first)
    const outcome = await through(format, sending('stream', [first, other, ...rest].join('')))
    expect('error' in outcome && isTyped(outcome.error)).toBe(true)
  })

  it('that is not UTF-8 says nothing that was not sent, or is an error', async () => {
    const at = bytes.indexOf(Buffer.from('ü'))
    for (const wrong of [0xff, 0xc0, 0x80, 0xed]) {
      const broken = Buffer.from(bytes)
      broken[at] = wrong
      const outcome = await through(format, sending('stream', broken))
      if ('error' in outcome) expect([wrong, isTyped(outcome.error)]).toEqual([wrong, true])
      else expect(outcome.heard.text).toMatch(/^Gr[\ufffdü�]*.?e? ?/u)
    }
  })

  it.each([
    ['is empty', ''],
    ['says nothing but comments', ': ping\n\n: ping\n\n'],
    ['is no event', 'hello\n\n'],
    ['is not JSON', 'data: {oops\n\n'],
    ['is a list', 'data: []\n\n'],
    ['is null', 'data: null\n\n'],
    ['says an error', 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"x"}}\n\n'],
    ['is nested too deep', `data: ${'['.repeat(100_000)}\n\n`],
  ])('that %s is an error', async (_, body) => {
    const outcome = await through(format, sending('stream', body))
    expect('error' in outcome && isTyped(outcome.error)).toBe(true)
  })

  it('in place of which a page comes is an error', async () => {
    const outcome = await through(format, (_, response) =>
      response.setHeader('content-type', 'text/html').end('<html>a page</html>'),
    )
    expect('error' in outcome && isTyped(outcome.error)).toBe(true)
  })

  it('that breaks after something that may not be said does not say it', async () => {
    const events = eventsOf(streamOf(format, { text: `${'The word. '.repeat(10)} the ${found.weapon} and so on` }))
    const body = JSON.stringify({ model: 'm', max_tokens: 9, stream: true, ...asks[format] })
    for (const name of [format, `window-${format}`]) {
      clinic.upstream.says(sending('stream', events.slice(0, -3).join('')))
      const headers = { authorization: `Bearer ${keyOf(name)}` }
      const answer = await fetch(clinic.gateway.url + formats[format].path, { method: 'POST', headers, body })
      const heard = await answer.text()
      expect(heard).not.toMatch(/nerve|agent/)
      if (name !== format) expect(heard).toContain('The w')
    }
  })
})

const messages = [{ role: 'user', content: 'x' }]
const asks: Readonly<Record<FormatName, object>> = {
  'openai-chat': { messages },
  'openai-responses': { input: 'x' },
  'anthropic-messages': { messages },
}
