import { type Answer, quoted, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import type { VerifierKey } from '../log/key.ts'
import { type Note, parseNote, verifyNote } from '../log/note.ts'
import { type Rotation, verifyRotation } from './rotation.ts'

/**
 * The keys of a log, one after the other, as the log itself records them. What is trusted is the first key, and that its
 * holder signed no second successor: the record of a rotation holds by the signatures in it, wherever it was read. A key
 * that was stolen after it was retired can't go on with this log, but can sign another one that never retired it. What
 * tells the two apart is a later key known from elsewhere, or a witness that saw this log go on.
 */
export class KeyChain {
  readonly #keys: VerifierKey[]

  constructor(first: VerifierKey) {
    this.#keys = [first]
  }

  /** The first one first. */
  get keys(): readonly VerifierKey[] {
    return this.#keys
  }

  get current(): VerifierKey {
    return this.#keys.at(-1)!
  }

  /** Goes on to the key that the current one names as its successor. */
  follow(rotation: Rotation): Answer<object> {
    const verified = verifyRotation(rotation)
    if (!verified.ok) return verified
    if (!same(rotation.from.publicKey, this.current.publicKey) || rotation.from.name !== this.current.name)
      return refuse('the record of a key is not signed by the key before it')
    if (this.#keys.some(({ publicKey }) => same(publicKey, rotation.to.publicKey)))
      return refuse('a key that was retired is taken back')
    this.#keys.push(rotation.to)
    return { ok: true }
  }

  /** Whether the current key signed, and no signature of an earlier one is wrong. */
  verify(note: string): Answer<Note> {
    const verified = verifyNote(note, this.#keys)
    if (!verified.ok) return verified
    if (!verified.verified.some(({ key }) => key === this.current))
      return refuse(`the checkpoint is not signed by the current key of ${quoted(this.current.name)}`)
    return parseNote(note)
  }
}
