import { printVerifierKey } from '@bylaw/ledger'
import { type LedgerStore, parseRotation } from '@bylaw/ledger/node'

/** Entries read at once. */
const PAGE = 512

/** The public key that a whole log is verified with: the one it began with. Later ones are followed through the log. */
export async function firstKey(ledger: LedgerStore, current: string): Promise<string> {
  for (let first = 0; ; first += PAGE) {
    const entries = await ledger.entries(first, PAGE)
    for (const { id, entry } of entries) {
      const retired = id.startsWith('key_') ? parseRotation(entry) : null
      if (retired?.ok) return printVerifierKey(retired.rotation.from)
    }
    if (entries.length < PAGE) return current
  }
}
