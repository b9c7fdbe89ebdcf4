import { createParser } from 'eventsource-parser'
import { upstreamFailure } from './errors.ts'
import { parseJson } from './json.ts'
import { type ChatChunk, chatChunk } from './wire.ts'

/** The most characters that one unfinished event may hold. */
const maxEvent = 16 * 1024 * 1024

/**
 * The data of each server-sent event. The bytes may be split anywhere, within a character too.
 * @throws UpstreamError `upstream_protocol` where an event grows without an end
 */
export async function* readEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let ready: string[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: maxEvent,
    onEvent: (event) => ready.push(event.data),
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

/**
 * The chunks of a streamed answer, up to `[DONE]`. A stream that ends before every choice of it has finished is a
 * failure, not an answer.
 * @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete`
 */
export async function* readChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ChatChunk> {
  const seen = new Set<number>()
  const finished = new Set<number>()
  for await (const data of readEvents(bytes)) {
    if (data === '[DONE]') break
    const chunk = readChunk(data)
    for (const choice of chunk.choices) {
      seen.add(choice.index)
      if (choice.finish_reason) finished.add(choice.index)
    }
    yield chunk
  }
  if (seen.size === 0 || finished.size < seen.size)
    throw upstreamFailure('the upstream ended its answer early', 'upstream_incomplete')
}

function readChunk(data: string): ChatChunk {
  let json: unknown
  try {
    json = parseJson(data)
  } catch (cause) {
    throw upstreamFailure('the upstream sent a chunk that is not JSON', 'upstream_protocol', cause)
  }
  const read = chatChunk.safeParse(json)
  if (read.success) return json as ChatChunk
  if (typeof json === 'object' && json !== null && 'error' in json) {
    throw upstreamFailure('the upstream failed while it answered', 'upstream_error')
  }
  throw upstreamFailure('the upstream sent a chunk that is not of its format', 'upstream_protocol', read.error)
}

/** One server-sent event. JSON has no line break in it, so one `data` line holds it. */
export function writeEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

export function writeDone(): string {
  return 'data: [DONE]\n\n'
}
