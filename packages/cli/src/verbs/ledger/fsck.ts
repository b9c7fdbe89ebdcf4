import { fsck } from '@bylaw/ledger/node'
import { columns, fitted } from '../../layout.ts'
import { counted, indented, paint, print, printJson } from '../../output.ts'
import { progressBar } from '../../progress.ts'
import { type StoreOptions, withLedger } from './store.ts'

/** `bylaw ledger fsck`: everything stored against the entries; 1 where something is wrong. */
export async function fsckVerb(options: StoreOptions): Promise<number> {
  const { progress, end } = progressBar('records')
  const checked = await withLedger(options, async (ledger) => {
    const { size } = await ledger.head()
    return fsck(ledger, (entries) => progress(entries, size))
  })
  end()
  const { size, problems } = checked
  if (options.json) printJson({ ok: problems.length === 0, size, problems })
  else if (problems.length === 0) print(paint('green', `${counted(size, 'record')}: nothing is wrong.`))
  else {
    const rows = problems.map(({ where, reason }) => [where, reason])
    print(
      `${paint('red', `${counted(problems.length, 'problem')} in ${counted(size, 'record')}:`)}\n${indented(fitted(rows, () => null, columns - 2))}`,
    )
  }
  return problems.length === 0 ? 0 : 1
}
