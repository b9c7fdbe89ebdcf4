import { describe, expect, it } from 'vitest'
import { readChunks, readEvents, UpstreamError, writeDone, writeEvent } from '../../src/index.ts'
import { all, body, fixture, split } from '../fixtures.ts'

const text = fixture('text')
const codeOf = async (bytes: AsyncIterable<Uint8Array>) => {
  const error = await all(readChunks(bytes)).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof UpstreamError ? error.failure.code : null
}

describe('reading server-sent events', () => {
  it('gives the same chunks wherever the bytes are split, within a character too', async () => {
    const bytes = body(text)
    const expected = text.map((line) => JSON.parse(line))
    for (let place = 0; place <= bytes.length; place++) {
      expect(await all(readChunks(split(bytes, place)))).toEqual(expected)
    }
    expect(await all(readChunks(split(bytes, ...bytes.keys())))).toEqual(expected)
  })

  it('reads CRLF, comments, other fields and data of several lines', async () => {
    const bytes = new TextEncoder().encode(
      ': keep-alive\r\nevent: x\r\nid: 7\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: b\n\n',
    )
    expect(await all(readEvents(split(bytes)))).toEqual(['{"a":\n1}', 'b'])
  })

  it('reads a last event without its blank line', async () => {
    expect(await all(readEvents(split(new TextEncoder().encode('data: a\n\ndata: b'))))).toEqual(['a', 'b'])
  })

  it('ignores what follows [DONE]', async () => {
    const bytes = body(text, 'data: [DONE]\n\ndata: not json\n\n')
    expect(await all(readChunks(split(bytes)))).toHaveLength(text.length)
  })
})

describe('broken streams are failures', () => {
  it('an end before every choice has finished', async () => {
    expect(await codeOf(split(body(text.slice(0, 4), '')))).toBe('upstream_incomplete')
    expect(await codeOf(split(body(text.slice(0, 4))))).toBe('upstream_incomplete')
    expect(await codeOf(split(body([])))).toBe('upstream_incomplete')
  })

  it('an end without [DONE] is an answer when every choice has finished', async () => {
    expect(await all(readChunks(split(body(text, ''))))).toHaveLength(text.length)
  })

  it('an error event', async () => {
    const bytes = body([text[0]!, '{"error":{"message":"secret detail of the upstream"}}'])
    await expect(all(readChunks(split(bytes)))).rejects.toThrow('the upstream failed while it answered')
    expect(await codeOf(split(bytes))).toBe('upstream_error')
  })

  it('a chunk that is not JSON or not of the format', async () => {
    expect(await codeOf(split(body(['{"choices":['])))).toBe('upstream_protocol')
    expect(await codeOf(split(body(['{"choices":[{"index":0,"delta":{"tool_calls":{}}}]}'])))).toBe('upstream_protocol')
  })

  it('a whole message where a delta belongs', async () => {
    const chunk = '{"choices":[{"index":0,"message":{"tool_calls":[]},"finish_reason":"stop"}]}'
    expect(await codeOf(split(body([chunk])))).toBe('upstream_protocol')
  })

  it('an event that never ends', async () => {
    async function* endless() {
      const piece = new TextEncoder().encode('data: '.padEnd(1 << 20, 'x'))
      for (;;) yield piece
    }
    expect(await codeOf(endless())).toBe('upstream_protocol')
  })
})

it('what is written is read again', async () => {
  const chunks = text.map((line) => JSON.parse(line))
  const written = new TextEncoder().encode(chunks.map(writeEvent).join('') + writeDone())
  expect(await all(readChunks(split(written)))).toEqual(chunks)
})
