import { type Answer, type Refused, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { signCheckpoint } from '../log/checkpoint.ts'
import type { Signer } from '../log/signer.ts'
import type { HighWater, Publication, Published } from './high-water.ts'
import { rootAt } from './proofs.ts'
import type { LedgerStore, PersistedHead, SignedCheckpoint } from './store.ts'

export interface SigningOptions {
  readonly signer: Signer
  /** Raised before a signature is answered, and compared with before one is made. */
  readonly highWater: HighWater
  /** Compared with too. */
  readonly publications?: readonly Publication[]
}

/**
 * Signs the log as it stands, or says why it must not: there is one root for a size, for good. What was signed is kept
 * before it is answered. A log that is shorter than what was published, or has another root there, is a restored backup
 * or a fork, and is never signed. Rejected with a `StoreFailure` where the store fails.
 */
export async function signHead(
  store: LedgerStore,
  options: SigningOptions,
): Promise<Answer<{ readonly checkpoint: SignedCheckpoint }>> {
  const { signer, highWater, publications = [] } = options
  const shown = await whatWasShown(store, [highWater, ...publications])
  if (!shown.ok) return shown
  const head = await store.head()
  for (const { tree, what } of shown.trees) {
    const refused = await departs(store, head, tree, what)
    if (refused !== null) return refused
  }
  const checkpoint = (await store.checkpoint(head.size)) ?? (await sign(store, head, signer))
  if (!same(checkpoint.root, head.root))
    return refuse(`another root was signed for size ${head.size}: the log has forked`)
  await highWater.raise(checkpoint)
  return { ok: true, checkpoint }
}

/**
 * Notes that the latest checkpoint of this store was published: for a ledger that was moved without its high-water file,
 * once somebody has compared it with what was published.
 */
export async function adopt(store: LedgerStore, highWater: HighWater): Promise<void> {
  const checkpoint = await store.checkpoint()
  if (checkpoint !== null) await highWater.raise(checkpoint)
}

function sign(store: LedgerStore, { size, root }: PersistedHead, signer: Signer): Promise<SignedCheckpoint> {
  const note = signCheckpoint({ origin: signer.name, size, root, extensions: [] }, signer)
  return store.keepCheckpoint({ size, root, note, time: store.now() })
}

interface Shown {
  readonly tree: Published
  /** For messages. */
  readonly what: string
}

/** Asked before the head is read: others may append and sign meanwhile, and then the head is the newer of the two. */
async function whatWasShown(
  store: LedgerStore,
  publications: readonly Publication[],
): Promise<Answer<{ readonly trees: readonly Shown[] }>> {
  const own = await store.checkpoint()
  const trees: Shown[] = []
  for (const publication of publications) {
    const what = `what was published at \`${publication.name}\``
    const tree = await ask(publication)
    if (tree instanceof Error) return refuse(`${what} is not known: ${tree.message}`)
    if (tree !== null) trees.push({ tree, what })
  }
  if (own === null) return { ok: true, trees }
  if (trees.length === 0) {
    return refuse('checkpoints were signed, and nothing says what was published: compare, then adopt this log')
  }
  return { ok: true, trees: [...trees, { tree: own, what: 'what was signed' }] }
}

const ask = (publication: Publication): Promise<Published | Error | null> =>
  publication.latest().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))

/** Why the log does not extend a tree that was shown; null where it does. */
async function departs(
  store: LedgerStore,
  head: PersistedHead,
  { size, root }: Published,
  what: string,
): Promise<Refused | null> {
  if (size > head.size) {
    return refuse(
      `the log has ${head.size} entries, and ${what} has ${size}: an older state was put back; nothing is signed`,
    )
  }
  const ours = size === head.size ? head.root : await rootAt(store, size)
  return same(ours, root)
    ? null
    : refuse(`the log has another root at size ${size} than ${what}: it has forked; nothing is signed`)
}
