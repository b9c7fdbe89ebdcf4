import { connect, type Socket } from 'node:net'
import type { Gateway } from '../../src/index.ts'

/** An answer as it came over the socket. Header names in lower case; of one that came twice the last. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export type RawHeader = readonly [string, string]

/** A request as bytes, with nothing put right. A body brings its `content-length` along unless a header says its length. */
export function request(
  method: string,
  target: string,
  headers: readonly RawHeader[],
  body: string | Uint8Array = '',
): Buffer {
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const said = names.has('content-length') || names.has('transfer-encoding')
  const bytes = Buffer.from(body)
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(names.has('host') ? [] : ['host: 127.0.0.1']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(said || bytes.length === 0 ? [] : [`content-length: ${bytes.length}`]),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes])
}

export function socketTo({ url }: Pick<Gateway, 'url'>): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  return socket
}

/**
 * Writes bytes to a socket and reads whole answers, as many as are wanted or until the other end closes.
 * @param wanted how many answers are waited for
 */
export async function wire(
  gateway: Pick<Gateway, 'url'>,
  bytes: Uint8Array,
  wanted = 1,
): Promise<readonly RawAnswer[]> {
  const socket = socketTo(gateway)
  socket.write(bytes)
  const pieces: Buffer[] = []
  try {
    for await (const piece of socket as AsyncIterable<Buffer>) {
      pieces.push(piece)
      const { answers, rest } = answersIn(Buffer.concat(pieces))
      if (answers.length >= wanted && rest === 0) return answers
    }
  } catch {
    // A connection that was broken off has answered what it has.
  } finally {
    socket.destroy()
  }
  return answersIn(Buffer.concat(pieces)).answers
}

/** The whole answers in what came, and how many bytes are left behind them. */
function answersIn(bytes: Buffer): { answers: RawAnswer[]; rest: number } {
  const answers: RawAnswer[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) return { answers, rest: bytes.length - at }
    const [first, ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n')
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const status = Number(first!.split(' ')[1])
    const read = bodyAt(bytes, end + 4, headers, status)
    if (read === null) return { answers, rest: bytes.length - at }
    answers.push({ status, headers, text: read.text })
    at = read.next
  }
}

function bodyAt(bytes: Buffer, start: number, headers: Record<string, string>, status: number) {
  if (status < 200 || status === 204) return { text: '', next: start }
  if (headers['transfer-encoding'] === 'chunked') return chunksAt(bytes, start)
  const next = start + Number(headers['content-length'] ?? 0)
  return next > bytes.length ? null : { text: bytes.subarray(start, next).toString(), next }
}

function chunksAt(bytes: Buffer, start: number): { text: string; next: number } | null {
  const pieces: Buffer[] = []
  let at = start
  for (;;) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return null
    const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16)
    const next = end + 2 + size + 2
    if (next > bytes.length) return null
    if (size === 0) return { text: Buffer.concat(pieces).toString(), next }
    pieces.push(bytes.subarray(end + 2, end + 2 + size))
    at = next
  }
}
