import { isBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type * as z from 'zod'
import { type Answer, answering, quoted, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { MAX_ENTRY_LENGTH } from '../log/hash.ts'
import { canonicalJson } from './canonical.ts'
import { abridge, GROWING, type LedgerRecord, recordSchema } from './record.ts'

/**
 * The entry of a record: canonical JSON in UTF-8, at most 65,535 bytes. Where it would be longer, the longest of the
 * fields that may grow is abridged, then the next. Throws a RangeError where even that is not enough.
 */
export function encodeLeaf(record: LedgerRecord): Uint8Array {
  let bytes = encode(record)
  if (bytes.length <= MAX_ENTRY_LENGTH) return bytes
  for (const field of longestFirst(record)) {
    const value = record[field]
    if (typeof value === 'string' || isList(value)) record = { ...record, [field]: abridge(value) }
    bytes = encode(record)
    if (bytes.length <= MAX_ENTRY_LENGTH) return bytes
  }
  throw new RangeError(`the record ${quoted(record.id)} does not fit into an entry, even abridged`)
}

const encode = (record: LedgerRecord) => utf8ToBytes(canonicalJson(record))

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const longestFirst = (record: LedgerRecord) => {
  const length = new Map(GROWING.map((field) => [field, canonicalJson(record[field] ?? null).length]))
  return GROWING.toSorted((one, other) => length.get(other)! - length.get(one)!)
}

/** Reads an entry back: only what `encodeLeaf` writes, byte for byte. Never throws, whatever it is given. */
export function parseLeaf(bytes: Uint8Array): Answer<{ readonly record: LedgerRecord }> {
  return answering(() => {
    if (!isBytes(bytes) || bytes.length > MAX_ENTRY_LENGTH)
      return refuse(`an entry has at most ${MAX_ENTRY_LENGTH} bytes`)
    const json = parseJson(bytes)
    if (!json.ok) return json
    const { data, error } = recordSchema.safeParse(json.value)
    if (data === undefined) return refuse(`the entry is not a record: ${faultOf(error)}`)
    return same(encodeLeaf(data), bytes) ? { ok: true, record: data } : refuse('the entry is not canonical JSON')
  })
}

function parseJson(bytes: Uint8Array): Answer<{ readonly value: unknown }> {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) }
  } catch {
    return refuse('the entry is not JSON in UTF-8')
  }
}

function faultOf({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'no reason'
  const where = issue.path.length === 0 ? '' : `${quoted(issue.path.join('.'))}: `
  return where + issue.message.slice(0, 200)
}
