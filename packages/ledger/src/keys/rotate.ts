import { type Answer, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { type SignedHead, signWithAll } from '../publish/head.ts'
import type { SigningOptions } from '../store/signing.ts'
import type { LedgerStore } from '../store/store.ts'
import { exists, findKeyFile, type HeldKey, readKeyFile, replaceKeyFile } from './key-file.ts'
import { encodeRotation, parseRotation, rotationId } from './rotation.ts'

/** A rotation that is done. */
export interface Rotated extends SignedHead {
  /** The public key to hand out from now on. */
  readonly vkey: string
  /** Where its record stands in the log. */
  readonly index: number
}

/**
 * Retires the key in the file for a new one: the record of it, signed by both, goes into the log; the next checkpoint is
 * signed by both; then the file holds the new key and the old one is gone. Whatever interrupts it, calling it again goes
 * on where it was. Nobody else may sign for this log meanwhile.
 *
 * Who has the first public key follows the records in the log. What is trusted then is said at `KeyChain`.
 */
export async function rotateKey(
  store: LedgerStore,
  file: string,
  signing: Omit<SigningOptions, 'signer'>,
): Promise<Answer<Rotated>> {
  const old = readKeyFile(file)
  if (!old.ok) return old
  const next = findKeyFile(`${file}.next`, old.key.name)
  if (!next.ok) return next
  const index = await record(store, old, next)
  if (typeof index !== 'number') return index
  const signed = await signWithAll(store, { ...signing, signer: old.signer }, [next.signer])
  if (!signed.ok) return signed
  replaceKeyFile(file, `${file}.next`)
  return { ...signed, vkey: next.vkey, index }
}

/** Whether a rotation was begun and not ended: until it is, nothing else may sign. */
export const isRotating = (file: string): boolean => exists(`${file}.next`)

async function record(store: LedgerStore, old: HeldKey, next: HeldKey) {
  const id = rotationId(old.key)
  const found = await store.find(id)
  if (found === null) {
    const entry = encodeRotation(old, next, new Date(store.now()).toISOString())
    return (await store.append(entry, { id })).index
  }
  const parsed = parseRotation(found.entry)
  const isSame = parsed.ok && same(parsed.rotation.to.publicKey, next.key.publicKey)
  return isSame ? found.index : refuse('the log has retired this key for another one already: use that one')
}
