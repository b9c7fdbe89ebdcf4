import { WrongUse } from '../failure.ts'
import { paint, print, printJson, visible } from '../output.ts'
import { publicKey, textOf, type WitnessOptions, witnessesOf } from './ledger/keys.ts'
import { withLedger } from './ledger/store.ts'
import { refused, writeText } from './ledger/told.ts'
import { checkReport } from './report/check.ts'
import { parseReport } from './report/format.ts'
import { type MakeOptions, makeReport } from './report/make.ts'

interface ReportOptions extends MakeOptions, WitnessOptions {
  readonly output?: string
  readonly check?: string
}

/** `bylaw report`: bundles one record with all that proves it, or checks such a file; 1 where something does not hold. */
export async function report(id: string | undefined, options: ReportOptions): Promise<number> {
  const { check } = options
  if (check !== undefined && id === undefined) return checked(check, options)
  if (check !== undefined || id === undefined) throw new WrongUse('report: give the id of a record, or --check FILE')
  const made = await withLedger(options, (ledger) => makeReport(ledger, id, options))
  if (!made.ok) return refused(made.reason, options)
  const file = options.output
  if (file === undefined) printJson(made.report)
  else {
    writeText(file, `${JSON.stringify(made.report, null, 2)}\n`)
    if (options.json) printJson({ ok: true, file })
    else print(`Wrote ${file}.\nNext: bylaw report --check ${file} --vkey KEY`)
  }
  return 0
}

function checked(file: string, options: ReportOptions): number {
  const parsed = parseReport(textOf(file))
  if (!parsed.ok) throw new WrongUse(`${file}: ${parsed.reason}`)
  const vkey = publicKey(options.vkey ?? parsed.report.vkey, '--vkey')
  const looked = checkReport(parsed.report, { vkey, ...witnessesOf(options) })
  const ok = looked.every((each) => each.ok)
  if (options.json) printJson({ ok, vkey, trusted: options.vkey !== undefined, looked })
  else {
    for (const { what, reason } of looked) {
      const line = reason === null ? visible(what) : `${visible(what)}: ${visible(reason)}`
      print(reason === null ? `${paint('green', '✓')} ${line}` : `${paint('red', '✗ not so:')} ${line}`)
    }
    if (options.vkey === undefined) print(`The key was taken from the report: compare it with the log's own.\n${vkey}`)
  }
  return ok ? 0 : 1
}
