import { UpstreamError } from '@bylaw/providers'

/** The longest that an upstream's `retry-after` is waited for, in milliseconds. */
const patience = 10_000

/** The first pause before something is tried again, in milliseconds; each next one is twice as long. */
const pause = 200

/** Codes of what an upstream has not got, as the wire formats here name it. */
const lacking = new Set<string | null>(['unsupported', 'unsupported_continuation'])

/** Statuses that say something of the request, and would say it again. */
const ofTheRequest = new Set([400, 404, 409, 413, 415, 422])

/**
 * What a failure says.
 * - `request`: the request itself is refused, and would be again.
 * - `upstream`: this upstream failed; it, or another one, may do better.
 * - `slow`: this upstream took all the time that it has; another one may do better.
 * - `busy`: this upstream is well, and has no room now.
 * - `unsupported`: this upstream has no means for it; another one may.
 * - `nobody`: nothing that an upstream did.
 */
export type Fault = 'request' | 'upstream' | 'slow' | 'busy' | 'unsupported' | 'nobody'

export function faultOf(error: unknown): Fault {
  if (!(error instanceof UpstreamError)) return 'nobody'
  const { status, code } = error.failure
  if (status < 500 && lacking.has(code)) return 'unsupported'
  if (status === 504 && code === 'upstream_timeout') return 'slow'
  if (status === 429) return 'busy'
  return ofTheRequest.has(status) ? 'request' : 'upstream'
}

/**
 * Milliseconds to wait before the next attempt: what the upstream asks for, else twice as long each time, of which a random
 * part (full jitter). Null where it asks for more than anybody waits.
 */
export function waitBefore(attempt: number, error: unknown, random: () => number = Math.random): number | null {
  const asked = error instanceof UpstreamError ? secondsOf(error.retryAfter) : null
  if (asked === null) return random() * Math.min(patience, pause * 2 ** attempt)
  return asked * 1000 > patience ? null : asked * 1000
}

function secondsOf(text: string | null): number | null {
  if (text === null) return null
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}
