import { WrongUse } from '../../failure.ts'
import { print, printJson } from '../../output.ts'
import { type StoreOptions, withLedger } from './store.ts'

/** `bylaw ledger forget`: deletes the bodies of a record and their key, for good; its leaf stays and verifies. */
export async function forget(id: string, options: StoreOptions): Promise<number> {
  const state = await withLedger(options, async (ledger) => {
    if ((await ledger.find(id)) === null) throw new WrongUse(`no record of this ledger has the id \`${id}\``)
    const before = await ledger.body(id)
    if (before.state === 'forgotten') return 'before'
    return ledger.forget(id)
  })
  if (options.json) printJson({ ok: true, id, state: state === 'none' ? 'none' : 'forgotten' })
  else print(`${id}: ${said[state]}`)
  return 0
}

const said = {
  forgotten: 'forgotten; its leaf stays in the log, which still verifies',
  before: 'was forgotten before',
  none: 'there was nothing to forget',
} as const
