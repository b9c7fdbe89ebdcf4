import { type LedgerRecord, parseLeaf } from '@bylaw/ledger'
import { type LedgerStore, parseRotation, type StoredEntry } from '@bylaw/ledger/node'
import { progressBar } from '../../progress.ts'

/** What the log holds of the answers that were asked about, by deployment. */
export interface Recorded {
  readonly byDeployment: ReadonlyMap<string, readonly Pick<LedgerRecord, 'id' | 'checks'>[]>
  /** How many entries are none that this version can read. */
  readonly unread: number
}

const PAGE = 1000

/**
 * Reads the whole log, the latest entry first.
 * @param since milliseconds since 1970; a request counts that began then or later
 */
export async function recorded(ledger: LedgerStore, deployment: string | null, since: number): Promise<Recorded> {
  const byDeployment = new Map<string, Pick<LedgerRecord, 'id' | 'checks'>[]>()
  let unread = 0
  for await (const { entry } of latestFirst(ledger)) {
    const leaf = parseLeaf(entry)
    if (!leaf.ok) {
      if (!parseRotation(entry).ok) unread++
      continue
    }
    const { id, checks, time, deployment: name } = leaf.record
    if (Date.parse(time) < since || (deployment !== null && name !== deployment)) continue
    const records = byDeployment.get(name) ?? []
    records.push({ id, checks })
    byDeployment.set(name, records)
  }
  return { byDeployment, unread }
}

async function* latestFirst(ledger: LedgerStore): AsyncGenerator<StoredEntry, void> {
  const { size } = await ledger.head()
  const bar = progressBar('entries')
  for (let end = size; end > 0; end = Math.max(0, end - PAGE)) {
    const first = Math.max(0, end - PAGE)
    yield* (await ledger.entries(first, end - first)).toReversed()
    bar.progress(size - first, size)
  }
  bar.end()
}
