import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import { canonicalJson } from './canonical.ts'

/** What stands where something was too long for an entry: how many items or characters, and the digest of their JSON. */
export interface Abridged {
  readonly count: number
  /** SHA-256 of its RFC 8785 JSON, lower-case hex. */
  readonly digest: string
}

/** Whoever is shown the whole recognises it by this. */
export const abridge = (value: string | readonly unknown[]): Abridged => ({
  count: value.length,
  digest: bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))),
})

const count = z.int().min(0)
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex')
const abridged = z.strictObject({ count, digest })
const time = z.string().refine(isTime, 'not a time like `2026-01-31T12:00:00.000Z`')

function isTime(text: string): boolean {
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString() === text
}

/** The statement that decided; null where the default did. */
const by = z.strictObject({
  statement: z.enum(['set', 'limit', 'grant', 'trust', 'asks']),
  level: z.string(),
  /** `file:line` */
  source: z.string(),
})

const outcome = z.enum(['permitted', 'blocked', 'ask', 'not-run'])

const spec = z.strictObject({
  level: z.string(),
  title: z.string().nullable(),
  version: z.string().nullable(),
  digest,
})

const behavior = z.strictObject({ id: z.string(), value: z.string().nullable(), by: by.nullable() })

const check = z.strictObject({
  what: z.string(),
  mode: z.enum(['observe', 'enforce']),
  /** Null: of every behavior that has no entry of its own. */
  behavior: z.string().nullable(),
  outcome,
  why: z.string(),
  /** The value that the text exhibits, and the one that was decided; null where that could not be told. */
  exhibited: z.string().nullable().optional(),
  permitted: z.string().nullable().optional(),
  /** What was done, or under `observe` would have been done. */
  act: z.enum(['refuse', 'revise', 'redact', 'ask', 'annotate']).nullable().optional(),
  finding: z.enum(['overreach', 'mismatch', 'over-refusal', 'failed']).optional(),
  /** `name@version` of the judges. */
  by: z.string().optional(),
})

const tool = z.strictObject({
  /** The choice of the answer that the call stands in. */
  choice: count,
  behavior: z.string(),
  value: z.string().nullable(),
  by: by.nullable(),
  outcome,
  /** For `ask`: the level that could answer it. */
  asks: z.string().nullable(),
  /** A salted digest of the arguments, as of a body. */
  arguments: digest.nullable(),
})

/** Who runs the deployment, and which usage policy they accepted, when. */
const operator = z.strictObject({
  id: z.string(),
  accepted: z.strictObject({ policy: z.string(), at: z.string() }).readonly().nullable(),
})

/** Something noticed in what was said: its kind, and the behavior, section or fact that it is about. */
const noticed = z.strictObject({ kind: z.string(), about: z.string().nullable() })

const body = z.strictObject({ name: z.string(), digest })

const list = <T extends z.ZodType>(item: T) => z.union([z.array(item).readonly(), abridged.readonly()])

/**
 * What is recorded of one request: small, free of content, the same bytes whoever writes it. What may grow can be
 * abridged.
 */
export const recordSchema = z.strictObject({
  v: z.literal(1),
  id: z.string().min(1),
  /** ISO 8601, UTC, with milliseconds. */
  time,
  /** Digest of the policy; null where there was none. */
  policy: digest.nullable(),
  /** Every layer of the policy, in mounted order. */
  specs: list(spec.readonly()),
  /** `user` is a pseudonym that only the deployment can trace back. */
  principal: z.strictObject({ key: z.string().nullable(), level: z.string(), user: z.string().nullable() }).readonly(),
  deployment: z.string(),
  endpoint: z.string(),
  model: z.union([z.string(), abridged.readonly()]).nullable(),
  behaviors: list(behavior.readonly()),
  checks: list(check.readonly()),
  tools: list(tool.readonly()),
  /** `open`: under way; `cut-off`: found open after a restart. */
  outcome: z.enum(['open', 'complete', 'refused', 'failed', 'aborted', 'cut-off']),
  /** Salted digests of what lies beside the log, encrypted. */
  bodies: list(body.readonly()),
  /** Absent in what was recorded before there were operators; null where nobody is registered. */
  operator: operator.readonly().nullable().optional(),
  /** Absent where nothing was noticed. */
  noticed: list(noticed.readonly()).optional(),
})

/** What is recorded of one request. */
export type LedgerRecord = Readonly<z.infer<typeof recordSchema>>

/** The fields that may grow, and so may stand abridged. */
export const GROWING = [
  'behaviors',
  'bodies',
  'checks',
  'model',
  'noticed',
  'specs',
  'tools',
] as const satisfies readonly (keyof LedgerRecord)[]
