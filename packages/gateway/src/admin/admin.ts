import { type Answer, json, plainError } from '../choke.ts'
import type { Incoming } from '../incoming.ts'
import type { Recording } from '../recording.ts'
import { Refusal } from '../refusal.ts'
import { isLocal } from '../who/local.ts'
import { AdminCallers, type Administrator } from './callers.ts'
import { deploymentRoutes } from './deployments.ts'
import { keyRoutes } from './keys.ts'
import { layerRoutes } from './layers.ts'
import type { Office } from './office.ts'
import { openApi } from './openapi.ts'
import { operatorRoutes } from './operators.ts'
import { begin, end } from './recorded.ts'
import { Refused } from './refused.ts'
import type { AdminRoute } from './route.ts'
import { wouldHaveRoutes } from './would-have.ts'

/** What the admin API itself serves. */
export const adminRoutes: readonly AdminRoute[] = [
  ...operatorRoutes,
  ...keyRoutes,
  ...deploymentRoutes,
  ...layerRoutes,
  ...wouldHaveRoutes,
]

export interface AdminOptions {
  readonly office: Office
  /** Routes of other rooms. */
  readonly further?: readonly AdminRoute[]
  /** The text of the Prometheus metrics, and its type; absent where there are none. */
  readonly metrics?: (() => Promise<{ readonly type: string; readonly text: string }>) | null
}

interface Found {
  readonly route: AdminRoute
  readonly params: Readonly<Record<string, string>>
}

/** The admin API, under keys of its own. Every change is recorded in the ledger before it is made, and once it was. */
export class Admin {
  readonly #office: Office
  readonly #callers: AdminCallers
  readonly #routes: readonly (AdminRoute & { readonly pattern: RegExp })[]
  readonly #metrics: AdminOptions['metrics']
  readonly #document: unknown

  constructor({ office, further = [], metrics = null }: AdminOptions) {
    const routes = [...adminRoutes, ...further]
    this.#office = office
    this.#callers = new AdminCallers(office.config.admin)
    this.#routes = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }))
    this.#metrics = metrics
    this.#document = openApi(routes)
  }

  /** Answers whatever is asked under `/admin/`. Never rejects. */
  async answer(incoming: Incoming): Promise<Answer> {
    try {
      const administrator = this.#callers.identify(incoming)
      if (incoming.path === '/admin/v1/openapi.json' && incoming.method === 'GET') return json(this.#document)
      return await this.#serve(incoming, administrator, this.#find(incoming))
    } catch (error) {
      return this.#refused(error)
    }
  }

  /** `GET /metrics`: to clients on this machine, and with an admin key that is for no operator alone. Never rejects. */
  async metrics(incoming: Incoming): Promise<Answer> {
    try {
      if (!this.#metrics) throw new Refusal(404, 'not_found', 'nothing is served under this path')
      if (!isLocal(incoming) && this.#callers.identify(incoming).operator !== null) {
        throw new Refusal(403, 'operator_only', 'metrics tell of every operator')
      }
      const { type, text } = await this.#metrics()
      return { status: 200, headers: { 'content-type': type }, body: text }
    } catch (error) {
      return this.#refused(error)
    }
  }

  #find({ method, path }: Incoming): Found {
    const matching = this.#routes.flatMap((route) => {
      const match = route.pattern.exec(path)
      return match ? [{ route, params: decoded(match.groups ?? {}) }] : []
    })
    const found = matching.find(({ route }) => route.method === method.toLowerCase())
    if (found) return found
    if (matching.length === 0) throw new Refusal(404, 'unknown_url', 'nothing is served under this path')
    const methods = matching.map(({ route }) => route.method.toUpperCase()).join(', ')
    throw new Refusal(405, 'wrong_method', `this path is served by ${methods}`)
  }

  async #serve(incoming: Incoming, administrator: Administrator, { route, params }: Found): Promise<Answer> {
    const asked = { office: this.#office, administrator, incoming, params }
    const fresh = { 'cache-control': 'no-store' }
    if (!route.changes) return json((await route.serve(asked)).answer, route.status, fresh)
    const recording = await begin(this.#office, administrator, route, params)
    const decision = { ...fresh, 'bylaw-decision': recording.record.id }
    try {
      const { answer, done = route.name, deployment } = await route.serve(asked)
      await end(recording, done, deployment)
      this.#office.logger.info(
        { decision: recording.record.id, admin: administrator.key, change: route.name },
        'changed',
      )
      return json(answer, route.status, decision)
    } catch (error) {
      const { headers, ...answer } = await this.#failed(recording, error)
      return { ...answer, headers: { ...headers, ...decision } }
    }
  }

  async #failed(recording: Recording, error: unknown): Promise<Answer> {
    const refusal = error instanceof Refused ? error.refusal : error
    try {
      if (refusal instanceof Refusal) await recording.close('refused', refusal.failure)
      else await recording.close('failed')
    } catch (second) {
      return this.#refused(second)
    }
    return this.#refused(error)
  }

  #refused(error: unknown): Answer {
    if (error instanceof Refused) {
      const { failure } = error.refusal
      return json({ ...plainError(failure), diagnostics: error.diagnostics }, failure.status)
    }
    if (error instanceof Refusal) return json(plainError(error.failure), error.failure.status)
    const { name, stack } = error instanceof Error ? error : new Error(typeof error)
    this.#office.logger.error({ name, stack }, 'the admin API failed')
    const failure = new Refusal(500, 'internal_error', 'the gateway failed').failure
    return json(plainError(failure), 500)
  }
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]))
  } catch {
    throw new Refusal(400, 'invalid_path', 'the path is not well-formed')
  }
}
