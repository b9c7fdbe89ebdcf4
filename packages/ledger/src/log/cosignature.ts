import { type Answer, answering, quoted, refuse } from './answer.ts'
import { same } from './bytes.ts'
import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts'
import { parseVerifierKey, type VerifierKey } from './key.ts'
import { type NoteSignature, verifyNote } from './note.ts'
import { COSIGNATURE, timedMessage, timedSignature } from './scheme.ts'
import type { Signer } from './signer.ts'

/** That a witness saw a checkpoint as the newest of its log. */
export interface Cosigned {
  readonly name: string
  /** Seconds since 1970. */
  readonly time: number
}

/**
 * A witness's signature over the text of a checkpoint. Throws a RangeError for a signer of another type or a time that
 * is not in whole seconds since 1970.
 */
export function cosign(text: string, signer: Signer, time: number): NoteSignature {
  if (signer.type !== COSIGNATURE) throw new RangeError('a cosignature is made with a key of its own type')
  if (!Number.isSafeInteger(time) || time < 0) throw new RangeError('a time is in whole seconds since 1970')
  const signature = timedSignature(time, signer.sign(timedMessage(text, time)))
  return { name: signer.name, keyId: signer.keyId, signature }
}

const MOST_WITNESSES = 100

/**
 * Verifies a checkpoint that its log signed and at least `quorum` of these witnesses cosigned. A witness counts once,
 * under however many names; the log is no witness of its own. Never throws, whatever it is given.
 */
export function verifyCosigned(
  text: string,
  vkey: string,
  witnesses: readonly string[],
  quorum: number,
): Answer<Checkpoint & { readonly text: string; readonly cosigned: readonly Cosigned[] }> {
  return answering(() => {
    const checkpoint = verifyCheckpoint(text, vkey)
    if (!checkpoint.ok) return checkpoint
    const log = parseVerifierKey(vkey)
    if (!log.ok) return log
    const trusted = parseWitnesses(witnesses, log)
    if (!trusted.ok) return trusted
    const most = distinct(trusted.keys).length
    if (!Number.isSafeInteger(quorum) || quorum < 0 || quorum > most) {
      return refuse(`a quorum of these witnesses is a whole number from 0 to ${most}`)
    }
    const note = verifyNote(text, [log, ...trusted.keys])
    if (!note.ok) return note
    const times = new Map(note.verified.map(({ key, time }) => [key, time]))
    const signed = distinct(trusted.keys.filter((key) => times.has(key)))
    if (signed.length < quorum) return refuse(`${signed.length} of the ${quorum} witnesses needed cosigned`)
    return { ...checkpoint, cosigned: signed.map((key) => ({ name: key.name, time: times.get(key)! })) }
  })
}

/** One key of each witness, whatever it is called. */
const distinct = (keys: readonly VerifierKey[]) =>
  keys.filter(({ publicKey }, at) => keys.findIndex((other) => same(other.publicKey, publicKey)) === at)

function parseWitnesses(witnesses: unknown, log: VerifierKey): Answer<{ readonly keys: readonly VerifierKey[] }> {
  if (!Array.isArray(witnesses) || witnesses.length > MOST_WITNESSES) {
    return refuse(`the witnesses must be a list of at most ${MOST_WITNESSES} public keys`)
  }
  const keys = new Map<string, VerifierKey>()
  for (const vkey of Array.from<string>(witnesses)) {
    const key = parseVerifierKey(vkey)
    if (!key.ok) return key
    if (key.type !== COSIGNATURE)
      return refuse(`the key of ${quoted(key.name)} is no witness's: it makes no cosignatures`)
    if (same(key.publicKey, log.publicKey)) return refuse(`the log can't be its own witness, as ${quoted(key.name)} is`)
    keys.set(vkey, key)
  }
  return { ok: true, keys: [...keys.values()] }
}
