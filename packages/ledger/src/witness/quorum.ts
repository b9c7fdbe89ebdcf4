import { type Answer, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { parseVerifierKey } from '../log/key.ts'
import { parseNote, printNote } from '../log/note.ts'
import { COSIGNATURE } from '../log/scheme.ts'
import { type AskOptions, askWitness, type Candidate, type Witness } from './client.ts'

/** How many of which witnesses must have seen a checkpoint. */
export interface Quorum {
  readonly witnesses: readonly Witness[]
  readonly least: number
  readonly options?: AskOptions
}

export interface Gathered {
  /** The checkpoint with every cosignature that came. */
  readonly note: string
  /** The names of the witnesses that cosigned. */
  readonly cosigned: readonly string[]
  /** Why the others did not. */
  readonly refused: readonly string[]
}

/** Reads a policy: at least `least` of these witnesses, by address and public key. A key counts once. */
export function readQuorum(
  witnesses: readonly { readonly address: string; readonly vkey: string }[],
  least: number,
  options: AskOptions = {},
): Answer<{ readonly quorum: Quorum }> {
  const known: Witness[] = []
  for (const { address, vkey } of witnesses) {
    const key = parseVerifierKey(vkey)
    if (!key.ok) return key
    if (key.type !== COSIGNATURE) return refuse(`the key of \`${key.name}\` is no witness's: it makes no cosignatures`)
    if (known.some((other) => same(other.key.publicKey, key.publicKey)))
      return refuse(`the witness \`${key.name}\` stands in the list twice`)
    known.push({ address, key })
  }
  if (!Number.isSafeInteger(least) || least < 0 || least > known.length)
    return refuse(`a quorum of these witnesses is a whole number from 0 to ${known.length}`)
  return { ok: true, quorum: { witnesses: known, least, options } }
}

/** Asks all witnesses at once. Refused, with every reason, where fewer than the quorum cosigned. */
export async function gatherCosignatures(candidate: Candidate, quorum: Quorum): Promise<Answer<Gathered>> {
  const note = parseNote(candidate.note)
  if (!note.ok) return note
  const answers = await Promise.all(quorum.witnesses.map((witness) => askWitness(witness, candidate, quorum.options)))
  const lines = answers.flatMap((answer) => (answer.ok ? [answer.line] : []))
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.reason]))
  if (lines.length < quorum.least)
    return refuse([`${lines.length} of the ${quorum.least} witnesses needed cosigned`, ...refused].join('; '))
  return {
    ok: true,
    note: printNote({ text: note.text, signatures: [...note.signatures, ...lines] }),
    cosigned: lines.map(({ name }) => name),
    refused,
  }
}
