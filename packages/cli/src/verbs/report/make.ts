import { type Answer, encodeBase64, parseLeaf, verifyReceipt } from '@bylaw/ledger'
import type { LedgerStore } from '@bylaw/ledger/node'
import { heldKey, publicKey } from '../ledger/keys.ts'
import { type ReceiptOptions, receiptOf } from '../ledger/receipt.ts'
import { decidedIn } from './decided.ts'
import { disclosedOf } from './disclosed.ts'
import { FORMAT, type Report } from './format.ts'
import { decidingLayers } from './layers.ts'

export interface MakeOptions extends ReceiptOptions {
  readonly vkey?: string
  readonly disclose?: readonly string[]
  readonly folder?: string
}

/** Bundles one record; refused where it can't be proved, or what is to be disclosed can't be shown. */
export async function makeReport(
  ledger: LedgerStore,
  id: string,
  options: MakeOptions,
): Promise<Answer<{ readonly report: Report }>> {
  const receipted = await receiptOf(ledger, id, options)
  if (!receipted.ok) return receipted
  const { found, receipt } = receipted
  const leaf = parseLeaf(found.entry)
  if (!leaf.ok) return leaf
  const vkey = options.vkey === undefined ? heldKey(options).vkey : publicKey(options.vkey, '--vkey')
  const verified = verifyReceipt(receipt, found.entry, vkey)
  if (!verified.ok) return verified
  const shown = await disclosedOf(ledger, leaf.record, options.disclose ?? [])
  if (!shown.ok) return shown
  const { record } = leaf
  const layers = await decidingLayers(record, options.folder)
  const report: Report = {
    format: FORMAT,
    vkey,
    leaf: encodeBase64(found.entry),
    record,
    receipt,
    decided: decidedIn(record, layers),
    layers,
    disclosed: shown.disclosed,
  }
  return { ok: true, report }
}
