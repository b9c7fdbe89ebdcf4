import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, answering, quoted, refuse } from '../log/answer.ts'
import { canonicalJson } from '../records/canonical.ts'
import { type Body, verifyBody } from '../records/commitment.ts'
import type { LedgerRecord } from '../records/record.ts'

/**
 * What a record says the digests of, as it is kept beside the log and disclosed: by the name of each body its salt (32
 * bytes in lower-case hex) and the body itself.
 */
export type SaltedBodies = { readonly [name: string]: { readonly salt: string; readonly body: Body } }

/** A disclosed line: which leaf, and its bodies. */
export interface DisclosedBodies {
  readonly index: number
  readonly bodies: SaltedBodies
}

/** Whether these are bodies of this record: each is one that it names, with its salt. Never throws. */
export const verifyBodies = (record: LedgerRecord, bodies: unknown): Answer<{ readonly bodies: SaltedBodies }> =>
  answering(() => {
    if (!isObject(bodies)) return refuse('bodies are kept under their names')
    const named = Array.isArray(record.bodies) ? record.bodies : []
    for (const [name, kept] of Object.entries(bodies)) {
      const digest = named.find((each: { name: string }) => each.name === name)?.digest
      if (digest === undefined) return refuse(`the record ${quoted(record.id)} names no body ${quoted(name)}`)
      const verified = verifySalted(kept, digest)
      if (!verified.ok) return refuse(`${quoted(name)}: ${verified.reason}`)
    }
    return { ok: true, bodies: bodies as SaltedBodies }
  })

function verifySalted(kept: unknown, digest: string): Answer<object> {
  if (!isObject(kept) || Object.keys(kept).toSorted().join() !== 'body,salt')
    return refuse('a body comes with its salt')
  const { salt, body } = kept
  if (typeof salt !== 'string' || !/^[0-9a-f]{64}$/.test(salt) || !isObject(body))
    return refuse('the salt must be 32 bytes in lower-case hex, the body an object')
  return verifyBody(body as Body, hexToBytes(salt), digest)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Disclosed bodies as a file: one line of canonical JSON for each record, in the order of the log. */
export const encodeBodies = (lines: readonly DisclosedBodies[]): Uint8Array =>
  utf8ToBytes(lines.map((line) => `${canonicalJson(line)}\n`).join(''))

/** Reads a file of bodies back, line by line, byte for byte as `encodeBodies` writes it. */
export function* decodeBodies(
  file: Uint8Array,
): Generator<{ readonly offset: number; readonly line: Answer<DisclosedBodies> }> {
  for (let offset = 0; offset < file.length; ) {
    const end = file.indexOf(10, offset)
    const bytes = file.subarray(offset, end === -1 ? file.length : end)
    yield { offset, line: end === -1 ? refuse('the last line is torn') : parseLine(bytes) }
    offset += bytes.length + 1
  }
}

const parseLine = (bytes: Uint8Array): Answer<DisclosedBodies> =>
  answering(() => {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const line: unknown = JSON.parse(text)
    const { index, bodies } = isObject(line) ? line : {}
    const isLine = Number.isSafeInteger(index) && isObject(bodies) && canonicalJson({ index, bodies }) === text
    return isLine
      ? { ok: true, index: index as number, bodies: bodies as SaltedBodies }
      : refuse('the line is not an index with its bodies in canonical JSON')
  })
