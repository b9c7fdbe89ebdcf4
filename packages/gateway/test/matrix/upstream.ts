import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Endpoint, endpoints, scriptIn } from './cells.ts'
import { pathOf } from './requests.ts'
import { scriptOf } from './script.ts'
import { chat } from './wires/chat.ts'
import { messages } from './wires/messages.ts'
import { responses } from './wires/responses.ts'
import type { ScriptedWire } from './wires/wire.ts'

const wires: Readonly<Record<Endpoint, ScriptedWire>> = { chat, responses, messages }

/** A model that is scripted: a server on loopback that speaks every format, and judges that do not judge. */
export interface Upstream {
  readonly url: string
  /** The bodies it was sent, by the name of their cell. */
  readonly asked: ReadonlyMap<string, readonly string[]>
  close(): Promise<void>
}

/** What an upstream refuses a request with. */
export const refusalCode = 'not_taken'

export async function startUpstream(): Promise<Upstream> {
  const asked = new Map<string, string[]>()
  const server = createServer(async (message, response) => {
    const body = await textOf(message)
    const path = message.url ?? ''
    if (path.startsWith('/failing/')) response.writeHead(500).end()
    else if (!path.startsWith('/silent/')) answer(path, body, response, asked)
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function textOf(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

function answer(path: string, body: string, response: ServerResponse, asked: Map<string, string[]>): void {
  const { model, stream } = JSON.parse(body) as { model: string; stream?: boolean }
  asked.set(model, [...(asked.get(model) ?? []), body])
  const wire = wires[endpoints.find((endpoint) => pathOf(endpoint) === path)!]
  const { tools, modality, trouble } = scriptIn(model)
  const script = scriptOf(tools, modality, trouble)
  if (trouble === 'upstream refuses') {
    response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify(wire.refusal(refusalCode)))
    return
  }
  const breaks = trouble === 'upstream breaks off'
  if (stream === true) sendStream(response, wire.stream(script, model), breaks)
  else sendWhole(response, JSON.stringify(wire.whole(script, model)), breaks)
}

function sendStream(
  response: ServerResponse,
  { said, ends }: ReturnType<ScriptedWire['stream']>,
  breaks: boolean,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (breaks) response.write(said.join(''), () => response.destroy())
  else response.end([...said, ...ends].join(''))
}

function sendWhole(response: ServerResponse, body: string, breaks: boolean): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  if (breaks) response.write(body.slice(0, body.length / 2), () => response.destroy())
  else response.end(body)
}
