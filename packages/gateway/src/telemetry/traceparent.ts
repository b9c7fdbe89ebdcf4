import { createTraceState, type SpanContext, type TraceState } from '@opentelemetry/api'
import type { Incoming } from '../incoming.ts'

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const longestState = 512

/** Where the caller's trace goes on (W3C Trace Context); null where it tells none, or not one that can be read. */
export function callersTrace(incoming: Pick<Incoming, 'headers'>): SpanContext | null {
  const sent = incoming.headers('traceparent')
  const [, version, traceId, spanId, flags, more] = shape.exec(sent.length === 1 ? sent[0]! : '') ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!)) return null
  const traceState = stateOf(incoming.headers('tracestate').join(','))
  return {
    traceId: traceId!,
    spanId: spanId!,
    traceFlags: Number.parseInt(flags!, 16) & 1,
    isRemote: true,
    ...(traceState && { traceState }),
  }
}

function stateOf(text: string): TraceState | null {
  return text === '' || text.length > longestState ? null : createTraceState(text)
}

/** The headers that tell a call upstream of its trace. */
export function traceHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): Record<string, string> {
  const state = traceState?.serialize() ?? ''
  const flags = traceFlags.toString(16).padStart(2, '0')
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(state !== '' && { tracestate: state }) }
}
