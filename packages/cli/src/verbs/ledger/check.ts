import { readFileSync } from 'node:fs'
import { parseLeaf, parseReceipt, verifyCosigned, verifyReceipt } from '@bylaw/ledger'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { print, printJson, visible } from '../../output.ts'
import { publicKey, type WitnessOptions, witnessesOf } from './keys.ts'
import { refused } from './told.ts'

interface CheckOptions extends WitnessOptions {
  readonly vkey: string
  readonly leaf?: string
  readonly json?: boolean
}

/** `bylaw ledger check`: whether a receipt holds, offline; 1 where it does not. */
export function check(file: string, options: CheckOptions): number {
  const vkey = publicKey(options.vkey, '--vkey')
  const { witnesses, quorum } = witnessesOf(options)
  const text = bytesOf(file).toString('utf8')
  const receipt = parseReceipt(text)
  if (!receipt.ok) throw new WrongUse(`${file}: ${receipt.reason}`)
  const leaf = options.leaf === undefined ? receipt.extra : bytesOf(options.leaf)
  if (leaf === null) throw new WrongUse(`${file} does not carry its leaf: say --leaf FILE`)
  const verified = verifyReceipt(text, leaf, vkey)
  if (!verified.ok) return refused(verified.reason, options)
  const cosigned = verifyCosigned(verified.checkpoint, vkey, witnesses, quorum)
  if (!cosigned.ok) return refused(cosigned.reason, options)
  const { origin, index, size } = verified
  const read = parseLeaf(leaf)
  const record = read.ok ? read.record : null
  const names = cosigned.cosigned.map(({ name }) => name)
  if (options.json) printJson({ ok: true, origin, index, size, cosigned: names, record })
  else {
    const what = record === null ? 'an entry that is no decision' : `${record.id}, ${record.time}, ${record.outcome}`
    print(`It holds: leaf ${index} of ${size} in ${visible(origin)}: ${visible(what)}`)
    if (names.length > 0) print(`Seen by ${visible(names.join(', '))}`)
  }
  return 0
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new WrongUse(`cannot read ${file}: ${reasonOf(error)}`)
  }
}
