import { type Body, commit, encodeLeaf, type LedgerRecord, newSalt } from '@bylaw/ledger'
import { type JsonObject, nativeDigests } from '@bylaw/ledger/node'
import type { DecisionRecord, EndState, ToolCallRecord } from '../record.ts'
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
 * The leaf of a record is free of content: facts and sentences lie in the body only, users are pseudonyms, arguments
 * salted digests, and of a tool that the request did not declare not even the name is in it, since a model wrote it.
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
    checks: record.checks,
    tools,
    outcome: record.state,
    bodies: [{ name: DECISION, digest: commit(body, salt, nativeDigests) }],
  })
  return { entry, body: { [DECISION]: { salt: Buffer.from(salt).toString('hex'), body } } }
}

/** Few fields, since each of them costs a salt: those that are worth disclosing alone, and the rest. */
function bodyOf({ facts, principal, toolCalls, ...request }: EndedRecord): Body {
  return { facts, principal, request, toolCalls } as unknown as Body
}

/** The record out of the bodies that were kept; null where there is none in them. */
export function recordIn(bodies: JsonObject): DecisionRecord | null {
  const salted = bodies[DECISION] as { readonly body?: Record<string, unknown> } | undefined
  if (salted?.body === undefined) return null
  const { request, ...fields } = salted.body
  return { ...(request as object), ...fields } as unknown as DecisionRecord
}

/** What stands for a tool that the request did not declare: the family. */
const undeclared = 'tool.request.*'

/** What was recorded before there was a ledger names no statement and has no digest. */
function toolOf(call: ToolCallRecord): Extract<LedgerRecord['tools'], readonly unknown[]>[number] {
  const { choice, value, by, outcome, asks } = call
  const behavior = call.declared ? call.behavior : undeclared
  return { choice, behavior, value, by: by ?? null, outcome, asks, arguments: call.arguments?.digest ?? null }
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
