import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Answer, type House, json, pass, plainError } from './choke.ts'
import { type Incoming, incomingOf } from './incoming.ts'
import { type Open, openAnswer } from './open.ts'
import { Refusal } from './refusal.ts'
import { routeOf } from './routes.ts'

/** The HTTP service, and when everything that was asked of it is answered or given up. */
export interface Service {
  readonly server: Server
  settled(): Promise<unknown>
}

/** How long clients are waited for, in milliseconds. */
export interface Patience {
  /** Until the head of a request is there. */
  readonly headers: number
  /** Until the whole request is there. */
  readonly request: number
  /** While nothing of an answer is read. */
  readonly reading: number
  /** Between two requests on one connection. */
  readonly idle: number
  /** How often heads and requests that are late are looked for. */
  readonly checks: number
}

const usual: Patience = { headers: 15_000, request: 120_000, reading: 60_000, idle: 75_000, checks: 5000 }

/** The HTTP service, not yet listening. */
export function createService(house: House, open: Open, patience: Patience = usual): Service {
  const serving = new Set<Promise<void>>()
  const options = { maxHeaderSize: 32_768, connectionsCheckingInterval: patience.checks, highWaterMark: 65_536 }
  const server = createServer(options, (message, response) => {
    const served = serve({ house, open, patience }, message, response)
      .catch((error: unknown) => {
        house.logger.debug({ name: (error as Error).name }, 'the connection broke')
        response.destroy()
      })
      .finally(() => serving.delete(served))
    serving.add(served)
  })
  server.headersTimeout = patience.headers
  server.requestTimeout = patience.request
  server.keepAliveTimeout = patience.idle
  return { server, settled: () => Promise.all(serving) }
}

interface Serving {
  readonly house: House
  readonly open: Open
  readonly patience: Patience
}

async function serve(
  { house, open, patience }: Serving,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now()
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const incoming = incomingOf(message, gone.signal)
  const anybodys = await openAnswer(house, open, incoming).catch((error: unknown) => unanswered(house, error))
  const { answer, left } =
    anybodys === null ? await pass(house, incoming, routeOf(incoming)) : { answer: anybodys, left() {} }
  try {
    await send(answer, incoming, response, patience.reading)
  } finally {
    left()
  }
  if (!house.logger.isLevelEnabled('info')) return
  const ms = Math.round(performance.now() - began)
  const { status, headers } = answer
  house.logger.info({ decision: headers['bylaw-decision'], status, ms }, 'served')
}

/** What answers a request that could not be: an error that nobody foresaw (the database is away) never breaks a connection. */
function unanswered({ logger }: House, error: unknown): Answer {
  const known = error instanceof Refusal
  if (!known) {
    const { name, stack } = error instanceof Error ? error : new Error(typeof error)
    logger.error({ name, stack }, 'internal error')
  }
  const { failure, retryAfter } = known ? error : new Refusal(503, 'unavailable', 'this can not be answered at present')
  return json(plainError(failure), failure.status, retryAfter === null ? {} : { 'retry-after': retryAfter })
}

/** Writes no faster than the client reads, and not for ever to one that does not. */
async function send(
  { status, headers, body }: Answer,
  incoming: Incoming,
  response: ServerResponse,
  reading: number,
): Promise<void> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const length = status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }
    response.writeHead(status, { ...length, ...headers })
    response.setTimeout(reading, () => response.destroy())
    response.end(incoming.method === 'HEAD' ? undefined : body)
    return
  }
  response.writeHead(status, { ...headers })
  const together = new Together(response)
  for await (const piece of body) {
    if (response.destroyed) break
    together.begin()
    if (piece === '' || response.write(piece)) continue
    await once(response, 'drain', { signal: AbortSignal.any([incoming.signal, AbortSignal.timeout(reading)]) })
  }
  together.end()
  response.setTimeout(reading, () => response.destroy())
  response.end()
}

/** Pieces that are there in one turn of the event loop go to the socket together: a stream comes in bursts. */
class Together {
  readonly #response: ServerResponse
  #corked = false

  constructor(response: ServerResponse) {
    this.#response = response
  }

  begin(): void {
    if (this.#corked) return
    this.#corked = true
    this.#response.cork()
    setImmediate(() => this.end())
  }

  /** Before the response ends: it would write its end before what is held together. */
  end(): void {
    if (!this.#corked) return
    this.#corked = false
    this.#response.uncork()
  }
}
