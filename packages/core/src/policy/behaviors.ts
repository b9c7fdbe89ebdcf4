import type { BehaviorDeclaration, Block, Named } from '../document/types.ts'
import type { Draft, DraftLayer } from './draft.ts'
import { covers, declarationOf, familiesAbove, isFamily, TOOLS } from './pattern.ts'
import type { Sections, Standing } from './sections.ts'
import type { Behavior, Rank } from './types.ts'

interface Declared {
  readonly layer: DraftLayer
  readonly block: Block
  readonly behavior: BehaviorDeclaration
}

/** Declares every behavior: strongest level first, and within a level wider families before what stands inside them. */
export function declareBehaviors(draft: Draft, sections: Sections): void {
  const declared: Declared[] = []
  for (const { layer, block } of draft.blocks()) {
    if (block.behavior !== null) declared.push({ layer, block, behavior: block.behavior })
  }
  const width = ({ behavior }: Declared): number => behavior.name.split('.').length - (isFamily(behavior.name) ? 1 : 0)
  declared.sort((a, b) => a.layer.rank - b.layer.rank || width(a) - width(b))
  for (const each of declared) declareBehavior(draft, each, sections.standing(each.layer, each.block))
}

function declareBehavior(draft: Draft, { layer, behavior }: Declared, standing: Standing): void {
  if (!mayDeclare(draft, layer, behavior)) return
  const family =
    familiesAbove(behavior.name)
      .map((id) => draft.behaviors.get(id))
      .find((found) => found !== undefined) ?? null
  const domain = domainOf(draft, layer, behavior, family)
  const authority = authorityOf(draft, layer, behavior, standing)
  if (domain === null || authority === null) return
  const asks = behavior.asks === null ? (family?.asks ?? null) : draft.askedRank(layer, behavior.asks)
  draft.behaviors.set(behavior.name, {
    id: behavior.name,
    title: behavior.title,
    ...domain,
    ...authority,
    describe: behavior.describe.size === 0 && family !== null ? family.describe : behavior.describe,
    asks,
    declaredAt: layer.rank,
    section: standing.section?.id ?? null,
    source: draft.source(layer, behavior),
  })
  standing.section?.behaviors.push(behavior.name)
}

function mayDeclare(draft: Draft, layer: DraftLayer, behavior: BehaviorDeclaration): boolean {
  const id = behavior.name
  const known = draft.behaviors.get(id)
  if (known !== undefined) {
    draft.error(
      layer,
      behavior,
      'duplicate-behavior',
      `the behavior \`${id}\` is already declared at ${known.source.file}:${known.source.line}`,
    )
    return false
  }
  const above = declarationOf(id, draft.behaviors)
  if (above?.kind === 'bright-line') {
    draft.error(layer, behavior, 'inside-bright-family', `\`${id}\` lies inside the bright line \`${above.id}\``)
    return false
  }
  if (layer.rank === 0) return true
  if (id.startsWith(TOOLS)) draft.error(layer, behavior, 'tools-below-root', 'tools are declared in root files only')
  else if (above !== null)
    draft.error(
      layer,
      behavior,
      'inside-family',
      `\`${id}\` is already covered by \`${above.id}\`, declared at ${above.source.file}:${above.source.line}`,
    )
  else if (isFamily(id) && [...draft.behaviors.keys()].some((other) => covers(id, other))) {
    draft.error(layer, behavior, 'covers-declared', `the family \`${id}\` would cover behaviors declared above`)
  } else return true
  return false
}

type Domain = Pick<Behavior, 'kind' | 'values' | 'default' | 'delegable' | 'grantable'>

