/** Small changes of a stack or a situation, for the laws that compare before and after. */
import type { Assertion } from '../../src/index.ts'
import { type Drawn, layerOf, type RawLayer } from './arbitrary.ts'
import { insertedAt, type LayerModel, type StackModel, type StatementModel } from './model.ts'
import { inDomainAt, type RawWord } from './situations.ts'

export function layersOf(stack: StackModel): LayerModel[] {
  return [...stack.layers, ...stack.mandates]
}

/** The same stack with one layer, or one mandate, saying something else. */
export function withStatements(
  stack: StackModel,
  chosen: LayerModel,
  statements: readonly StatementModel[],
): StackModel {
  const change = (layer: LayerModel) => (layer === chosen ? { ...layer, statements } : layer)
  return { ...stack, layers: stack.layers.map(change), mandates: stack.mandates.map(change) }
}

/** The same stack without one statement of a kind; null where it has none. `which` counts modulo how many there are. */
export function without(stack: StackModel, kind: StatementModel['kind'], which: number): StackModel | null {
  const found = layersOf(stack).flatMap((layer) =>
    layer.statements.filter((statement) => statement.kind === kind).map((statement) => ({ layer, statement })),
  )
  const chosen = found[which % Math.max(1, found.length)]
  if (chosen === undefined) return null
  const left = chosen.layer.statements.filter((statement) => statement !== chosen.statement)
  return withStatements(stack, chosen.layer, left)
}

/** The same stack with the limits of the chain said elsewhere: in any order, by any level that can name what they name. */
export function withLimitsMoved(
  { stack, chain }: Drawn,
  limits: readonly StatementModel[],
  places: readonly number[],
): StackModel {
  const layers = stack.layers.map((layer) => ({
    ...layer,
    statements: layer.statements.filter((statement): boolean => statement.kind !== 'limit'),
  }))
  limits.forEach((limit, index) => {
    const sayable = layers.filter((layer) => chain.indexOf(layer.level) >= limit.floor)
    const at = places[index % places.length]! + index
    const layer = sayable[at % sayable.length]!
    layer.statements = insertedAt(layer.statements, at, limit)
  })
  return { ...stack, layers }
}

/** A random layer of a level weaker than a rank. It says no `trust`: that would change what the words above mean. */
export function layerBelow(drawn: Drawn, raw: RawLayer, rank: number): LayerModel {
  const below = rank + 1 + (raw.level % (drawn.chain.length - rank - 1))
  const layer = layerOf(raw, below, drawn)
  return { ...layer, statements: layer.statements.filter((statement) => statement.kind !== 'trust') }
}

/**
 * The stack down to a rank, then other layers. Of the layers that stood there before only what they declare and whom
 * they trust is left.
 */
export function withBelow({ stack, chain }: Drawn, rank: number, layers: readonly LayerModel[]): StackModel {
  const kept = stack.layers.map((layer) => {
    if (chain.indexOf(layer.level) <= rank) return layer
    return { ...layer, statements: layer.statements.filter((statement) => statement.kind === 'trust') }
  })
  return { ...stack, layers: [...kept, ...layers], mandates: [] }
}

/**
 * Every level weaker than a rank sets every scale to each of its values, tightest first: as far as it gets is the value
 * so far or its reach, whichever is looser.
 */
export function everythingSetBelow({ chain, targets }: Drawn, rank: number): LayerModel[] {
  return chain.slice(rank + 1).map((level, index) => {
    const scales = targets.filter(({ kind, floor }) => kind === 'scale' && floor <= rank + 1 + index)
    const statements = scales.flatMap(({ pattern, values, floor }) =>
      values.map((value): StatementModel => ({ kind: 'set', pattern, value, when: null, tag: null, floor })),
    )
    return { level, facts: [], behaviors: [], statements }
  })
}

/** The same stack where every level below root goes as loose as it can get, so that reach shows in the values. */
export function withReachShown(drawn: Drawn): StackModel {
  return { ...drawn.stack, layers: [...drawn.stack.layers, ...everythingSetBelow(drawn, 0)] }
}

/**
 * A word of a level that is not entitled to vouch for the fact: weaker than `vouched-by` and trusted by nobody, or only
 * heard while nobody's trust counts what is heard. Null where the word could be more than a claim.
 */
export function claimOf({ stack, chain, facts }: Drawn, raw: RawWord): Assertion | null {
  const fact = facts[raw.fact % facts.length]!
  const weaker = chain.slice(chain.indexOf(fact.vouchedBy) + 1)
  const by = raw.heard || weaker.length === 0 ? chain[raw.by % chain.length]! : weaker[raw.by % weaker.length]!
  const trusts = layersOf(stack).flatMap(({ statements }) =>
    statements.filter((each) => each.kind === 'trust' && each.fact === fact.name && each.to === by),
  )
  const notEntitled = weaker.includes(by) && trusts.length === 0
  const onlyHeard = raw.heard && !trusts.some((each) => each.kind === 'trust' && each.heard)
  if (!notEntitled && !onlyHeard) return null
  const claim = { name: fact.name, value: inDomainAt(fact.type, raw.value), by }
  return raw.heard ? { ...claim, heard: true } : claim
}

/** Every value of every fact that its weakest level is not entitled to vouch for, claimed by that level. */
export function everythingClaimed(drawn: Drawn): Assertion[] {
  return drawn.facts.flatMap((_, fact) =>
    Array.from({ length: 5 }, (_, value) => {
      const word = { fact, value, good: 1, by: drawn.chain.length - 1, heard: true }
      return claimOf(drawn, word) ?? []
    }).flat(),
  )
}
