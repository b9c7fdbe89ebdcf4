/** A scripted upstream, no model: speaks Chat Completions from constants. Prints its port. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const CHUNKS = 100
const head = { id: 'chatcmpl-bench', created: 1_790_000_000, model: 'mock' }
const usage = { prompt_tokens: 40, completion_tokens: CHUNKS, total_tokens: 40 + CHUNKS }
const message = { role: 'assistant', content: 'Plain words of an answer, no more than that. '.repeat(8).trim() }
const whole = JSON.stringify({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
  usage,
})
const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason }] })}\n\n`
const chunks = [
  chunk({ role: 'assistant', content: '' }),
  ...Array.from({ length: CHUNKS - 2 }, (_, index) => chunk({ content: ` word${index}` })),
  chunk({}, 'stop'),
]

/** Milliseconds between the chunks of the model `slow`. */
const SLOW = 200
const SLOW_CHUNKS = 50

const server = createServer(async (request, response) => {
  let body = ''
  for await (const piece of request.setEncoding('utf8')) body += piece
  const { stream, model } = JSON.parse(body) as { stream?: boolean; model: string }
  if (!stream) {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) })
      .end(whole)
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (model === 'slow') await slowly(response)
  else for (const each of chunks) response.write(each)
  response.end('data: [DONE]\n\n')
})

async function slowly(response: ServerResponse): Promise<void> {
  for (const each of [...chunks.slice(0, SLOW_CHUNKS - 1), chunks.at(-1)!]) {
    response.write(each)
    await delay(SLOW)
  }
}

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', 4096, () => console.log((server.address() as AddressInfo).port))
