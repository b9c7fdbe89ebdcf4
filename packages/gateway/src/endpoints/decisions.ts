import { type Endpoint, json } from '../choke.ts'
import { explainRecord } from '../explanation.ts'
import type { Principal } from '../identify.ts'
import type { DecisionRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'

export const decisionsPath = '/v1/decisions/'

/** `GET /v1/decisions/{id}`: the full explanation, to the key that asked, in its deployment; reading is not recorded. */
export const decisions: Endpoint = {
  name: 'decisions',
  async serve({ house, principal, incoming, deployment }) {
    const id = incoming.path.slice(decisionsPath.length)
    const record = await house.store.read(id)
    if (record === null || !isOwn(record, principal)) {
      throw new Refusal(404, 'decision_not_found', 'no decision of yours has this id', 'id')
    }
    const engine = await house.engines.get(record.policy, deployment)
    const explanation = explainRecord(record, engine, principal.level)
    return json(explanation, 200, { 'bylaw-decision': record.id, 'bylaw-policy': record.policy ?? 'none' })
  },
}

function isOwn(record: DecisionRecord, { key, deployment }: Principal): boolean {
  return record.principal.key === key && record.deployment === deployment
}
