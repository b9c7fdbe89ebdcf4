import {
  type Compilation,
  compile,
  createEngine,
  type Diagnostic,
  type Document,
  type Engine,
  type Policy,
  readDocument,
} from '@bylaw/core'
import type { DeploymentConfig } from '../config/schema.ts'
import type { LayerText } from '../store/policies.ts'
import { unprovedInvariants } from './invariants.ts'

/** A policy in force, or the diagnostics that refuse it. */
export type MountedPolicy =
  | ({ readonly state: 'ready'; readonly policy: Policy; readonly engine: Engine } & Mounted)
  | ({ readonly state: 'refused'; readonly policy: null; readonly engine: null } & Mounted)

/** Layers as they were read, and what was found in them. */
export interface Mounted {
  readonly layers: readonly LayerText[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Whether the same was read. A file that can't be read is not the same as an empty one. */
export function same(one: Mounted, other: Mounted): boolean {
  const alike = (a: LayerText, b: LayerText | undefined) =>
    a.text === b?.text && a.file === b.file && a.level === b.level
  const found = ({ diagnostics }: Mounted) => diagnostics.map(({ file, code }) => `${file} ${code}`).join()
  if (one.layers.length !== other.layers.length || found(one) !== found(other)) return false
  return one.layers.every((layer, index) => alike(layer, other.layers[index]))
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error'

/**
 * Compiles the layers of a deployment, and proves its invariants. Never throws: what can't be read refuses the policy, and
 * so does, where anything is enforced, an invariant that is not proved, and what `problems` finds of an error.
 * @param problems what of the configuration does not fit the policy
 */
export function mountPolicy(
  config: DeploymentConfig,
  { layers, diagnostics }: Mounted,
  problems: (policy: Policy) => readonly Diagnostic[] = () => [],
): MountedPolicy {
  if (diagnostics.some(isError)) return refused(layers, diagnostics)
  const { policy, diagnostics: found } = compileLayers(layers)
  if (policy === null) return refused(layers, [...diagnostics, ...found])
  const engine = createEngine(policy)
  const further = [...unprovedInvariants(engine, enforces(config)), ...problems(policy)]
  const all = [...diagnostics, ...found, ...further]
  return further.some(isError) ? refused(layers, all) : { state: 'ready', policy, engine, layers, diagnostics: all }
}

const refused = (layers: readonly LayerText[], diagnostics: readonly Diagnostic[]): MountedPolicy => ({
  state: 'refused',
  policy: null,
  engine: null,
  layers,
  diagnostics,
})

function enforces({ check, behaviors }: DeploymentConfig): boolean {
  return check === 'enforce' || Object.values(behaviors).some((behavior) => behavior.check === 'enforce')
}

export function compileLayers(layers: readonly LayerText[]): Compilation {
  return compile({ layers: layers.map((layer) => ({ level: layer.level, document: documentOf(layer) })) })
}

/** How many documents are kept: policies that share a file share what was read of it. */
const kept = 64
const documents = new Map<string, Document>()

/** What a layer says, read once. */
export function documentOf({ file, text }: LayerText): Document {
  const key = `${file}\n${text}`
  const document = documents.get(key) ?? readDocument(file, text)
  documents.delete(key)
  documents.set(key, document)
  if (documents.size > kept) documents.delete(documents.keys().next().value!)
  return document
}

/**
 * A policy with one more layer at user: what it says wrong costs only itself, so that nothing has to be proved again.
 * @returns refused where not even that can be read, such as one that states a chain of command
 */
export function withLayer(mounted: MountedPolicy, layer: LayerText): MountedPolicy {
  const layers = [...mounted.layers, layer]
  const { policy, diagnostics } = compileLayers(layers)
  if (policy === null) return refused(layers, diagnostics)
  return { state: 'ready', policy, engine: createEngine(policy), layers, diagnostics }
}

/** A policy of the past; null where its layers compile no longer to the same one. */
export function compiledAgain(digest: string, layers: readonly LayerText[]): MountedPolicy | null {
  const { policy, diagnostics } = compileLayers(layers)
  if (policy?.digest !== digest) return null
  return { state: 'ready', policy, engine: createEngine(policy), layers, diagnostics }
}
