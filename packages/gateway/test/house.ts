import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterEach } from 'vitest'
import { type Gateway, loadConfig, startGateway } from '../src/index.ts'
import { brokenSpec, operator, spec } from './stack.ts'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A folder with the test stack and a configuration in it. */
export function folderWith(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-gateway-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const files = { 'spec.md': spec, 'shop.md': operator, 'broken.md': brokenSpec, 'bylaw.yaml': config }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export async function serve(folder: string): Promise<Gateway> {
  const { config, problems } = loadConfig(join(folder, 'bylaw.yaml'), { UPSTREAM_KEY: 'sk-upstream' })
  if (config === null) throw new Error(JSON.stringify(problems))
  const gateway = await startGateway(config, { log: 'silent', grace: 200 })
  closing.push(() => gateway.close())
  return gateway
}

/** A gateway before an upstream; `more` is put at the end of the configuration. */
export async function gatewayBefore(upstream: string, more = ''): Promise<Gateway> {
  return serve(folderWith(configBefore(upstream, more)))
}

export function configBefore(upstream: string, more = ''): string {
  return `listen: 127.0.0.1:0
specs: [spec.md]
deployments:
  shop:
    layers: [{developer: shop.md}]
    upstreams: [{format: openai-chat, url: "${upstream}", key: "\${UPSTREAM_KEY}"}]
${more}`
}

export interface Seen {
  readonly headers: Record<string, unknown>
  readonly text: string
  readonly path: string | undefined
  /** Resolves when the gateway lets go of the request. */
  readonly closed: Promise<void>
}

/** A scripted upstream: what it was asked, and an answer of the test's own. */
export async function upstreamWith(answer: RequestListener): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server: Server = createServer(async (message, response) => {
    const pieces: Buffer[] = []
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
    const closed = new Promise<void>((resolve) => response.on('close', resolve))
    seen.push({ headers: message.headers, text: Buffer.concat(pieces).toString(), path: message.url, closed })
    answer(message, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen }
}

export function sends(type: 'json' | 'stream', body: string | Uint8Array): RequestListener {
  const contentType = type === 'json' ? 'application/json' : 'text/event-stream'
  return (_, response) => response.setHeader('content-type', contentType).end(body)
}

export function client(gateway: Gateway, apiKey = 'any'): OpenAI {
  return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 })
}

/** An SSE body of chunks in the wire's envelope. */
export function sse(choices: readonly object[][], end = 'data: [DONE]\n\n'): string {
  const envelope = { id: 'chatcmpl-s1', object: 'chat.completion.chunk', created: 1790000000, model: 'small-1' }
  return choices.map((each) => `data: ${JSON.stringify({ ...envelope, choices: each })}\n\n`).join('') + end
}

export function completion(message: object, finish_reason = 'stop') {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason }]
  return { id: 'chatcmpl-p1', object: 'chat.completion', created: 1790000000, model: 'small-1', choices }
}

export function functionCall(id: string, name: string, args: string) {
  return { id, type: 'function' as const, function: { name, arguments: args } }
}

export const ask = { model: 'small-1', messages: [{ role: 'user' as const, content: 'My friend took too many pills' }] }
export const sha256 = (key: string) => createHash('sha256').update(key).digest('hex')

export async function post(
  gateway: Gateway,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body, headers })
  return { status: answer.status, headers: answer.headers, json: JSON.parse(await answer.text()) }
}

export async function explanation(gateway: Gateway, id: string | null, key = 'any') {
  const answer = await fetch(`${gateway.url}/v1/decisions/${id}`, { headers: { authorization: `Bearer ${key}` } })
  return { status: answer.status, headers: answer.headers, json: JSON.parse(await answer.text()) }
}

export const rehearsing = `listen: 127.0.0.1:0
specs: [spec.md]
deployments:
  shop: {layers: [{developer: shop.md}]}
`
