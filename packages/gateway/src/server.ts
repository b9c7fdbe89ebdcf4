import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Answer, type Endpoint, type House, json, pass } from './choke.ts'
import { completions } from './endpoints/completions.ts'
import { decisionsEndpoint } from './endpoints/decisions.ts'
import { isLogPath, log, logAnswer } from './endpoints/log.ts'
import { models } from './endpoints/models.ts'
import { type Incoming, incomingOf } from './incoming.ts'
import { Refusal } from './refusal.ts'

/** The HTTP service, and when everything that was asked of it is answered or given up. */
export interface Service {
  readonly server: Server
  settled(): Promise<unknown>
}

/**
 * The HTTP service, not yet listening.
 * @param page the text of `GET /`
 */
export function createService(house: House, page: () => string): Service {
  const serving = new Set<Promise<void>>()
  const server = createServer((message, response) => {
    const served = serve(house, page, message, response)
      .catch((error: unknown) => {
        house.logger.debug({ name: (error as Error).name }, 'the connection broke')
        response.destroy()
      })
      .finally(() => serving.delete(served))
    serving.add(served)
  })
  return { server, settled: () => Promise.all(serving) }
}

async function serve(
  house: House,
  page: () => string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now()
  const gone = new AbortController()
  response.on('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const incoming = incomingOf(message, gone.signal)
  const answer = (await openPages(house, page, incoming)) ?? (await pass(house, incoming, endpointOf(incoming)))
  await send(answer, incoming, response)
  const ms = Math.round(performance.now() - began)
  const { status, headers } = answer
  house.logger.info({ decision: headers['bylaw-decision'], status, ms }, 'served')
}

/** What anybody may read, since it tells nothing of anybody. */
async function openPages(house: House, page: () => string, incoming: Incoming): Promise<Answer | null> {
  const { method, path } = incoming
  if (isLogPath(path)) return house.publicLog ? logAnswer(house, incoming) : null
  if (path.startsWith('/v1/')) return null
  if (method !== 'GET' && method !== 'HEAD') return json({ error: { message: 'not found', code: 'not_found' } }, 404)
  if (path === '/') return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: page() }
  if (path !== '/healthz') return json({ error: { message: 'not found', code: 'not_found' } }, 404)
  const ready = [...house.deployments.values()].every(({ service }) => service !== null)
  return json({ status: ready ? 'ok' : 'degraded' })
}

function endpointOf({ method, path }: Incoming): Endpoint {
  const routes = new Map([
    ['/v1/chat/completions', { method: 'POST', endpoint: completions }],
    ['/v1/models', { method: 'GET', endpoint: models }],
  ])
  if (isLogPath(path)) return log
  const reading = decisionsEndpoint(path)
  const route = routes.get(path) ?? (reading && { method: 'GET', endpoint: reading })
  if (!route) return refusing(404, 'unknown_url', 'nothing is served under this path')
  if (route.method !== method) return refusing(405, 'wrong_method', `this path is served by ${route.method}`)
  return route.endpoint
}

function refusing(status: number, code: string, message: string): Endpoint {
  return {
    name: code,
    async serve() {
      throw new Refusal(status, code, message)
    },
  }
}

/** Writes no faster than the client reads. */
async function send(
  { status, headers, body }: Answer,
  { method, signal }: Incoming,
  response: ServerResponse,
): Promise<void> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
    response.end(method === 'HEAD' ? undefined : body)
    return
  }
  response.writeHead(status, { ...headers })
  for await (const piece of body) {
    if (response.destroyed) break
    if (!response.write(piece)) await once(response, 'drain', { signal })
  }
  response.end()
}
