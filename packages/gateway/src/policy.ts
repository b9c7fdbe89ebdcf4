import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Compilation,
  compile,
  createEngine,
  type Diagnostic,
  decodeText,
  type Engine,
  type Policy,
  readDocument,
} from '@bylaw/core'
import type { Config } from './config/load.ts'
import type { DeploymentConfig } from './config/schema.ts'
import { unprovedInvariants } from './invariants.ts'
import type { LayerText } from './store/store.ts'

/** A policy in force, or the diagnostics that refuse it. */
export type MountedPolicy =
  | ({ readonly state: 'ready'; readonly policy: Policy; readonly engine: Engine } & Mounted)
  | ({ readonly state: 'refused'; readonly policy: null; readonly engine: null } & Mounted)

interface Mounted {
  readonly layers: readonly LayerText[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads and compiles the layers of a deployment, and proves its invariants. Never throws: what can't be read refuses the
 * policy, and so does, where anything is enforced, an invariant that is not proved.
 */
export function mountPolicy(config: Config, deployment: string): MountedPolicy {
  const { layers, diagnostics } = readLayers(config, deployment)
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    return { state: 'refused', policy: null, engine: null, layers, diagnostics }
  }
  const { policy, diagnostics: found } = compileLayers(layers)
  if (policy === null)
    return { state: 'refused', policy, engine: null, layers, diagnostics: [...diagnostics, ...found] }
  const engine = createEngine(policy)
  const unproved = unprovedInvariants(engine, enforces(config.deployments[deployment]!))
  const mounted = { layers, diagnostics: [...diagnostics, ...found, ...unproved] }
  if (unproved.some(({ severity }) => severity === 'error')) {
    return { state: 'refused', policy: null, engine: null, ...mounted }
  }
  return { state: 'ready', policy, engine, ...mounted }
}

function enforces({ check, behaviors }: DeploymentConfig): boolean {
  return check === 'enforce' || Object.values(behaviors).some((behavior) => behavior.check === 'enforce')
}

export function compileLayers(layers: readonly LayerText[]): Compilation {
  return compile({ layers: layers.map(({ level, file, text }) => ({ level, document: readDocument(file, text) })) })
}

/** Files are named as the configuration names them: decisions and answers quote these names. */
function readLayers(config: Config, deployment: string): Mounted {
  const mounts = [
    ...config.specs.map((file) => ({ level: 'root', file })),
    ...config.deployments[deployment]!.layers.flatMap((layer) =>
      Object.entries(layer).map(([level, file]) => ({ level: level === 'operator' ? 'developer' : level, file })),
    ),
  ]
  const layers: LayerText[] = []
  const diagnostics: Diagnostic[] = []
  for (const { level, file } of mounts) {
    const { text, diagnostics: found } = readLayer(file, resolve(config.folder, file))
    layers.push({ level, file, text })
    diagnostics.push(...found)
  }
  return { layers, diagnostics }
}

function readLayer(file: string, path: string): { text: string; diagnostics: readonly Diagnostic[] } {
  try {
    return decodeText(file, readFileSync(path))
  } catch (error) {
    const message = `the file can't be read (${(error as NodeJS.ErrnoException).code})`
    const diagnostic = {
      severity: 'error',
      code: 'unreadable-file',
      message,
      file,
      line: 1,
      column: 1,
      length: 1,
    } as const
    return { text: '', diagnostics: [diagnostic] }
  }
}
