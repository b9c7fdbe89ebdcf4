import { bytesToHex, isBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import { type Answer, answering, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { parseVerifierKey, printVerifierKey, type VerifierKey } from '../log/key.ts'
import { parseNote, signNote, verifyNote } from '../log/note.ts'
import { ED25519 } from '../log/scheme.ts'
import type { Signer } from '../log/signer.ts'
import { canonicalJson } from '../records/canonical.ts'

/** That one key of a log is followed by another: both signed it. */
export interface Rotation {
  readonly from: VerifierKey
  readonly to: VerifierKey
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string
  /** The signed note. */
  readonly statement: string
}

const HEAD = 'bylaw key rotation v1'
const schema = z.strictObject({ id: z.string(), kind: z.literal('key'), statement: z.string(), v: z.literal(1) })

/** The id of the record that retires a key: there is one, so a key is retired once. */
export const rotationId = (from: VerifierKey): string => `key_${bytesToHex(from.publicKey)}`

/** The entry that retires a key for another: canonical JSON around a note that both keys sign. */
export function encodeRotation(from: Held, to: Held, time: string): Uint8Array {
  const text = `${HEAD}\nfrom ${printVerifierKey(from.key)}\nto ${printVerifierKey(to.key)}\ntime ${time}\n`
  const statement = signNote(text, [from.signer, to.signer])
  return utf8ToBytes(canonicalJson({ v: 1, kind: 'key', id: rotationId(from.key), statement }))
}

/** A private key and its public one. */
export interface Held {
  readonly signer: Signer
  readonly key: VerifierKey
}

/** Whether an entry says that it retires a key: canonical JSON puts that first. */
export function isRotation(entry: Uint8Array): boolean {
  for (let at = 0; at < MARK.length; at++) if (entry[at] !== MARK[at]) return false
  return true
}

const MARK = utf8ToBytes('{"id":"key_')

/** Reads the entry of a rotation, byte for byte as `encodeRotation` writes it; its signatures are verified apart. */
export const parseRotation = (entry: Uint8Array): Answer<{ readonly id: string; readonly rotation: Rotation }> =>
  answering(() => {
    if (!isBytes(entry)) return refuse('the entry must be given as bytes')
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(entry)
    const { data } = schema.safeParse(JSON.parse(text))
    if (data === undefined || canonicalJson(data) !== text) return refuse('the entry is not the record of a key')
    const rotation = parseStatement(data.statement)
    if (!rotation.ok) return rotation
    return data.id === rotationId(rotation.rotation.from)
      ? { ok: true, id: data.id, rotation: rotation.rotation }
      : refuse('the record of a key does not bear the id of the key that it retires')
  })

function parseStatement(statement: string): Answer<{ readonly rotation: Rotation }> {
  const note = parseNote(statement)
  if (!note.ok) return note
  const [, from, to, time] = new RegExp(`^${HEAD}\nfrom (.+)\nto (.+)\ntime (.+)\n$`).exec(note.text) ?? []
  if (from === undefined || to === undefined || time === undefined)
    return refuse('the record of a key has another form')
  const [old, next] = [parseVerifierKey(from), parseVerifierKey(to)]
  if (!old.ok) return old
  if (!next.ok) return next
  return { ok: true, rotation: { from: old, to: next, time, statement } }
}

/** Whether both keys signed, are of one log and differ. */
export function verifyRotation({ from, to, statement }: Rotation): Answer<object> {
  if (from.name !== to.name) return refuse('a log keeps its name when its key changes')
  if (from.type !== ED25519 || to.type !== ED25519) return refuse('a log signs with Ed25519')
  if (same(from.publicKey, to.publicKey)) return refuse('a key is no successor of itself')
  const verified = verifyNote(statement, [from, to])
  if (!verified.ok) return verified
  return verified.verified.length === 2 ? { ok: true } : refuse('the record of a key is not signed by both keys')
}
