import { encodeBase64 } from '@bylaw/ledger'
import { print, printJson } from '../../output.ts'
import { type ReceiptOptions, receiptOf } from './receipt.ts'
import { withLedger } from './store.ts'
import { refused, writeText } from './told.ts'

interface ProveOptions extends ReceiptOptions {
  readonly output?: string
}

/** `bylaw ledger prove`: the receipt of one record; 1 where no checkpoint of this log can be had that covers it. */
export async function prove(id: string, options: ProveOptions): Promise<number> {
  const proved = await withLedger(options, (ledger) => receiptOf(ledger, id, options))
  if (!proved.ok) return refused(proved.reason, options)
  const { found, size, receipt } = proved
  const file = options.output
  if (file !== undefined) writeText(file, receipt)
  if (options.json) printJson({ ok: true, id, index: found.index, size, leaf: encodeBase64(found.entry), receipt })
  else if (file === undefined) process.stdout.write(receipt)
  else print(`Wrote ${file}: leaf ${found.index} of ${size}.\nNext: bylaw ledger check ${file} --vkey KEY`)
  return 0
}
