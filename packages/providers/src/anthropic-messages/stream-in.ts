import { readBody } from '../body.ts'
import type { Batch } from '../exchange/answer.ts'
import { readEvents, type SentEvent, writeEvent } from '../sse.ts'
import { AnswerReader, incomplete, protocol } from './events-in.ts'
import { isWireEvent, type WireEvent } from './wire.ts'

/**
 * The batches of a streamed answer, up to `message_stop`. A block that can only be told whole is one batch; any other
 * event is a batch of its own.
 * @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete`
 */
export async function* readStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Batch> {
  const answer = new AnswerReader()
  let held = ''
  for await (const sent of readEvents(bytes)) {
    const event = readEvent(sent)
    const events = answer.read(event)
    if (events.length === 0 && event.type === 'message_start') continue
    held += writeEvent(lineOf(sent.data, event), nameOf(event))
    if (answer.holding) continue
    yield { events, wire: held }
    held = ''
    if (answer.ended) return
  }
  throw incomplete()
}

function readEvent(sent: SentEvent): WireEvent {
  if (sent.event === 'error') return { type: 'error' }
  const read = readBody(sent.data)
  if ('failure' in read) throw protocol('sent an event that is not of its format')
  if (!isWireEvent(read.body)) throw protocol('sent an event that is not of its format')
  return read.body
}

/** Clients look at the event's name first: it is always the one that its data says. */
function nameOf(event: WireEvent): string {
  return event.type.replace(/[\r\n]/g, ' ')
}

function lineOf(data: string, event: WireEvent): string {
  return data.includes('\n') ? JSON.stringify(event) : data
}
