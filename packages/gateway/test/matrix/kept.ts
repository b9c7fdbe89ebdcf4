import { type LedgerRecord, parseLeaf } from '@bylaw/ledger'
import { findMasterKey, openSqliteLedger } from '@bylaw/ledger/node'
import { recordIn } from '../../src/ledger/leaf.ts'
import type { DecisionRecord } from '../../src/record.ts'

/** What the ledger has of one decision. */
export interface Kept {
  readonly leaf: LedgerRecord
  readonly record: DecisionRecord
  /** Everything that is kept of it, as it was read. */
  readonly text: string
}

/**
 * Everything that a ledger has, by the id of the decision.
 * @throws where an entry can't be read, or has no body
 */
export async function readLedger(folder: string): Promise<ReadonlyMap<string, Kept>> {
  const ledger = await openSqliteLedger(folder, { masterKey: findMasterKey(folder) })
  const kept = new Map<string, Kept>()
  const { size } = await ledger.head()
  for (let from = 0; from < size; from += 500) {
    for (const { id, entry } of await ledger.entries(from, Math.min(from + 500, size))) {
      const parsed = parseLeaf(entry)
      const body = await ledger.body(id)
      const record = body.state === 'kept' ? recordIn(body.body) : null
      if (!parsed.ok || record === null) throw new Error(`the decision ${id} can't be read`)
      kept.set(id, { leaf: parsed.record, record, text: new TextDecoder().decode(entry) + JSON.stringify(body) })
    }
  }
  await ledger.close()
  return kept
}
