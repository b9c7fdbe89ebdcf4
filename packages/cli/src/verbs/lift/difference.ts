import { compile, createEngine, type Document, diff, type Engine, type Mount, type PolicyDiff } from '@bylaw/core'
import { RefusedPolicy } from '../../failure.ts'

/**
 * What a layer changes that is mounted on top of a policy's own, the last at its level.
 * @throws RefusedPolicy where the policy can't be in force with it
 */
export function difference(before: Engine, document: Document, level: string): PolicyDiff {
  const { layers, levels } = before.policy
  const mounts: Mount[] = layers.map((layer) => ({ level: levels[layer.rank]!, document: layer.document }))
  const { policy, diagnostics } = compile({ layers: [...mounts, { level, document }] })
  if (policy === null) throw new RefusedPolicy(diagnostics, [...mounts.map((mount) => mount.document), document])
  const found = diff(before, createEngine(policy))
  if ('error' in found) throw new TypeError(found.error)
  return found
}
