import { type Answer, answering, quoted, refuse } from '../log/answer.ts'
import { encodeBase64 } from '../log/base64.ts'
import { parseDecimal } from '../log/decimal.ts'
import { faultOf } from '../log/note.ts'
import { parseProof } from '../log/receipt.ts'

/** What a witness is asked: to cosign a checkpoint that extends the one it saw last (C2SP tlog-witness). */
export interface AddCheckpoint {
  /** The size of the checkpoint that the witness cosigned last, in leaves; 0 for none. */
  readonly old: number
  /** That the log of `old` leaves is the beginning of the new one. */
  readonly proof: readonly Uint8Array[]
  /** The signed checkpoint. */
  readonly note: string
}

/** Where a witness is asked, below its prefix. */
export const ADD_CHECKPOINT = 'add-checkpoint'

/** The content type of an answer that says which size the witness saw last. */
export const SIZE_TYPE = 'text/x.tlog.size'

/** The most hashes that a request may carry. */
const MOST_HASHES = 63

export const printAddCheckpoint = ({ old, proof, note }: AddCheckpoint): string =>
  [`old ${old}`, ...proof.map(encodeBase64), '', note].join('\n')

/** Reads a request, without verifying anything. Never throws, whatever it is given. */
export const parseAddCheckpoint = (text: string): Answer<AddCheckpoint> =>
  answering(() => {
    const fault = faultOf(text)
    if (fault !== null) return refuse(fault)
    const end = text.indexOf('\n\n')
    const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n')
    if (!first?.startsWith('old '))
      return refuse('a request begins with `old SIZE` and has a blank line before its checkpoint')
    const old = parseDecimal(first.slice('old '.length), 'the old size')
    if (!old.ok) return old
    if (lines.length > MOST_HASHES)
      return refuse(`a request has at most ${MOST_HASHES} hashes, and ${quoted(String(lines.length))} came`)
    const proof = parseProof(lines)
    return proof.ok ? { ok: true, old: old.value, proof: proof.proof, note: text.slice(end + 2) } : proof
  })

/** Reads the size that a witness saw last: a decimal and a newline. */
export function parseSeen(text: string): number | null {
  const read = text.endsWith('\n') ? parseDecimal(text.slice(0, -1), 'the size') : null
  return read?.ok ? read.value : null
}
