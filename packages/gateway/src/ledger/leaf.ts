import { type Body, commit, encodeLeaf, type LedgerRecord, newSalt } from '@bylaw/ledger'
import { type JsonObject, nativeDigests } from '@bylaw/ledger/node'
import type { CheckRecord, DecisionRecord, EndState, NoticedRecord, ToolCallRecord } from '../record.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import type { LeafSpecs } from './specs.ts'

/** A record that has ended. */
export type EndedRecord = DecisionRecord & { readonly state: EndState }

/** What the log gets of a record, and what is kept beside it: by the name of each body its salt and the body itself. */
export interface Leaf {
  readonly entry: Uint8Array
  readonly body: JsonObject
}

/** The name of the body that holds the record whole: facts, traces and sentences. */
const DECISION = 'decision'

/**
 * The leaf of a record is free of content: facts, quotes and sentences lie in the body only, what a judge says stands as
 * the values of the policy and in the house's words, users are pseudonyms, arguments salted digests, and of a tool that the
 * request did not declare not even the name is in it, since a model wrote it.
 * @throws RangeError where the record fits into no entry
 */
export function leafOf(record: EndedRecord, specs: LeafSpecs, pseudonyms: Pseudonyms): Leaf {
  const salt = newSalt()
  const body = bodyOf(record)
  const { key, level, user } = record.principal
  const tools = record.toolCalls.map(toolOf)
  const entry = encodeLeaf({
    v: 1,
    id: record.id,
    time: record.created,
    policy: record.policy,
    specs,
    principal: { key, level, user: user === null ? null : pseudonyms.of(user) },
    deployment: record.deployment,
    endpoint: record.endpoint,
    model: record.model,
    behaviors: distinct(tools.map(({ behavior, value, by }) => ({ id: behavior, value, by }))),
    checks: record.checks.map(checkOf),
    tools,
    outcome: record.state,
    operator: record.operator ?? null,
    ...(record.noticed?.length > 0 && { noticed: distinct(record.noticed.map(noticedOf)) }),
    bodies: [{ name: DECISION, digest: commit(body, salt, nativeDigests) }],
  })
  return { entry, body: { [DECISION]: { salt: Buffer.from(salt).toString('hex'), body } } }
}

/**
 * Few fields, since each of them costs a salt: those that are worth disclosing alone, and the rest. Whose request it was
 * stands apart where it says more than the leaf does.
 */
function bodyOf({ facts, principal, toolCalls, ...rest }: EndedRecord): Body {
  const named = principal.user !== null
  const request = named ? rest : { ...rest, principal }
  return { facts, request, ...(named && { principal }), ...(toolCalls.length > 0 && { toolCalls }) } as unknown as Body
}

/** The record out of the bodies that were kept; null where there is none in them. */
export function recordIn(bodies: JsonObject): DecisionRecord | null {
  const salted = bodies[DECISION] as { readonly body?: Record<string, unknown> } | undefined
  if (salted?.body === undefined) return null
  const { request, ...fields } = salted.body
  return { toolCalls: [], ...(request as object), ...fields } as unknown as DecisionRecord
}

const found = {
  overreach: 'exhibits more than is permitted',
  mismatch: 'exhibits another value than the decided one',
  'over-refusal': 'is tighter than was decided',
  failed: 'the check came to no result',
} as const

type Finding = keyof typeof found

const isFinding = (finding: string | undefined): finding is Finding =>
  finding !== undefined && Object.hasOwn(found, finding)

/** The reasons that a judge gives are a model's words, so that they stand in the body only. */
function checkOf({ finding, why, ...check }: CheckRecord): Leafs<'checks'> {
  if (check.by === undefined) return { ...check, why, ...(isFinding(finding) && { finding }) }
  return isFinding(finding) ? { ...check, finding, why: found[finding] } : { ...check, why: 'nothing was found' }
}

/** Fields of a request that were left out and citations are named by somebody else's words. */
function noticedOf({ kind, about }: NoticedRecord): Leafs<'noticed'> {
  return { kind, about: kind === 'lost' || kind === 'citation' ? null : about }
}

/** One entry of a list of a leaf. */
type Leafs<Field extends 'checks' | 'noticed' | 'tools'> = Extract<
  NonNullable<LedgerRecord[Field]>,
  readonly unknown[]
>[number]

/** What stands for a tool that the request did not declare: the family. */
const undeclared = 'tool.request.*'

/** What was recorded before there was a ledger names no statement and has no digest. */
function toolOf(call: ToolCallRecord): Leafs<'tools'> {
  const { choice, value, by, outcome, asks } = call
  const behavior = call.declared ? call.behavior : undeclared
  return { choice, behavior, value, by: by ?? null, outcome, asks, arguments: call.arguments?.digest ?? null }
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
