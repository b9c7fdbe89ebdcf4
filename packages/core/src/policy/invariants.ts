import type { Draft } from './draft.ts'
import type { Invariant } from './types.ts'

/** The invariants of every layer, names unique within the policy. */
export function declareInvariants(draft: Draft): readonly Invariant[] {
  const known = new Map<string, Invariant>()
  for (const { layer, block } of draft.blocks()) {
    const invariant = block.invariant
    if (invariant === null) continue
    if (known.has(invariant.name)) {
      draft.error(
        layer,
        invariant,
        'duplicate-invariant',
        `an invariant named \`${invariant.name}\` is already declared`,
      )
      continue
    }
    const source = draft.source(layer, invariant)
    known.set(invariant.name, {
      name: invariant.name,
      text: invariant.holds.text,
      rank: layer.rank,
      layer: layer.index,
      source,
    })
  }
  return [...known.values()]
}
