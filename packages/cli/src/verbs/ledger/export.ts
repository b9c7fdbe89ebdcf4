import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { exportLog, folderTarget } from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { counted, note, print, printJson } from '../../output.ts'
import { progressBar } from '../../progress.ts'
import { checkpointOver } from './checkpoint.ts'
import { firstKey } from './first-key.ts'
import { hasKey, heldKey, publicKey } from './keys.ts'
import type { ReceiptOptions } from './receipt.ts'
import { withLedger } from './store.ts'
import { refused, writeText } from './told.ts'

interface ExportOptions extends ReceiptOptions {
  readonly vkey?: string
  readonly disclose?: readonly string[]
}

/** `bylaw ledger export`: the log as files, with its public key; 1 where it can't be signed or copied. */
export async function exportVerb(folder: string, options: ExportOptions): Promise<number> {
  const { progress, end } = progressBar('records')
  const done = await withLedger(options, async (ledger) => {
    const least = hasKey(options) ? (await ledger.head()).size : 0
    const checkpoint = await checkpointOver(ledger, least, options)
    if (!checkpoint.ok) return checkpoint
    const vkey = options.vkey ? publicKey(options.vkey, '--vkey') : await firstKey(ledger, heldKey(options).vkey)
    make(folder)
    const disclose = options.disclose && ((id: string) => options.disclose!.includes(id))
    const exported = await exportLog(ledger, folderTarget(folder), {
      ...(disclose ? { disclose } : {}),
      checkpoint,
      progress,
    })
    if (exported.ok) writeText(join(folder, 'vkey'), `${vkey}\n`)
    return exported
  })
  end()
  if (!done.ok) return refused(done.reason, options)
  const { size, disclosed, keptBack } = done
  for (const id of keptBack) note(`the bodies of ${id} don't match their digests and were kept back`)
  if (options.json) printJson({ ok: true, folder, size, disclosed, keptBack })
  else
    print(
      `Wrote ${counted(size, 'record')} to ${folder}.\nNext: bylaw ledger verify ${folder} --vkey ${join(folder, 'vkey')}`,
    )
  return keptBack.length > 0 ? 1 : 0
}

function make(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new WrongUse(`cannot write ${folder}: ${reasonOf(error)}`)
  }
}
