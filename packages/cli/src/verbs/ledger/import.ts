import { adopt, HighWater, importLog } from '@bylaw/ledger/node'
import { counted, print, printJson, visible } from '../../output.ts'
import { progressBar } from '../../progress.ts'
import { publicKey, type WitnessOptions, witnessesOf } from './keys.ts'
import { folderOf, type StoreOptions, withLedger } from './store.ts'
import { refused } from './told.ts'
import { sourceOf } from './verify.ts'

interface ImportOptions extends StoreOptions, WitnessOptions {
  readonly vkey: string
  readonly adopt?: boolean
}

/** `bylaw ledger import`: an exported or served log into a store; 1 where it is damaged, or the store has another one. */
export async function importVerb(log: string, options: ImportOptions): Promise<number> {
  const how = { vkey: publicKey(options.vkey, '--vkey'), ...witnessesOf(options) }
  const source = sourceOf(log)
  const { progress, end } = progressBar('leaves')
  const into = folderOf(options)
  const work = async (ledger: Parameters<typeof adopt>[0]) => {
    const done = await importLog(source, ledger, { ...how, progress })
    if (done.ok && options.adopt) await adopt(ledger, HighWater.beside(into))
    return done
  }
  const imported = await withLedger(options, work, true)
  end()
  if (!imported.ok) return refused(imported.reason, options)
  const { size, report } = imported
  const { origin } = report.checkpoint!
  if (options.json) printJson({ ok: true, origin, size, disclosed: report.disclosed })
  else print(`Imported ${counted(size, 'record')} of ${visible(origin)}.`)
  return 0
}
