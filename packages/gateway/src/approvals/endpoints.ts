import { readBodyAs } from '@bylaw/providers'
import { z } from 'zod'
import { type Endpoint, json, type Passage, type Route } from '../choke.ts'
import { serviceOf } from '../deployment.ts'
import { Refusal } from '../refusal.ts'
import { type Approval, type ApprovalState, approvalStates, whyState } from './approval.ts'
import type { Viewer } from './viewer.ts'

const prefix = '/v1/approvals/'
const one = /^\/v1\/approvals\/apr_[0-9a-f]{32}$/

/** `GET /v1/approvals?state=`: what the caller may see, without content. */
const list: Endpoint = {
  name: 'approvals.list',
  async serve(passage) {
    const approvals = await passage.house.approvals.list(viewerOf(passage), stateOf(passage))
    return json({ object: 'list', data: approvals.map(written) })
  },
}

/**
 * `GET /v1/approvals/{id}`: what is to be approved, while it waits. Of a text that was withheld and is approved, the text:
 * once, to the key and the end user that asked. Then it is used; before that there is a record of it.
 */
const get: Endpoint = {
  name: 'approvals.get',
  async serve(passage) {
    const { house, incoming, recording } = passage
    const viewer = viewerOf(passage)
    const id = idOf(passage)
    const releases = incoming.method === 'GET' && (await house.approvals.releases(id, viewer))
    if (releases) await recording.close('complete')
    const text = releases ? await house.approvals.release(id, viewer) : null
    const { approval, shown } = await house.approvals.get(id, viewer)
    return json({ ...written(approval), ...(shown && { shown }), ...(text !== null && { text }) }, 200, fresh)
  },
}

const answered = z.object({ answer: z.enum(['approve', 'deny']), as: z.string().optional() })

/** `POST /v1/approvals/{id}`: `{answer: approve | deny, as?}`. */
const answer: Endpoint = {
  name: 'approvals.answer',
  async serve(passage) {
    const { house, incoming, recording } = passage
    const viewer = viewerOf(passage)
    const read = readBodyAs(answered, await incoming.text())
    if ('failure' in read) {
      const { status, code, message, param } = read.failure
      throw new Refusal(status, code ?? 'invalid_value', message, param)
    }
    const as = read.body.as === 'operator' ? 'developer' : read.body.as
    const approval = await house.approvals.answer(idOf(passage), viewer, read.body.answer, as)
    await recording.close('complete')
    return json(written(approval))
  },
}

export const approvalRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/approvals', endpoint: list, scope: 'approvals' },
  { method: 'GET', path: one, endpoint: get, scope: 'approvals' },
  { method: 'POST', path: one, endpoint: answer, scope: 'approvals' },
]

/** What may be read only once is kept by nobody on the way. */
const fresh = { 'cache-control': 'no-store' }

/** An approval as it is served. */
export function written(approval: Approval) {
  return { object: 'bylaw.approval' as const, ...approval, why: whyState(approval) }
}

/** The state that a query asks for; null for all. @throws Refusal 400 */
function stateOf({ incoming }: Pick<Passage, 'incoming'>): ApprovalState | null {
  const asked = incoming.query.get('state')
  if (asked === null) return null
  const state = approvalStates.find((each) => each === asked)
  if (state !== undefined) return state
  throw new Refusal(400, 'unknown_state', `\`state\` is one of ${approvalStates.join(', ')}`, 'state')
}

function viewerOf({ principal, deployment }: Passage): Viewer {
  const { policy } = serviceOf(deployment, principal.level)
  return { ...principal, operator: principal.operator?.id ?? null, levels: policy.levels }
}

const idOf = ({ incoming }: Passage): string => incoming.path.slice(prefix.length)
