import type { FactDeclaration } from '../document/types.ts'
import type { Draft, DraftLayer } from './draft.ts'

/** Declares every fact of the stack, root's first. */
export function declareFacts(draft: Draft): void {
  for (const { layer, block } of draft.blocks()) {
    for (const fact of block.facts) declareFact(draft, layer, fact)
  }
}

function declareFact(draft: Draft, layer: DraftLayer, fact: FactDeclaration): void {
  const vouchedBy = draft.rank(layer, fact.vouchedBy)
  if (vouchedBy === null || !isNew(draft, layer, fact)) return
  if (vouchedBy < layer.rank) {
    const help = `a layer declares facts that it vouches for itself: \`${draft.levels[layer.rank]}\` or weaker`
    draft.error(
      layer,
      fact.vouchedBy,
      'vouched-by-above',
      `\`${fact.vouchedBy.name}\` is stronger than this layer`,
      help,
    )
    return
  }
  draft.facts.set(fact.name, {
    index: draft.facts.size,
    name: fact.name,
    title: fact.title,
    type: fact.type,
    assume: fact.assume,
    vouchedBy,
    delegable: fact.delegable,
    declaredAt: layer.rank,
    source: draft.source(layer, fact),
  })
}

function isNew(draft: Draft, layer: DraftLayer, fact: FactDeclaration): boolean {
  const known = draft.facts.get(fact.name)
  if (known !== undefined) {
    draft.error(
      layer,
      fact,
      'duplicate-fact',
      `the fact \`${fact.name}\` is already declared at ${known.source.file}:${known.source.line}`,
    )
    return false
  }
  for (const name of draft.facts.keys()) {
    if (!name.startsWith(`${fact.name}.`) && !fact.name.startsWith(`${name}.`)) continue
    draft.error(
      layer,
      fact,
      'fact-prefix',
      `one of the facts \`${name}\` and \`${fact.name}\` is a prefix of the other`,
    )
    return false
  }
  return true
}
