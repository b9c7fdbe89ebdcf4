import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Diagnostic, decodeText } from '@bylaw/core'
import type { Config } from '../config/load.ts'
import type { LayerText } from '../store/policies.ts'
import type { Mounted } from './policy.ts'

type Configured = Pick<Config, 'specs' | 'deployments' | 'folder'>

export interface Mount {
  readonly level: string
  readonly file: string
}

type Layers = Configured['deployments'][string]['layers']

/** The files of a deployment, in order: root files, then its layers. */
export function mountsOf({ specs, deployments }: Configured, deployment: string): readonly Mount[] {
  return mountsIn(specs, deployments[deployment]!.layers)
}

export function mountsIn(specs: readonly string[], layers: Layers): readonly Mount[] {
  return [
    ...specs.map((file) => ({ level: 'root', file })),
    ...layers.flatMap((layer) =>
      Object.entries(layer).map(([level, file]) => ({ level: level === 'operator' ? 'developer' : level, file })),
    ),
  ]
}

/** Never rejects. */
export function readFiles(config: Configured, deployment: string): Promise<Mounted> {
  return readMounts(mountsOf(config, deployment), config.folder)
}

/** Files are named as the configuration names them: decisions and answers quote these names. Never rejects. */
export async function readMounts(mounts: readonly Mount[], folder: string): Promise<Mounted> {
  const read = await Promise.all(mounts.map((mount) => readLayer(mount, folder)))
  return { layers: read.map(({ layer }) => layer), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) }
}

interface ReadLayer {
  readonly layer: LayerText
  readonly diagnostics: readonly Diagnostic[]
}

async function readLayer({ level, file }: Mount, folder: string): Promise<ReadLayer> {
  try {
    const { text, diagnostics } = decodeText(file, await readFile(resolve(folder, file)))
    return { layer: { level, file, text }, diagnostics }
  } catch (error) {
    const message = `the file can't be read (${(error as NodeJS.ErrnoException).code})`
    const place = { file, line: 1, column: 1, length: 1 }
    return {
      layer: { level, file, text: '' },
      diagnostics: [{ severity: 'error', code: 'unreadable-file', message, ...place }],
    }
  }
}
