import { type Answer, answering, type Refused } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts'
import type { VerifierKey } from '../log/key.ts'
import { parseNote, verifyNote } from '../log/note.ts'
import { verifyConsistency } from '../log/verify.ts'
import { type AddCheckpoint, parseAddCheckpoint } from './protocol.ts'

/** What a witness saw last of a log. */
export interface Seen {
  /** In leaves. */
  readonly size: number
  readonly root: Uint8Array
}

/** The HTTP status that tlog-witness gives a refusal. */
export interface Verdict extends Refused {
  readonly status: 400 | 403 | 404 | 409 | 422
}

const no = (status: Verdict['status'], reason: string): Verdict => ({ ok: false, status, reason })

/** The public keys of a log, by its origin; undefined for a log that is not known. */
export type KeysOf = (origin: string) => readonly VerifierKey[] | undefined

/** A request for a log that is known, signed by it. */
export interface Request extends AddCheckpoint {
  readonly checkpoint: Checkpoint
  /** What was signed. */
  readonly text: string
}

/** Reads a request and verifies whose it is: what can be told without knowing what was seen. Never throws. */
export function readRequest(body: string, keysOf: KeysOf): (Request & { readonly ok: true }) | Verdict {
  const read: Answer<Request> | Verdict = answering(() => {
    const request = parseAddCheckpoint(body)
    if (!request.ok) return request
    const note = parseNote(request.note)
    if (!note.ok) return note
    const checkpoint = parseCheckpoint(note.text)
    if (!checkpoint.ok) return checkpoint
    const keys = keysOf(checkpoint.origin)
    if (keys === undefined) return no(404, `the log \`${checkpoint.origin}\` is not known here`)
    const verified = verifyNote(request.note, keys)
    if (!verified.ok) return no(403, verified.reason)
    return { ...request, checkpoint, text: note.text }
  })
  return read.ok || 'status' in read ? (read as Request & { ok: true }) : no(400, read.reason)
}

/** Whether what is asked goes on where the witness was. */
export function judge({ old, proof, checkpoint }: Request, seen: Seen | null): { readonly ok: true } | Verdict {
  const { size, root } = checkpoint
  const known = seen?.size ?? 0
  if (old > size) return no(400, `the old size ${old} is over that of the checkpoint, ${size}`)
  if (old !== known) return no(409, `the checkpoint seen last has ${known} leaves`)
  if (seen !== null && known === size && !same(seen.root, root))
    return no(409, `another root was seen for ${size} leaves`)
  if (known === 0 || known === size) return proof.length === 0 ? { ok: true } : no(422, 'no proof belongs here')
  const extended = verifyConsistency({ size1: known, size2: size, root1: seen!.root, root2: root, proof })
  return extended.ok ? { ok: true } : no(422, extended.reason)
}
