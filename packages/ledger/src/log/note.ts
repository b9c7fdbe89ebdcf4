import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, answering, quoted, refuse } from './answer.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isKeyName, KEY_ID_LENGTH, type VerifierKey } from './key.ts'
import { type Said, schemes } from './scheme.ts'
import type { Signer } from './signer.ts'

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string
  /** Four bytes. */
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

/** A text and who signed it, before anything is verified (C2SP signed-note). */
export interface Note {
  /** Ends in a newline. */
  readonly text: string
  /** At least one. */
  readonly signatures: readonly NoteSignature[]
}

/** A known key whose signature under the text was verified, and what that signature says. */
export interface Verified extends Said {
  readonly key: VerifierKey
}

/** Of a note or a receipt, in UTF-16 code units: what is longer is not read. */
export const LONGEST_TEXT = 1_000_000
const MOST_SIGNATURES = 100
const MOST_KEYS = 1_000

/** Reads a note, without verifying anything: its text ends at the last blank line. */
export function parseNote(note: string): Answer<Note> {
  const fault = faultOf(note)
  if (fault !== null) return refuse(fault)
  const at = note.lastIndexOf('\n\n')
  const lines = note.slice(at + 2).split('\n')
  if (at === -1 || lines.pop() !== '')
    return refuse('a note is a text, a blank line and signature lines, each ended by a newline')
  if (lines.length === 0) return refuse('the note is not signed')
  if (lines.length > MOST_SIGNATURES) return refuse(`the note has more than ${MOST_SIGNATURES} signatures`)
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignature(line)
    if (signature === null) return refuse(`${quoted(line)} is not a signature line`)
    signatures.push(signature)
  }
  return { ok: true, text: note.slice(0, at + 1), signatures }
}

/** Why some text can be no note; null where it may be one. */
export function faultOf(text: unknown): string | null {
  if (typeof text !== 'string') return 'a text is expected'
  if (text.length > LONGEST_TEXT) return `the text is longer than ${LONGEST_TEXT} characters`
  if (!text.isWellFormed()) return 'the text is not well-formed Unicode'
  return /[\x00-\x09\x0b-\x1f]/.test(text) ? 'the text holds control characters: lines end in a newline alone' : null
}

/** Reads `— <name> base64(key id ‖ signature)`; null for anything else. */
export function parseSignature(line: string): NoteSignature | null {
  const [dash, name, base64, ...rest] = line.split(' ')
  if (dash !== '—' || name === undefined || base64 === undefined || rest.length > 0 || !isKeyName(name)) return null
  const bytes = decodeBase64(base64)
  if (bytes === null || bytes.length <= KEY_ID_LENGTH) return null
  return { name, keyId: bytes.slice(0, KEY_ID_LENGTH), signature: bytes.slice(KEY_ID_LENGTH) }
}

/** One line, with its newline. */
export const printSignature = ({ name, keyId, signature }: NoteSignature): string =>
  `— ${name} ${encodeBase64(concatBytes(keyId, signature))}\n`

export const printNote = ({ text, signatures }: Note): string => `${text}\n${signatures.map(printSignature).join('')}`

/** Signs a text that ends in a newline, with every signer given. A cosignature is made by `cosign`, not here. */
export function signNote(text: string, signers: readonly Signer[]): string {
  const message = utf8ToBytes(text)
  return printNote({
    text,
    signatures: signers.map((signer) => ({ name: signer.name, keyId: signer.keyId, signature: signer.sign(message) })),
  })
}

/**
 * Verifies a note by the keys that are known. Signatures of other keys are ignored; one of a known key that fails rejects
 * the note, and so does the want of any. Never throws, whatever it is given.
 */
export const verifyNote = (
  note: string,
  keys: readonly VerifierKey[],
): Answer<{ readonly text: string; readonly verified: readonly Verified[] }> =>
  answering(() => {
    if (!Array.isArray(keys) || keys.length > MOST_KEYS)
      return refuse(`the keys must be a list of at most ${MOST_KEYS}`)
    const parsed = parseNote(note)
    if (!parsed.ok) return parsed
    const known = new Map(keys.map((key) => [nameAndId(key), key]))
    const verified = new Map<VerifierKey, Verified>()
    for (const signature of parsed.signatures) {
      const key = known.get(nameAndId(signature))
      if (key === undefined) continue
      const said = schemes.get(key.type)?.verify(signature.signature, parsed.text, key.publicKey) ?? null
      if (said === null) return refuse(`the signature of ${quoted(key.name)} does not hold`)
      if (!verified.has(key)) verified.set(key, { key, ...said })
    }
    if (verified.size === 0) return refuse('no known key signed the note')
    return { ok: true, text: parsed.text, verified: [...verified.values()] }
  })

const nameAndId = ({ name, keyId }: Pick<NoteSignature, 'name' | 'keyId'>) => `${name} ${bytesToHex(keyId)}`
