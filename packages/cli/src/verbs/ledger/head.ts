import { encodeBase64 } from '@bylaw/ledger'
import { print, printJson, table } from '../../output.ts'
import { hasKey, heldKey, type KeyOptions } from './keys.ts'
import { withLedger } from './store.ts'

/** `bylaw ledger head`: how long the log is, its root, what was signed last and by which key. */
export async function head(options: KeyOptions): Promise<number> {
  const { size, root, time, signed } = await withLedger(options, async (ledger) => ({
    ...(await ledger.head()),
    signed: (await ledger.checkpoint())?.size ?? null,
  }))
  const vkey = hasKey(options) ? heldKey(options).vkey : null
  const told = { size, root: encodeBase64(root), time: size === 0 ? null : new Date(time).toISOString(), signed, vkey }
  if (options.json) printJson(told)
  else print(table(Object.entries(told).map(([name, value]) => [name, value === null ? 'none' : String(value)])))
  return 0
}
