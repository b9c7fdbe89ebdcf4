import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FormatName, formatNames, formats } from '@bylaw/providers'
import { type Said, streamOf, wholeOf } from './said.ts'

/** An answer of a scripted upstream: said in the format it is called in, or written by hand. */
export type Scripted = Said | ((request: Asked, response: ServerResponse) => void)

/** What an upstream was asked. */
export interface Asked {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: a body of any of three formats, looked into by tests
  readonly body: any
  /** Resolves when the gateway lets go of the request. */
  readonly closed: Promise<void>
}

/** A scripted server on loopback that speaks all three formats; there is no model behind it. */
export interface Upstream {
  readonly url: string
  /** Everything it was asked since the script was last set. */
  readonly asked: readonly Asked[]
  /** What it answers from now on, in order. */
  says(...script: readonly Scripted[]): void
  close(): void
}

export async function openUpstream(): Promise<Upstream> {
  const asked: Asked[] = []
  let script: Scripted[] = []
  const server = createServer(async (message, response) => {
    const pieces: Buffer[] = []
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    const closed = new Promise<void>((resolve) => response.on('close', resolve))
    const { url, headers } = message
    const request: Asked = { path: url ?? '', headers, body: text === '' ? null : JSON.parse(text), closed }
    asked.push(request)
    const next = script.shift()
    if (next === undefined) response.writeHead(500).end('{"error":{"message":"the script is over"}}')
    else if (typeof next === 'function') next(request, response)
    else answer(request, response, next)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    says(...next) {
      script = [...next]
      asked.length = 0
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function answer({ path, body }: Asked, response: ServerResponse, said: Said): void {
  const format = formatOf(path)
  if (body.stream === true) response.setHeader('content-type', 'text/event-stream').end(streamOf(format, said))
  else response.setHeader('content-type', 'application/json').end(wholeOf(format, said))
}

function formatOf(path: string): FormatName {
  const format = formatNames.find((name) => formats[name].path === path)
  if (format === undefined) throw new Error(`no format is called under ${path}`)
  return format
}

/** A body as it stands. */
export function sending(type: 'json' | 'stream', body: string | Uint8Array): Scripted {
  const contentType = type === 'json' ? 'application/json' : 'text/event-stream'
  return (_, response) => response.setHeader('content-type', contentType).end(body)
}

/** An error answer. */
export function failing(status: number, body: object, headers: Record<string, string> = {}): Scripted {
  return (_, response) => response.writeHead(status, headers).end(JSON.stringify(body))
}
