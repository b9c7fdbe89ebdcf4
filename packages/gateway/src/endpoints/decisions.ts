import { type Answer, type Endpoint, json, type Passage, type Route } from '../choke.ts'
import { explainRecord } from '../explanation.ts'
import type { Logged } from '../ledger/records.ts'
import type { DecisionRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { type Owned, owns } from '../who/owned.ts'
import type { Principal } from '../who/principal.ts'

const prefix = '/v1/decisions/'

/** The full explanation. */
const explanation: Endpoint = {
  name: 'decisions',
  async serve(passage) {
    const { house, principal, deployment } = passage
    const { record, index } = await recordOf(passage)
    const engine = await house.mounting.engineOf(record.policy, deployment)
    const explained = { ...explainRecord(record, engine, principal.level), ledger: index === null ? null : { index } }
    return json(explained, 200, { 'bylaw-decision': record.id, 'bylaw-policy': record.policy ?? 'none' })
  },
}

/** That the decision is in the log: its entry and the proof, to be verified offline with the log's public key. */
const receipt: Endpoint = {
  name: 'decisions.receipt',
  async serve(passage) {
    const logged = await loggedOf(passage)
    const answer = await passage.house.log.receipt(logged.index, logged.entry)
    if (answer.ok) return entryAnswer(logged, 'text/plain; charset=utf-8', answer.receipt)
    passage.house.logger.error({ reason: answer.reason }, 'the log is not signed')
    throw new Refusal(503, 'not_signed', 'the log is not signed at present: its operator knows why')
  },
}

/** The entry in the log, byte for byte: what the receipt is about. */
const leaf: Endpoint = {
  name: 'decisions.leaf',
  async serve(passage) {
    const logged = await loggedOf(passage)
    return entryAnswer(logged, 'application/json', new TextDecoder().decode(logged.entry))
  },
}

function entryAnswer({ leaf }: Logged, type: string, body: string): Answer {
  const headers = { 'content-type': type, 'bylaw-decision': leaf.id, 'bylaw-policy': leaf.policy ?? 'none' }
  return { status: 200, headers, body }
}

/** Looks among the open ones first: what is open no more then is in the log already. */
async function recordOf(passage: Passage): Promise<{ readonly record: DecisionRecord; readonly index: number | null }> {
  const { records } = passage.house
  const id = idOf(passage)
  const open = await records.open(id)
  const kept = await records.kept(id)
  if (kept === null) return { record: own(open, passage), index: null }
  const { leaf, record, index, state } = kept
  own(leaf, passage)
  if (record !== null) return { record, index }
  if (state === 'forgotten') {
    const message = 'what this decision was about was forgotten; its leaf and its receipt are still served'
    throw new Refusal(410, 'decision_forgotten', message, 'id')
  }
  throw new Refusal(503, 'decision_unreadable', 'the record of this decision can not be read: its key is not there')
}

async function loggedOf(passage: Passage): Promise<Logged> {
  const { records } = passage.house
  const id = idOf(passage)
  const open = await records.open(id)
  const logged = await records.logged(id)
  if (logged !== null) {
    own(logged.leaf, passage)
    return logged
  }
  own(open, passage)
  throw new Refusal(
    409,
    'decision_open',
    'the request is still under way: its decision is in the log when it ends',
    'id',
  )
}

const idOf = ({ incoming }: Passage): string => incoming.path.slice(prefix.length).replace(/\/(receipt|leaf)$/, '')

/** What both a record and its leaf say of whose they are. */
interface OfSomebody {
  readonly principal: Pick<Principal, 'key'>
  readonly deployment: string
  /** Absent in what was recorded before there were operators. */
  readonly operator?: { readonly id: string } | null | undefined
}

/** @throws Refusal 404 */
function own<T extends OfSomebody>(found: T | null, { principal }: Passage): T {
  if (found !== null && owns(principal, ownerOf(found))) return found
  throw new Refusal(404, 'decision_not_found', 'no decision of yours has this id', 'id')
}

function ownerOf({ deployment, operator, principal: { key } }: OfSomebody): Owned {
  return { deployment, operator: operator?.id ?? null, key }
}

/** What is served of a decision, to the key that asked, in its deployment; reading is not recorded. */
export const decisionRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/decisions\/[^/]+$/, endpoint: explanation, scope: 'decisions' },
  { method: 'GET', path: /^\/v1\/decisions\/[^/]+\/receipt$/, endpoint: receipt, scope: 'decisions' },
  { method: 'GET', path: /^\/v1\/decisions\/[^/]+\/leaf$/, endpoint: leaf, scope: 'decisions' },
]
