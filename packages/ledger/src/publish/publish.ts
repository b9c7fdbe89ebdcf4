import { utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, quoted, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import type { Signer } from '../log/signer.ts'
import { proveConsistency } from '../store/proofs.ts'
import type { SigningOptions } from '../store/signing.ts'
import type { LedgerStore } from '../store/store.ts'
import { gatherCosignatures, type Quorum } from '../witness/quorum.ts'
import { sentence } from './bounded.ts'
import { publicationAt, readPublished, type SignedHead, signWithAll } from './head.ts'
import { CHECKPOINT, type Target } from './target.ts'
import { type Progress, type Written, writeTiles } from './write.ts'

export interface PublishOptions {
  readonly signing: SigningOptions
  /** Keys that sign too, while the key is changed. */
  readonly also?: readonly Signer[]
  /** Who must have seen a checkpoint before it is published. */
  readonly quorum?: Quorum
  /** Looks at every file ever published, not only at those since the last checkpoint, and writes torn ones anew. */
  readonly repair?: boolean
  readonly progress?: Progress
}

export interface Published extends SignedHead, Written {}

/**
 * Publishes the newest state of a log: entries and tiles first, the checkpoint last, so that whatever a published
 * checkpoint speaks of is there. Interrupted anywhere, the next call finishes it. A target that holds more than the
 * store, or anything else, is left as it is: then the store was restored from an older state, or has forked. Never
 * rejects.
 */
export async function publish(store: LedgerStore, target: Target, options: PublishOptions): Promise<Answer<Published>> {
  try {
    const before = await readPublished(target)
    if (!before.ok) return before
    const { publications = [] } = options.signing
    const signing = { ...options.signing, publications: [...publications, publicationAt(target, 'the target')] }
    const signed = await signWithAll(store, signing, options.also)
    if (!signed.ok) return signed
    if (before.checkpoint !== null && before.checkpoint.origin !== signed.origin)
      return refuse(`the target is that of another log, ${quoted(before.checkpoint.origin)}`)
    const since = options.repair ? 0 : (before.checkpoint?.size ?? 0)
    const written = await writeTiles(store, target, { size: signed.size, since, progress: options.progress })
    const cosigned = await cosignedBy(options.quorum, store, signed)
    if (!cosigned.ok) return cosigned
    const last = await writeCheckpoint(target, cosigned.note, signed.size)
    return last.ok ? { ...signed, ...written, note: cosigned.note } : last
  } catch (error) {
    return refuse(`the log could not be published: ${sentence(error)}`)
  }
}

async function cosignedBy(quorum: Quorum | undefined, store: LedgerStore, { note, size }: SignedHead) {
  if (quorum === undefined) return { ok: true, note } as const
  return gatherCosignatures({ note, size, prove: (old) => proveConsistency(store, old, size) }, quorum)
}

/** Another publisher may have been faster: what is newer stays. */
async function writeCheckpoint(target: Target, note: string, size: number): Promise<Answer<object>> {
  const now = await readPublished(target)
  if (!now.ok) return now
  if (now.checkpoint !== null && now.checkpoint.size > size)
    return refuse(`a checkpoint of ${now.checkpoint.size} leaves was published meanwhile`)
  const bytes = utf8ToBytes(note)
  const found = await target.read(CHECKPOINT)
  if (found === null || !same(found, bytes)) await target.write(CHECKPOINT, bytes, { immutable: false })
  return { ok: true }
}