function domainOf(
  draft: Draft,
  layer: DraftLayer,
  behavior: BehaviorDeclaration,
  family: Behavior | null,
): Domain | null {
  if (behavior.kind === 'bright-line') {
    return {
      kind: 'bright-line',
      values: behavior.values!.map((value) => value.name),
      default: 0,
      delegable: [],
      grantable: false,
    }
  }
  const values = behavior.values?.map((value) => value.name) ?? family?.values
  if (values === undefined || (behavior.default === null && family === null)) {
    draft.error(
      layer,
      behavior,
      'missing-domain',
      `\`${behavior.name}\` needs ${values === undefined ? '`values` or `choices`' : 'a `default`'}`,
    )
    return null
  }
  if (
    family !== null &&
    behavior.values !== null &&
    (family.values.join() !== values.join() || family.kind !== behavior.kind)
  ) {
    const help = `a declaration inside a family keeps its values: ${family.values.join(', ')}`
    draft.error(layer, behavior, 'family-values', `\`${behavior.name}\` changes the values of \`${family.id}\``, help)
    return null
  }
  const value = behavior.default === null ? family!.default : indexOf(draft, layer, behavior.default, values)
  const delegable = delegableOf(draft, layer, behavior, values, family)
  return value === null || delegable === null
    ? null
    : { kind: family?.kind ?? behavior.kind, values, default: value, ...delegable }
}

function delegableOf(
  draft: Draft,
  layer: DraftLayer,
  behavior: BehaviorDeclaration,
  values: readonly string[],
  family: Behavior | null,
): Pick<Behavior, 'delegable' | 'grantable'> | null {
  const said = behavior.delegable
  if (said === null && family !== null) return { delegable: family.delegable, grantable: family.grantable }
  if (said === null || said === true) return { delegable: values.map((_, index) => index), grantable: true }
  if (said === false) return { delegable: [], grantable: false }
  const indices = said.map((value) => indexOf(draft, layer, value, values))
  if (indices.includes(null)) return null
  const named = indices as number[]
  const scale = (family?.kind ?? behavior.kind) === 'scale'
  return {
    delegable: scale ? values.map((_, index) => index).filter((index) => index <= named[0]!) : named,
    grantable: true,
  }
}

function indexOf(draft: Draft, layer: DraftLayer, value: Named, values: readonly string[]): number | null {
  const index = values.indexOf(value.name)
  if (index >= 0) return index
  draft.error(
    layer,
    value,
    'unknown-value',
    `\`${value.name}\` is not one of the values`,
    `they are ${values.join(', ')}`,
  )
  return null
}

/** The block's own authority, else that of the section, else root (of a lower layer: its own level). Never weaker than the section's. */
function authorityOf(
  draft: Draft,
  layer: DraftLayer,
  behavior: BehaviorDeclaration,
  standing: Standing,
): { authority: Rank; authorityName: string } | null {
  const above = standing.authority
  const name = behavior.own?.name ?? above ?? draft.levels[layer.rank]!
  const authority = draft.authorityRank(name)
  if (authority === null) {
    draft.error(
      layer,
      behavior.own ?? behavior,
      'unknown-authority',
      `\`${name}\` is not an authority`,
      `say one of ${draft.chain.join(', ')} or guideline`,
    )
    return null
  }
  const stated = above === null ? null : draft.authorityRank(above)
  if (stated !== null && weaker(name, authority, above!, stated)) {
    draft.error(
      layer,
      behavior.own ?? behavior,
      'weaker-authority',
      `\`${name}\` is weaker than the section's authority \`${above}\``,
      'a block may say a stronger authority than its section, never a weaker one',
    )
    return null
  }
  if (authority < layer.rank) {
    draft.error(
      layer,
      behavior.own ?? behavior,
      'authority-above-layer',
      `a layer at \`${draft.levels[layer.rank]}\` can't declare a behavior at \`${name}\``,
    )
    return null
  }
  return { authority, authorityName: name }
}

/** `guideline` reaches as far as the chain's last level and binds less: it is the weakest of all. */
const weaker = (name: string, rank: Rank, thanName: string, than: Rank): boolean =>
  rank > than || (name === 'guideline' && thanName !== 'guideline')
