import { readBodyAs } from '@bylaw/providers'
import { type Endpoint, type House, json, type Passage, type Route } from '../choke.ts'
import type { DecisionRecord, NoticedRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { owns } from '../who/owned.ts'
import { type Flag, flagSchema, reasons } from './incident.ts'

/** `POST /v1/flags`: `{decision, reason, note?}` becomes an incident. */
const flags: Endpoint = {
  name: 'flags',
  async serve(passage) {
    const { house, deployment, principal, incoming, recording } = passage
    const flag = flagIn(await incoming.text())
    await ownDecision(passage, flag.decision)
    const at = { deployment: deployment.name, operator: principal.operator?.id ?? null }
    const { id, state } = await house.incidents.raise(at, flag)
    recording.note({ noticed: [flagged(flag)] })
    await recording.close('complete')
    return json({ object: 'bylaw.incident', id, state, decision: flag.decision }, 202)
  },
}

export const flagRoutes: readonly Route[] = [{ method: 'POST', path: '/v1/flags', endpoint: flags, scope: 'flags' }]

/** What the record of a flag says: which answer, and what is wrong with it, never the note. */
export function flagged({ decision, reason }: Flag): NoticedRecord {
  return { kind: 'flag', about: decision, why: reasons[reason] }
}

function flagIn(text: string): Flag {
  const read = readBodyAs(flagSchema, text)
  if ('body' in read) return flagSchema.parse(read.body)
  const { status, code, message, param } = read.failure
  throw new Refusal(status, code ?? 'invalid_value', message, param)
}

/** What is said of a decision, open or in the log, about whose it is. */
export interface DecisionOwner {
  readonly deployment: string
  readonly operator: string | null
  /** The same with what they had accepted. */
  readonly run: DecisionRecord['operator']
  readonly key: string | null
  /** Pseudonym of the end user. */
  readonly person: string | null
}

/** Null for an id that no decision has. */
export async function ownerOf({ records, pseudonyms }: House, id: string): Promise<DecisionOwner | null> {
  const open = await records.open(id)
  if (open !== null) {
    const { deployment, operator, principal } = open
    const person = principal.user === null ? null : pseudonyms.of(principal.user)
    return { deployment, operator: operator?.id ?? null, run: operator, key: principal.key, person }
  }
  const logged = await records.logged(id)
  if (logged === null) return null
  const { deployment, operator, principal } = logged.leaf
  const run = operator ?? null
  return { deployment, operator: run?.id ?? null, run, key: principal.key, person: principal.user }
}

/** A decision of the key that asks, and of the end user where it names one. @throws Refusal 404 */
async function ownDecision({ house, principal }: Passage, id: string): Promise<void> {
  const owner = await ownerOf(house, id)
  const person = principal.user === null ? null : house.pseudonyms.of(principal.user)
  if (owner !== null && owns(principal, owner) && (person === null || person === owner.person)) return
  throw new Refusal(404, 'decision_not_found', 'no decision of yours has this id', 'decision')
}
