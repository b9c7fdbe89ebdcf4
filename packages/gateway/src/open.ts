import { discovery } from './access/discovery.ts'
import type { Admin } from './admin/admin.ts'
import { type Answer, type House, json, plainError } from './choke.ts'
import type { Console } from './console.ts'
import { isLogPath, logAnswer } from './endpoints/log.ts'
import type { Incoming } from './incoming.ts'
import { aboutAnswer } from './people/page.ts'
import { readiness } from './telemetry/health.ts'

/** What is served to whoever asks, or under keys of its own. */
export interface Open {
  /** The text of `GET /`. */
  page(): string
  readonly admin: Admin
  readonly console: Console
}

/** What anybody may read, since it tells nothing of anybody; null where the request needs a caller's key. */
export async function openAnswer(house: House, open: Open, incoming: Incoming): Promise<Answer | null> {
  const { path } = incoming
  if (path.startsWith('/v1/') || path.startsWith('/access/')) return null
  if (isLogPath(path)) return house.publicLog || path === '/log/vkey' ? logAnswer(house, incoming) : null
  if (path.startsWith('/admin/')) return open.admin.answer(incoming)
  if (path.startsWith('/about/')) return aboutAnswer(house, incoming)
  const shown = await open.console(incoming)
  if (shown !== null) return shown
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return notFound()
  if (path === '/') return text(open.page())
  if (path === '/healthz') return json({ status: 'ok' })
  if (path === '/readyz') return readiness(house)
  if (path === '/metrics') return open.admin.metrics(incoming)
  if (path === '/.well-known/authzen-configuration') return discovery(incoming)
  return notFound()
}

function notFound(): Answer {
  const message = 'nothing is served under this path'
  return json(plainError({ status: 404, message, type: 'invalid_request_error', param: null, code: 'not_found' }), 404)
}

function text(body: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', vary: 'accept' }, body }
}
