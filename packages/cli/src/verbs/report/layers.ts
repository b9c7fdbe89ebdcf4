import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { canonicalLevel, decodeText, digestText } from '@bylaw/core'
import type { LedgerRecord } from '@bylaw/ledger'
import { configFile, configIn } from '../../deployments.ts'
import { note } from '../../output.ts'
import { specsFolder } from '../../packaged.ts'
import { placeOf } from './decided.ts'
import type { LayerText } from './format.ts'

/** The layers out of which a record was decided, as far as the files of its deployment are still those. */
export async function decidingLayers(record: LedgerRecord, given?: string): Promise<readonly LayerText[]> {
  const behaviors = Array.isArray(record.behaviors) ? (record.behaviors as Behaviors) : []
  const sources = behaviors.flatMap(({ by }) => (by === null ? [] : [{ level: by.level, ...placeOf(by.source) }]))
  if (sources.length === 0) return []
  const folder = given ?? (existsSync(configFile('.')) ? '.' : specsFolder())
  const layers = (await mounted(folder, record.deployment)).filter(({ level, file }) =>
    sources.some((source) => source.level === level && source.file === file),
  )
  const same = layers.filter((layer) => isNamed(record, layer))
  const missing = new Set(sources.map(({ file }) => file).filter((file) => !same.some((layer) => layer.file === file)))
  for (const file of missing) note(`${file} in ${folder} is not the text that decided: its section is left out`)
  return same
}

type Behaviors = Extract<LedgerRecord['behaviors'], readonly unknown[]>

/** Whether the record names a layer of this level with this text. */
export function isNamed({ specs }: LedgerRecord, { level, text }: LayerText): boolean {
  const named = Array.isArray(specs) ? (specs as Extract<LedgerRecord['specs'], readonly unknown[]>) : []
  return named.some((spec) => spec.level === level && spec.digest === digestText(text))
}

/** The layers that a configuration mounts, by the names that records give them. */
async function mounted(folder: string, deployment: string): Promise<readonly LayerText[]> {
  const config = await configIn(folder)
  const files = [
    ...config.specs.map((file) => ({ level: 'root', file })),
    ...(config.deployments[deployment]?.layers ?? []).flatMap((layer) =>
      Object.entries(layer).map(([level, file]) => ({ level: canonicalLevel(level), file })),
    ),
  ]
  return files.flatMap(({ level, file }) => {
    const path = resolve(folder, file)
    return existsSync(path) ? [{ level, file, text: decodeText(file, readFileSync(path)).text }] : []
  })
}
