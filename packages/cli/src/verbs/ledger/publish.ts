import { mkdirSync } from 'node:fs'
import { bucketTarget, folderTarget, publish, type Quorum, readQuorum, type Target } from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { counted, print, printJson, visible } from '../../output.ts'
import { progressBar } from '../../progress.ts'
import { signingOf } from './checkpoint.ts'
import { type KeyOptions, publicKey, quorumOf } from './keys.ts'
import { withLedger } from './store.ts'
import { refused } from './told.ts'

interface PublishOptions extends KeyOptions {
  /** `ADDRESS=KEY` */
  readonly witness?: readonly string[]
  readonly quorum?: string
  readonly repair?: boolean
}

/** `bylaw ledger publish`: to a folder or a bucket; 1 where what is there is not the beginning of this log. */
export async function publishVerb(where: string, options: PublishOptions): Promise<number> {
  const { progress, end } = progressBar('records')
  const how = { signing: signingOf(options), ...quorumIn(options), repair: options.repair === true, progress }
  const target = targetOf(where)
  const done = await withLedger(options, (ledger) => publish(ledger, target, how))
  end()
  if (!done.ok) return refused(done.reason, options)
  const { origin, size, written, repaired } = done
  if (options.json) printJson({ ok: true, origin, size, written, repaired })
  else
    print(
      `Published ${counted(size, 'record')} of ${visible(origin)}: ${counted(written, 'new file')}, ${repaired} repaired.`,
    )
  return 0
}

function targetOf(where: string): Target {
  if (/^https?:\/\//.test(where)) {
    const bucket = bucketTarget(where)
    if (bucket.ok) return bucket.target
    throw new WrongUse(bucket.reason)
  }
  try {
    mkdirSync(where, { recursive: true })
    return folderTarget(where)
  } catch (error) {
    throw new WrongUse(`cannot write ${where}: ${reasonOf(error)}`)
  }
}

function quorumIn({ witness = [], quorum }: PublishOptions): { readonly quorum: Quorum } | object {
  if (witness.length === 0) return {}
  const witnesses = witness.map(parseWitness)
  const least = quorum === undefined ? witnesses.length : quorumOf(quorum, witnesses.length)
  const read = readQuorum(witnesses, least)
  if (read.ok) return { quorum: read.quorum }
  throw new WrongUse(`--witness: ${read.reason}`)
}

function parseWitness(text: string): { address: string; vkey: string } {
  const equals = text.indexOf('=')
  const address = text.slice(0, Math.max(equals, 0))
  if (!/^https?:\/\//.test(address)) throw new WrongUse(`--witness ${text}: write it as ADDRESS=KEY`)
  return { address, vkey: publicKey(text.slice(equals + 1), '--witness') }
}
