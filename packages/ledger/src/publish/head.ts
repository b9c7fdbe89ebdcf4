import { utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, quoted, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts'
import { type Note, parseNote, printNote } from '../log/note.ts'
import type { Signer } from '../log/signer.ts'
import type { Publication } from '../store/high-water.ts'
import { type SigningOptions, signHead } from '../store/signing.ts'
import type { LedgerStore } from '../store/store.ts'
import { CHECKPOINT, type Source } from './target.ts'

/** The newest state of a log, signed. */
export interface SignedHead extends Checkpoint {
  /** The checkpoint as a signed note. */
  readonly note: string
}

/** Signs the head of a log, while its key is changed with the next key too: more signatures under the same text. */
export async function signWithAll(
  store: LedgerStore,
  signing: SigningOptions,
  also: readonly Signer[] = [],
): Promise<Answer<SignedHead>> {
  const signed = await signHead(store, signing)
  if (!signed.ok) return signed
  const note = parseNote(signed.checkpoint.note)
  if (!note.ok) return note
  const checkpoint = parseCheckpoint(note.text)
  if (!checkpoint.ok) return checkpoint
  const signers = [signing.signer, ...also]
  const other = signers.find(({ name }) => name !== checkpoint.origin)
  if (other !== undefined)
    return refuse(`the log is ${quoted(checkpoint.origin)}, and the key that of ${quoted(other.name)}`)
  return { ...checkpoint, note: printNote(completed(note, signers)) }
}

function completed(note: Note, signers: readonly Signer[]): Note {
  const missing = signers.filter(({ keyId }) => !note.signatures.some((signature) => same(signature.keyId, keyId)))
  const message = utf8ToBytes(note.text)
  const added = missing.map((signer) => ({ name: signer.name, keyId: signer.keyId, signature: signer.sign(message) }))
  return { text: note.text, signatures: [...note.signatures, ...added] }
}

/** The checkpoint that somebody published, unverified: it is only compared with what a store knows. Null for none. */
export async function readPublished(source: Source): Promise<Answer<{ readonly checkpoint: Checkpoint | null }>> {
  const bytes = await source.read(CHECKPOINT)
  if (bytes === null) return { ok: true, checkpoint: null }
  const note = parseNote(new TextDecoder().decode(bytes))
  const checkpoint = note.ok ? parseCheckpoint(note.text) : note
  return checkpoint.ok
    ? { ok: true, checkpoint }
    : refuse(`the published checkpoint can't be read (${checkpoint.reason}): look at it, and delete it to publish anew`)
}

/** A place that a log is published at, as what its head is compared with before it is signed. */
export const publicationAt = (source: Source, name: string): Publication => ({
  name,
  async latest() {
    const published = await readPublished(source)
    if (!published.ok) throw new Error(published.reason)
    return published.checkpoint
  },
})
