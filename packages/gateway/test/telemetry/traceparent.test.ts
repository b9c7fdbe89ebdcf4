import { describe, expect, it } from 'vitest'
import { callersTrace, traceHeaders } from '../../src/telemetry/traceparent.ts'
import { incoming } from '../who/incoming.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const span = '00f067aa0ba902b7'

describe("the caller's trace", () => {
  const good = [
    ['sampled', `00-${trace}-${span}-01`, 1],
    ['not sampled', `00-${trace}-${span}-00`, 0],
    ['with flags that nobody knows yet', `00-${trace}-${span}-ff`, 1],
    ['of a later version, with more at its end', `cc-${trace}-${span}-01-what-comes-next`, 1],
  ] as const
  it.each(good)('is read: %s', (_, traceparent, traceFlags) => {
    const found = { traceId: trace, spanId: span, traceFlags, isRemote: true }
    expect(callersTrace(incoming({ traceparent }))).toEqual(found)
  })

  const bad: readonly (readonly [string, string | readonly string[]])[] = [
    ['nothing', []],
    ['an empty text', ''],
    ['two of them', [`00-${trace}-${span}-01`, `00-${trace}-${span}-01`]],
    ['capital letters', `00-${trace.toUpperCase()}-${span}-01`],
    ['a short id', `00-${trace.slice(1)}-${span}-01`],
    ['no trace', `00-${'0'.repeat(32)}-${span}-01`],
    ['no span', `00-${trace}-${'0'.repeat(16)}-01`],
    ['version ff', `ff-${trace}-${span}-01`],
    ['more than version 00 has', `00-${trace}-${span}-01-more`],
    ['a line more', `00-${trace}-${span}-01\nx: y`],
  ]
  it.each(bad)('is none where what was sent is no such thing: %s', (_, traceparent) => {
    expect(callersTrace(incoming({ traceparent }))).toBeNull()
  })

  it('is told on with its state', () => {
    const sent = { traceparent: `00-${trace}-${span}-01`, tracestate: ['a=1,b=2', 'c=3'] }
    expect(traceHeaders(callersTrace(incoming(sent))!)).toEqual({ ...sent, tracestate: 'a=1,b=2,c=3' })
  })

  it('is told on without a state that is no state, or too long a one', () => {
    const traceparent = `00-${trace}-${span}-01`
    for (const tracestate of ['no state\r\nx: y', `a=${'x'.repeat(600)}`]) {
      expect(traceHeaders(callersTrace(incoming({ traceparent, tracestate }))!)).toEqual({ traceparent })
    }
  })
})
