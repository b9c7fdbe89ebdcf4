import { createParser } from 'eventsource-parser'
import { upstreamFailure } from './failure.ts'

/** The most characters that one unfinished event may hold. */
const maxEvent = 16 * 1024 * 1024

/** One server-sent event. */
export interface SentEvent {
  /** Null where the event has no name. */
  readonly event: string | null
  readonly data: string
}

/**
 * The events of a stream. The bytes may be split anywhere, within a character too; what is not UTF-8 becomes U+FFFD.
 * @throws UpstreamError `upstream_protocol` where an event grows without an end
 */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<SentEvent> {
  const decoder = new TextDecoder()
  let ready: SentEvent[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: maxEvent,
    onEvent: ({ event, data }) => ready.push({ event: event ?? null, data }),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') tooLong = true
    },
  })
  const feed = (text: string) => {
    ready = []
    parser.feed(text)
    if (tooLong) throw upstreamFailure('the upstream sent an event that is too long', 'upstream_protocol')
    return ready
  }
  for await (const piece of bytes) yield* feed(decoder.decode(piece, { stream: true }))
  yield* feed(`${decoder.decode()}\n\n`)
}

/** One event as text. JSON has no line break in it, so one `data` line holds it. */
export function writeEvent(data: string, event: string | null = null): string {
  return event === null ? `data: ${data}\n\n` : `event: ${event}\ndata: ${data}\n\n`
}
