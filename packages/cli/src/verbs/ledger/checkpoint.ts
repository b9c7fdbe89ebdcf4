import { type Answer, parseCheckpoint, parseNote, printNote, signNote, verifyCheckpoint } from '@bylaw/ledger'
import { HighWater, type LedgerStore, type SigningOptions, signHead } from '@bylaw/ledger/node'
import { hasKey, heldKey, type KeyOptions, textOf } from './keys.ts'
import { folderOf } from './store.ts'

/** A signed checkpoint, unverified. */
export interface Noted {
  /** In leaves. */
  readonly size: number
  readonly note: string
}

/** By which key a log is signed, and what it is compared with before. */
export const signingOf = (options: KeyOptions): SigningOptions => ({
  signer: heldKey(options).signer,
  highWater: HighWater.beside(folderOf(options)),
})

/**
 * A checkpoint of at least so many leaves: the one in the file, else the latest that was signed where it has them, else
 * one that is signed now.
 */
export async function checkpointOver(
  ledger: LedgerStore,
  least: number,
  options: KeyOptions & { readonly checkpoint?: string },
): Promise<Answer<Noted>> {
  if (options.checkpoint !== undefined) return checkpointIn(options.checkpoint, least)
  const latest = await latestCheckpoint(ledger, options)
  if (latest !== null && latest.size >= least) return { ok: true, ...latest }
  const signed = await signHead(ledger, signingOf(options))
  return signed.ok ? { ok: true, ...signed.checkpoint } : signed
}

/** The latest checkpoint that was signed; one that an earlier key signed, by the present key, too. */
export async function latestCheckpoint(ledger: LedgerStore, options: KeyOptions): Promise<Noted | null> {
  const latest = await ledger.checkpoint()
  if (latest === null || !hasKey(options)) return latest
  const { signer, vkey } = heldKey(options)
  const kept = parseNote(latest.note)
  if (!kept.ok || verifyCheckpoint(latest.note, vkey).ok) return latest
  const added = parseNote(signNote(kept.text, [signer]))
  const signatures = [...kept.signatures, ...(added.ok ? added.signatures : [])]
  return { size: latest.size, note: printNote({ text: kept.text, signatures }) }
}

function checkpointIn(file: string, least: number): Answer<Noted> {
  const note = `${textOf(file)}\n`
  const parsed = parseNote(note)
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.text) : parsed
  if (!checkpoint.ok) return { ok: false, reason: `--checkpoint ${file}: ${checkpoint.reason}` }
  const { size } = checkpoint
  if (size >= least) return { ok: true, size, note }
  return { ok: false, reason: `--checkpoint ${file} has ${size} leaves: a later one is needed, of ${least} or more` }
}
