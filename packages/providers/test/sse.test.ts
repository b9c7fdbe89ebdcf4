import { describe, expect, it } from 'vitest'
import { readEvents } from '../src/sse.ts'
import { all, split } from './fixtures.ts'

describe('reading server-sent events', () => {
  it('reads CRLF, comments, names, other fields and data of several lines', async () => {
    const bytes = new TextEncoder().encode(
      ': keep-alive\r\nevent: x\r\nid: 7\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: b\n\n',
    )
    expect(await all(readEvents(split(bytes)))).toEqual([
      { event: 'x', data: '{"a":\n1}' },
      { event: null, data: 'b' },
    ])
  })

  it('reads a last event without its blank line', async () => {
    const events = await all(readEvents(split(new TextEncoder().encode('data: a\n\ndata: b'))))
    expect(events.map(({ data }) => data)).toEqual(['a', 'b'])
  })
})
