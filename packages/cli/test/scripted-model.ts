import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What was asked of a scripted model. */
interface Asked {
  readonly authorization: string | undefined
  readonly body: string
}

export interface ScriptedModel {
  readonly url: string
  readonly asked: readonly Asked[]
  close(): void
}

/** A scripted server on loopback that speaks OpenAI's Chat Completions. It is no model: it says what it is told to. */
export async function scriptedModel(says: () => unknown): Promise<ScriptedModel> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    asked.push({ authorization: request.headers.authorization, body: await textOf(request) })
    const said = says()
    const failed = typeof said === 'number'
    response.writeHead(failed ? said : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(failed ? { error: { message: 'scripted' } } : completion(said)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { url, asked, close: () => server.close() }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

function completion(said: unknown): object {
  const content = typeof said === 'string' ? said : JSON.stringify(said)
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
  return { id: 'c-1', object: 'chat.completion', created: 1, model: 'm', choices, usage }
}
