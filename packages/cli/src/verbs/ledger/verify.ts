import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  addressSource,
  type Damage,
  folderTarget,
  type LogReport,
  type Source,
  storeSource,
  verifyLog,
} from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { columns, fitted } from '../../layout.ts'
import { counted, indented, paint, print, printJson, visible } from '../../output.ts'
import { progressBar } from '../../progress.ts'
import { latestCheckpoint } from './checkpoint.ts'
import { firstKey } from './first-key.ts'
import { hasKey, heldKey, type KeyOptions, publicKey, type WitnessOptions, witnessesOf } from './keys.ts'
import { withLedger } from './store.ts'

interface VerifyOptions extends KeyOptions, WitnessOptions {
  readonly vkey?: string
  readonly records: 'canonical' | 'schema' | 'any'
}

/** `bylaw ledger verify`: a whole log, from files, an address or the store; 1 where anything is not as it should be. */
export async function verify(log: string | undefined, options: VerifyOptions): Promise<number> {
  const report =
    log === undefined
      ? await withLedger(options, async (ledger) =>
          verified(
            storeSource(ledger, () => latestCheckpoint(ledger, options)),
            hasKey(options) && !options.vkey ? await firstKey(ledger, heldKey(options).vkey) : given(options),
            options,
          ),
        )
      : await verified(sourceOf(log), given(options), options)
  if (options.json) printJson(plain(report))
  else print(told(report))
  return report.ok ? 0 : 1
}

function given({ vkey }: VerifyOptions): string {
  if (vkey !== undefined) return vkey
  throw new WrongUse(
    'verify: say --vkey KEY, as the log hands it out elsewhere: a key from the same place proves nothing',
  )
}

async function verified(source: Source, key: string, options: VerifyOptions): Promise<LogReport> {
  const vkey = publicKey(key, '--vkey')
  await readable(source)
  const { progress, end } = progressBar('leaves')
  const report = await verifyLog(source, { vkey, ...witnessesOf(options), records: options.records, progress })
  end()
  return report
}

/**
 * An exported or served log.
 * @throws WrongUse where there is none
 */
export function sourceOf(log: string): Source {
  if (/^https?:\/\//.test(log)) return addressSource(log)
  if (!existsSync(log) || !statSync(log).isDirectory()) throw new WrongUse(`cannot read ${log}: no such folder`)
  if (existsSync(join(log, 'ledger.sqlite')) && !existsSync(join(log, 'checkpoint')))
    throw new WrongUse(`${log} is a store and no exported log: say --store ${log}`)
  return folderTarget(log)
}

/** @throws WrongUse where there is no log to verify */
async function readable(source: Source): Promise<void> {
  const checkpoint = await source.read('checkpoint').catch((error: unknown) => {
    const { cause } = error as Error
    throw new WrongUse(`cannot read the checkpoint: ${reasonOf(cause instanceof Error ? cause : error)}`)
  })
  if (checkpoint === null) throw new WrongUse('there is no checkpoint: no log lies there, or none of it was signed yet')
}

const plain = ({ checkpoint, ...report }: LogReport): object => ({
  ...report,
  checkpoint: checkpoint && { ...checkpoint, root: Buffer.from(checkpoint.root).toString('base64') },
})

function told(report: LogReport): string {
  const { checkpoint, cosigned, rotations, disclosed, damage, damaged } = report
  const lines = checkpoint === null ? [] : [`${visible(checkpoint.origin)}: ${counted(checkpoint.size, 'record')}`]
  if (report.ok) {
    lines.push(paint('green', 'Everything is as it was signed: entries, tiles, root, records.'))
    if (rotations > 0) lines.push(`The key was changed ${counted(rotations, 'time')}; now ${report.vkey} signs.`)
    if (disclosed > 0) lines.push(`The bodies of ${counted(disclosed, 'record')} are disclosed and match.`)
    if (cosigned.length > 0) lines.push(`Seen by ${visible(cosigned.map(({ name }) => name).join(', '))}.`)
  } else {
    const more = damaged > damage.length ? `, the first ${damage.length} of which are listed` : ''
    lines.push(
      paint('red', `${counted(damaged, 'damaged place')}${more}:`),
      indented(fitted(damage.map(row), () => null, columns - 2)),
    )
    if (!report.complete) lines.push('Not every leaf was read.')
  }
  for (const line of report.unverified) lines.push(`Signed, too, by a key that was not given: ${visible(line)}`)
  return lines.join('\n')
}

const row = ({ path, offset, index, what }: Damage): string[] => [
  path,
  offset === null ? '' : `byte ${offset}`,
  index === null ? '' : `leaf ${index}`,
  what,
]
