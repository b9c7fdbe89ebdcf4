import { errorBody, type Failure, UpstreamError } from '@bylaw/providers'
import type { Logger } from 'pino'
import type { Deployment } from './deployment.ts'
import type { PastEngines } from './explanation.ts'
import type { Callers, Principal } from './identify.ts'
import type { Incoming } from './incoming.ts'
import type { Log } from './ledger/log.ts'
import type { Records } from './ledger/records.ts'
import { newDecisionId } from './record.ts'
import { Recording } from './recording.ts'
import { Refusal } from './refusal.ts'

/** Everything that requests are served with. */
export interface House {
  readonly callers: Callers
  readonly deployments: ReadonlyMap<string, Deployment>
  readonly records: Records
  readonly engines: PastEngines
  readonly log: Log
  /** Whether anybody may read the log. */
  readonly publicLog: boolean
  readonly logger: Logger
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A text or bytes, or the pieces of a stream. */
  readonly body: string | Uint8Array | AsyncIterable<string>
}

/** A request whose caller is known. */
export interface Passage {
  readonly house: House
  readonly deployment: Deployment
  readonly principal: Principal
  readonly incoming: Incoming
  readonly recording: Recording
}

/** What is served under one path. It records what it did, and throws a Refusal or an UpstreamError otherwise. */
export interface Endpoint {
  readonly name: string
  serve(passage: Passage): Promise<Answer>
}

/**
 * The one way through the gateway: whatever is served is served here, to a caller who was identified, in a deployment
 * of its own, and carries the id of its record and the digest of its policy. Never throws; every failure is an answer.
 */
export async function pass(house: House, incoming: Incoming, endpoint: Endpoint): Promise<Answer> {
  const id = newDecisionId()
  let policy: string | null = null
  let recording: Recording | null = null
  let answer: Answer
  try {
    const principal = house.callers.identify(incoming)
    const deployment = house.deployments.get(principal.deployment)!
    policy = deployment.mounted.policy?.digest ?? null
    recording = new Recording(house.records, id, endpoint.name, principal, policy)
    answer = await endpoint.serve({ house, deployment, principal, incoming, recording })
  } catch (error) {
    answer = await refused(house, incoming, recording, id, error)
  }
  return { ...answer, headers: { 'bylaw-decision': id, 'bylaw-policy': policy ?? 'none', ...answer.headers } }
}

async function refused(
  house: House,
  incoming: Incoming,
  recording: Recording | null,
  id: string,
  error: unknown,
): Promise<Answer> {
  const failure = recording
    ? await endInFailure(house, incoming, recording, error)
    : failureOf(house.logger, id, incoming, error)
  const again = error instanceof UpstreamError ? error.retryAfter : null
  return json(errorBody(failure), failure.status, again === null ? {} : { 'retry-after': again })
}

/** Ends the record of a request that failed; what to tell the client, also where the record could not be written. */
export async function endInFailure(
  house: House,
  incoming: Incoming,
  recording: Recording,
  error: unknown,
): Promise<Failure> {
  const { id } = recording.record
  const failure = failureOf(house.logger, id, incoming, error)
  try {
    await recording.close(endOf(incoming, error), failure)
    return failure
  } catch (second) {
    return failureOf(house.logger, id, incoming, second)
  }
}

/** How the record of a request ends that failed. */
function endOf(incoming: Incoming, error: unknown): 'aborted' | 'refused' | 'failed' {
  if (incoming.signal.aborted) return 'aborted'
  return error instanceof Refusal && error.failure.status !== 503 ? 'refused' : 'failed'
}

/** What a client is told of an error; what the operator has to know of it goes to the log, without any content. */
function failureOf(logger: Logger, id: string, incoming: Incoming, error: unknown): Failure {
  if (incoming.signal.aborted) {
    return { status: 499, code: 'aborted', message: 'the client went away', type: 'api_error', param: null }
  }
  if (error instanceof Refusal || error instanceof UpstreamError) {
    const { status, code } = error.failure
    const cause = (error.cause as { code?: unknown } | undefined)?.code
    logger[status < 500 ? 'info' : 'warn']({ decision: id, status, code, cause }, 'not served')
    return error.failure
  }
  const { name, stack } = error instanceof Error ? error : new Error(typeof error)
  logger.error({ decision: id, name, stack }, 'internal error')
  return { status: 500, code: 'internal_error', message: 'the gateway failed', type: 'api_error', param: null }
}

export function json(value: unknown, status = 200, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}
