import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, type FormatName, formats, type Provider } from '@bylaw/providers'
import { onTestFinished } from 'vitest'
import type { Model } from '../src/index.ts'
import { modelOf } from '../src/model/model.ts'

/** What a scripted model says to a body: JSON to be written as its text, a status to fail with, or no answer ever. */
export type Script = (body: Record<string, unknown>) => unknown | { status: number } | typeof SILENCE
export const SILENCE = Symbol('silence')

export interface Upstream {
  readonly url: string
  readonly bodies: readonly Record<string, unknown>[]
}

/** A scripted server on loopback that speaks a real wire format. It is no model. */
export async function scripted(format: FormatName, script: Script): Promise<Upstream> {
  const bodies: Record<string, unknown>[] = []
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request)) as Record<string, unknown>
    bodies.push(body)
    answer(format, await script(body), response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, bodies }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

function answer(format: FormatName, said: unknown, response: ServerResponse): void {
  if (said === SILENCE) return
  const failed = said !== null && typeof said === 'object' && 'status' in said
  const text = typeof said === 'string' ? said : JSON.stringify(said)
  response.writeHead(failed ? (said as { status: number }).status : 200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(failed ? { error: { message: 'scripted', type: 'api_error' } } : written(format, text)))
}

function written(format: FormatName, text: string): unknown {
  if (format === 'anthropic-messages') {
    const usage = { input_tokens: 10, output_tokens: 5 }
    const content = [{ type: 'text', text }]
    return { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content, stop_reason: 'end_turn', usage }
  }
  if (format === 'openai-responses') {
    const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 }
    const content = [{ type: 'output_text', text, annotations: [] }]
    const output = [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content }]
    return { id: 'resp_1', object: 'response', created_at: 1, model: 'm', status: 'completed', output, usage }
  }
  const message = { role: 'assistant', content: text }
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  return { id: 'c-1', object: 'chat.completion', created: 1, model: 'm', choices, usage }
}

export function providerAt(format: FormatName, url: string): Provider {
  const provider = connect(formats[format], { url, key: null })
  onTestFinished(() => provider.close())
  return provider
}

/** A model that is played by a scripted server. */
export async function modelThat(
  script: Script,
  config: Partial<Parameters<typeof modelOf>[1]> = {},
): Promise<{ model: Model; upstream: Upstream }> {
  const format = config.format ?? 'openai-chat'
  const upstream = await scripted(format, script)
  const whole = { format, url: upstream.url, model: 'm', timeout: 30, cache: 100, examples: true, ...config }
  return { model: modelOf('reader', whole, providerAt(format, upstream.url)), upstream }
}

/** What a body says to the model, in whatever format, as one text. */
export const promptIn = ({ system, messages, instructions, input }: Record<string, unknown>): string =>
  JSON.stringify([system, messages, instructions, input])
