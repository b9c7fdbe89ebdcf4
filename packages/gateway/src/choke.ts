import { type Failure, type Format, UpstreamError } from '@bylaw/providers'
import type { Logger } from 'pino'
import { echoed } from './access/request-id.ts'
import type { Approvals } from './approvals/approvals.ts'
import type { Sealing } from './approvals/sealing.ts'
import type { Scope } from './config/access.ts'
import type { Conversations } from './conversations/conversations.ts'
import type { Deployment } from './deployment.ts'
import type { Incoming } from './incoming.ts'
import type { Log } from './ledger/log.ts'
import type { Pseudonyms } from './ledger/pseudonyms.ts'
import type { Records } from './ledger/records.ts'
import type { Limits } from './limits/limits.ts'
import type { Mounting } from './mounting/mounting.ts'
import type { Incidents } from './people/incidents.ts'
import type { Library } from './reading/library.ts'
import type { Snippets } from './reading/snippets.ts'
import { newDecisionId } from './record.ts'
import { Recording } from './recording.ts'
import { Refusal } from './refusal.ts'
import type { OpenState } from './store/open.ts'
import type { Observed } from './telemetry/observed.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import { type Callers, requireScope } from './who/callers.ts'
import type { Principal } from './who/principal.ts'

/** Everything that requests are served with. */
export interface House {
  readonly callers: Callers
  readonly mounting: Mounting
  /** Stacks to be read, and never served. */
  readonly library: Library
  readonly records: Records
  readonly log: Log
  /** Whether anybody may read the log. */
  readonly publicLog: boolean
  readonly state: Pick<OpenState, 'db' | 'dialect' | 'policies' | 'close'>
  readonly approvals: Approvals
  readonly conversations: Conversations
  readonly incidents: Incidents
  readonly limits: Limits
  readonly snippets: Snippets
  readonly pseudonyms: Pseudonyms
  /** Keeps content that persons have to see. */
  readonly sealing: Sealing
  readonly telemetry: Telemetry
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
  readonly observed: Observed
}

/** An answer on its way. */
export interface Passed {
  readonly answer: Answer
  /** It has left, or nobody takes it any more. */
  left(): void
}

/** What is served under one path. It records what it did, and throws a Refusal or an UpstreamError otherwise. */
export interface Endpoint {
  readonly name: string
  /** The wire format it serves: errors have its shape. Absent: OpenAI's. */
  readonly format?: Format
  serve(passage: Passage): Promise<Answer>
}

/** Where an endpoint is served. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string | RegExp
  readonly endpoint: Endpoint
  /** What a key must be allowed to do; null: any key. */
  readonly scope: Scope | null
}

/**
 * The one way through the gateway: whatever is served is served here, to a caller who was identified, in a deployment
 * of its own, and carries the id of its record and the digest of its policy. Never throws; every failure is an answer.
 */
export async function pass(
  house: House,
  incoming: Incoming,
  { endpoint, scope }: Pick<Route, 'endpoint' | 'scope'>,
): Promise<Passed> {
  const id = newDecisionId()
  const observed = house.telemetry.begun(endpoint.name, incoming)
  let deployment: Deployment | null = null
  let recording: Recording | null = null
  let answer: Answer
  try {
    const principal = await house.callers.identify(incoming)
    deployment = deploymentFor(house, principal)
    const policy = deployment.mounted.policy?.digest ?? null
    recording = new Recording(house.records, id, endpoint.name, principal, policy)
    requireScope(principal, scope)
    answer = await endpoint.serve({ house, deployment, principal, incoming, recording, observed })
  } catch (error) {
    answer = await refused(house, incoming, recording, { id, endpoint, error })
  }
  const policy = recording?.record.policy ?? 'none'
  const headers = { 'bylaw-decision': id, 'bylaw-policy': policy, ...echoed(incoming), ...answer.headers }
  const left = () => observed.ended(answer.status, deployment, recording?.record ?? null)
  return { answer: { ...answer, headers }, left }
}

/** A key of a deployment that is no longer there serves nothing. */
function deploymentFor({ mounting }: House, { deployment }: Principal): Deployment {
  const found = mounting.deployment(deployment)
  if (found !== null) return found
  throw new Refusal(403, 'no_deployment', 'the deployment of this key is not served')
}

interface Refused {
  readonly id: string
  readonly endpoint: Endpoint
  readonly error: unknown
}

async function refused(
  house: House,
  incoming: Incoming,
  recording: Recording | null,
  { id, endpoint, error }: Refused,
): Promise<Answer> {
  const failure = recording
    ? await endInFailure(house, incoming, recording, error)
    : failureOf(house.logger, id, incoming, error)
  const again = error instanceof UpstreamError || error instanceof Refusal ? error.retryAfter : null
  const body = endpoint.format?.errorBody(failure) ?? plainError(failure)
  return json(body, failure.status, again === null ? {} : { 'retry-after': again })
}

/** An error as everything that is no wire format of its own tells it: in OpenAI's shape. */
export function plainError({ message, type, param, code }: Failure) {
  return { error: { message, type, param, code } }
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
