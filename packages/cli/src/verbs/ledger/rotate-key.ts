import { HighWater, rotateKey } from '@bylaw/ledger/node'
import { print, printJson } from '../../output.ts'
import { type KeyOptions, keyFile } from './keys.ts'
import { folderOf, withLedger } from './store.ts'
import { refused } from './told.ts'

/** `bylaw ledger rotate-key`: the old key signs the new one; begun and interrupted, it goes on. */
export async function rotateKeyVerb(options: KeyOptions): Promise<number> {
  const signing = { highWater: HighWater.beside(folderOf(options)) }
  const rotated = await withLedger(options, (ledger) => rotateKey(ledger, keyFile(options), signing))
  if (!rotated.ok) return refused(rotated.reason, options)
  const { vkey, index, size } = rotated
  if (options.json) printJson({ ok: true, vkey, index, size })
  else print(`The key was changed in leaf ${index}. The public key from now on:\n${vkey}`)
  return 0
}
