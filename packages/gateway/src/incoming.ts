import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** The most bytes of a request's body, unless less is taken; images travel in it as data addresses. */
const maxBody = 20 * 1024 * 1024

/** A request as it came over the wire. */
export interface Incoming {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The address of the socket's other end. */
  readonly address: string | undefined
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  /** A header's value, null where it was not sent; of one sent twice both, with a comma between. */
  header(name: string): string | null
  /** Every value of a header that was sent, in order: of one that decides who speaks there may be only one. */
  headers(name: string): readonly string[]
  /** The query as it was sent. */
  readonly query: URLSearchParams
  /**
   * @param most how many bytes are taken
   * @throws Refusal 413 | 415 | 400
   */
  text(most?: number): Promise<string>
}

export function incomingOf(message: IncomingMessage, signal: AbortSignal): Incoming {
  const header = (name: string) => {
    const value = message.headers[name]
    return value === undefined ? null : String(value)
  }
  return {
    method: message.method ?? 'GET',
    path: (message.url ?? '/').replace(/[?#].*$/s, ''),
    get query() {
      return new URLSearchParams(/\?([^#]*)/.exec(message.url ?? '')?.[1] ?? '')
    },
    address: message.socket.remoteAddress,
    signal,
    header,
    headers: (name) => message.headersDistinct[name] ?? [],
    text: (most = maxBody) => readText(message, header, most),
  }
}

async function readText(
  message: IncomingMessage,
  header: (name: string) => string | null,
  most: number,
): Promise<string> {
  const tooLarge = () => new Refusal(413, 'body_too_large', `the body is larger than ${most} bytes`)
  if ((header('content-encoding') ?? 'identity') !== 'identity') {
    throw new Refusal(415, 'unsupported_encoding', 'send the body without `content-encoding`')
  }
  if (Number(header('content-length') ?? 0) > most) throw tooLarge()
  const pieces: Buffer[] = []
  let size = 0
  // What is not read of a body is discarded after the answer; the connection is not torn down before it.
  for await (const piece of message.iterator({ destroyOnReturn: false })) {
    size += piece.length
    if (size > most) throw tooLarge()
    pieces.push(piece)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces, size))
  } catch {
    throw new Refusal(400, 'invalid_encoding', 'the body is not UTF-8')
  }
}
