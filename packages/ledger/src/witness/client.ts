import { type Answer, quoted, refuse } from '../log/answer.ts'
import type { VerifierKey } from '../log/key.ts'
import { type NoteSignature, parseSignature, verifyNote } from '../log/note.ts'
import { readBounded, sentence } from '../publish/bounded.ts'
import { ADD_CHECKPOINT, parseSeen, printAddCheckpoint, SIZE_TYPE } from './protocol.ts'

/** A checkpoint to be cosigned, and how to prove that it extends what a witness saw. */
export interface Candidate {
  /** Signed by the log. */
  readonly note: string
  /** In leaves. */
  readonly size: number
  /** The consistency proof from a tree of `old` leaves; none for 0 and for the size itself. */
  readonly prove: (old: number) => Promise<readonly Uint8Array[]>
}

/** A witness as its log knows it. */
export interface Witness {
  /** The prefix that `add-checkpoint` is below. */
  readonly address: string
  readonly key: VerifierKey
}

export interface AskOptions {
  /** What the witness is thought to have seen, in leaves. It says where that is wrong, and is asked again. */
  readonly old?: number
  /** For each request, in milliseconds. */
  readonly timeout?: number
  readonly fetch?: typeof fetch
}

/** The longest answer that is read, in bytes. */
const LONGEST = 64 * 1024

/** Asks a witness to cosign a checkpoint, twice where it saw another size than thought. Never rejects. */
export async function askWitness(
  witness: Witness,
  candidate: Candidate,
  { old = 0, timeout = 10_000, fetch: ask = fetch }: AskOptions = {},
): Promise<Answer<{ readonly line: NoteSignature; readonly time: number }>> {
  try {
    const post = (from: number) =>
      postTo(witness, candidate, from, (url, init) => ask(url, { ...init, signal: AbortSignal.timeout(timeout) }))
    let answer = await post(Math.min(old, candidate.size))
    if (answer.status === 409 && answer.seen !== null) {
      if (answer.seen > candidate.size)
        return refuse(
          `${quoted(witness.key.name)} saw ${answer.seen} leaves, more than the ${candidate.size} of this checkpoint`,
        )
      answer = await post(answer.seen)
    }
    if (answer.status !== 200)
      return refuse(`${quoted(witness.key.name)} answered ${answer.status}: ${quoted(answer.text.trim())}`)
    return cosignatureIn(answer.text, candidate.note, witness.key)
  } catch (error) {
    return refuse(`${quoted(witness.key.name)} gave no answer: ${sentence(error)}`)
  }
}

type Post = (url: string, init: RequestInit) => Promise<Response>

async function postTo({ address }: Witness, { note, size, prove }: Candidate, old: number, post: Post) {
  const proof = old === 0 || old === size ? [] : await prove(old)
  const url = `${address.replace(/\/+$/, '')}/${ADD_CHECKPOINT}`
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  const body = printAddCheckpoint({ old, proof, note })
  const response = await post(url, { method: 'POST', headers, body, redirect: 'error' })
  const text = new TextDecoder().decode(await readBounded(response, LONGEST))
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';')
  const isSize = type.trim() === SIZE_TYPE
  return { status: response.status, text, seen: isSize ? parseSeen(text) : null }
}

/** The line of this witness's key among those it answered, if it holds. Lines of other keys are ignored. */
function cosignatureIn(lines: string, note: string, key: VerifierKey) {
  const verified = verifyNote(note + lines, [key])
  if (!verified.ok) return refuse(`${quoted(key.name)} sent no cosignature that holds: ${verified.reason}`)
  const parsed = lines.split('\n').map(parseSignature)
  const line = parsed.find((each) => each?.name === key.name && each.keyId.every((byte, at) => byte === key.keyId[at]))
  const time = verified.verified[0]!.time
  if (!line || time === null) return refuse(`${quoted(key.name)} sent no cosignature`)
  return { ok: true, line, time } as const
}
