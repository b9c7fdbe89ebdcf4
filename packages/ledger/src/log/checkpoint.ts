import { type Answer, answering, quoted, refuse } from './answer.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isHash, same } from './bytes.ts'
import { parseDecimal } from './decimal.ts'
import { EMPTY_ROOT } from './hash.ts'
import { parseVerifierKey } from './key.ts'
import { faultOf, signNote, verifyNote } from './note.ts'
import { ED25519 } from './scheme.ts'
import type { Signer } from './signer.ts'

/** What a log says about itself at one moment (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Which log: the name of its key. */
  readonly origin: string
  /** In leaves. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Further lines, none of them empty. */
  readonly extensions: readonly string[]
}

/** The text that is signed. */
export const printCheckpoint = ({ origin, size, root, extensions }: Checkpoint): string =>
  [origin, size, encodeBase64(root), ...extensions, ''].join('\n')

/** Reads the text of a checkpoint, without its signatures. */
export function parseCheckpoint(text: string): Answer<Checkpoint> {
  const fault = faultOf(text)
  if (fault !== null) return refuse(fault)
  const lines = text.split('\n')
  const [origin, size, base64, ...extensions] = lines
  if (lines.pop() !== '' || extensions.pop() === undefined || lines.includes('')) {
    return refuse('a checkpoint is at least three lines, none of them empty, each ended by a newline')
  }
  const read = parseDecimal(size!, 'the size')
  if (!read.ok) return read
  const root = decodeBase64(base64!)
  if (!isHash(root)) return refuse(`the root ${quoted(base64!)} is not a hash in base64`)
  if (read.value === 0 && !same(root, EMPTY_ROOT)) return refuse('the root is not that of a tree without leaves')
  return { ok: true, origin: origin!, size: read.value, root, extensions }
}

/** Signs a checkpoint. Throws a RangeError where the signer's name is not the origin: nobody would accept it. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  if (signer.name !== checkpoint.origin)
    throw new RangeError("a checkpoint's origin is the name of the key that signs it")
  return signNote(printCheckpoint(checkpoint), [signer])
}

/**
 * Verifies a signed checkpoint by its log's key, whose name must be the origin. `text` of the answer is what was signed.
 * Never throws, whatever it is given.
 */
export function verifyCheckpoint(text: string, vkey: string): Answer<Checkpoint & { readonly text: string }> {
  return answering(() => {
    const key = parseVerifierKey(vkey)
    if (!key.ok) return key
    if (key.type !== ED25519) return refuse(`the key of ${quoted(key.name)} is no log's: a log signs with Ed25519`)
    const note = verifyNote(text, [key])
    if (!note.ok) return note
    const checkpoint = parseCheckpoint(note.text)
    if (!checkpoint.ok) return checkpoint
    if (checkpoint.origin !== key.name)
      return refuse(`the origin ${quoted(checkpoint.origin)} is not the log of the key`)
    return { ...checkpoint, text: note.text }
  })
}
