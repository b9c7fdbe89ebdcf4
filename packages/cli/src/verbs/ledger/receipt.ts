import { type Answer, leafHash, parseCheckpoint, parseNote, printReceipt, verifyInclusion } from '@bylaw/ledger'
import { type LedgerStore, proveInclusion, type StoredEntry } from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'
import { checkpointOver } from './checkpoint.ts'
import type { KeyOptions } from './keys.ts'

export interface ReceiptOptions extends KeyOptions {
  /** A file with the checkpoint to prove under: a published one, with the signatures of its witnesses. */
  readonly checkpoint?: string
}

/** A record's leaf and its receipt, which carries the leaf, so that nothing else is needed but the public key. */
export interface Receipted {
  readonly found: StoredEntry
  /** Of the checkpoint, in leaves. */
  readonly size: number
  readonly receipt: string
}

/** @throws WrongUse where no record has this id */
export async function receiptOf(ledger: LedgerStore, id: string, options: ReceiptOptions): Promise<Answer<Receipted>> {
  const found = await ledger.find(id)
  if (found === null) throw new WrongUse(`no record of this ledger has the id \`${id}\``)
  const { index, entry } = found
  const { size: all } = await ledger.head()
  const checkpoint = await checkpointOver(ledger, index + 1, options)
  if (!checkpoint.ok) return checkpoint
  const { size, note } = checkpoint
  if (size > all) return { ok: false, reason: `the checkpoint has ${size} leaves, and this ledger only ${all}` }
  const proof = await proveInclusion(ledger, index, size)
  const included = verifyInclusion({ index, size, leafHash: leafHash(entry), root: rootOf(note), proof })
  if (!included.ok) return { ok: false, reason: `the checkpoint is not of this ledger: ${included.reason}` }
  return { ok: true, found, size, receipt: printReceipt({ extra: entry, index, proof, checkpoint: note }) }
}

/** Nothing where it can't be read, which is no root of anything. */
function rootOf(note: string): Uint8Array {
  const parsed = parseNote(note)
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.text) : parsed
  return checkpoint.ok ? checkpoint.root : new Uint8Array()
}
