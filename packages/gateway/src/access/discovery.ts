import { type Answer, json } from '../choke.ts'
import type { Incoming } from '../incoming.ts'
import { echoed } from './request-id.ts'

/** A host that an address can be built from: a name or an address, with or without a port. */
const hostname = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/

/**
 * `GET /.well-known/authzen-configuration`: where the Authorization API is served, by the name that the request came
 * under: `https` where what stands before the gateway says so.
 */
export function discovery(incoming: Pick<Incoming, 'path' | 'header'>): Answer {
  const host = incoming.header('host') ?? ''
  if (!hostname.test(host)) return json({ error: { status: 400, message: 'the `host` of the request is none' } }, 400)
  const scheme = /^https(?:\s*,|$)/i.test(incoming.header('x-forwarded-proto') ?? '') ? 'https' : 'http'
  const requestId = echoed(incoming)
  return json(configurationAt(`${scheme}://${host}`), 200, { 'cache-control': 'no-store', ...requestId })
}

/** @param base the address of the gateway, without a slash at its end */
function configurationAt(base: string) {
  return {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
  }
}
