/**
 * All documents of some levels about one behavior, up to what could make a difference in one situation.
 *
 * There, a condition of theirs holds in the trusted reading (then it might as well not be written), or not (then the
 * statement might as well not be), or only cautiously: then a limit is one without a condition, and a set can only do
 * what one to a tighter value does. Of a scale one level's limits come to the tightest, its grants to a level to the
 * greatest, and of its sets the last that stands is all that is left: one of each is enough. Of a choice limits come to
 * what they leave together, grants to a level to their union, and sets to the last ones of each value, in order.
 * `documents.test.ts` holds this against random lists of statements.
 */
import type { Behavior, BehaviorStatement } from '../../../src/index.ts'
import { subsets } from './subsets.ts'

/** Statements of several levels, strongest first. */
export type Documents = readonly BehaviorStatement[]

const UNWRITTEN = { index: -1, layer: -1, condition: null, source: { file: '', line: 0, column: 0 } } as const
/** Where there are more, the documents of choices leave some out. */
const MOST = 2000

export const setOf = (pattern: string, rank: number, value: number): BehaviorStatement => ({
  ...UNWRITTEN,
  kind: 'set',
  rank,
  value,
  pattern,
})
export const limitOf = (pattern: string, rank: number, values: readonly number[]): BehaviorStatement => ({
  ...UNWRITTEN,
  kind: 'limit',
  rank,
  values,
  pattern,
})
export const grantOf = (pattern: string, rank: number, to: number, values: readonly number[]): BehaviorStatement => ({
  ...UNWRITTEN,
  kind: 'grant',
  rank,
  to,
  values,
  pattern,
})

export interface Enumerated {
  readonly all: readonly Documents[]
  /** Whether nothing that could make a difference is missing. */
  readonly complete: boolean
}

const known = new Map<string, Enumerated>()

/** Everything that these ranks could say about a behavior, silence first. */
export function documentsOf(behavior: Behavior, ranks: readonly number[], chain: number): Enumerated {
  const speaking = ranks.filter((rank) => rank >= behavior.declaredAt)
  const key = JSON.stringify([behavior.id, behavior.kind, behavior.values.length, speaking, chain])
  let enumerated = known.get(key)
  if (enumerated === undefined) {
    enumerated = enumerate(behavior, speaking, chain)
    known.set(key, enumerated)
  }
  return enumerated
}

/** How much of what could be said about a choice is tried: everything, grants of all values and one set, or no limits either. */
const DEPTHS = ['all', 'most', 'some'] as const
type Depth = (typeof DEPTHS)[number]

function enumerate(behavior: Behavior, ranks: readonly number[], chain: number): Enumerated {
  if (behavior.kind === 'bright-line') return { all: [[]], complete: true }
  const levels = (depth: Depth): readonly (readonly Documents[])[] =>
    ranks.map((rank) => oneLevel(behavior, rank, chain, depth))
  const size = (depth: Depth): number => levels(depth).reduce((product, { length }) => product * length, 1)
  const depth = behavior.kind === 'scale' ? 'all' : (DEPTHS.find((each) => size(each) <= MOST) ?? 'some')
  let all: readonly Documents[] = [[]]
  for (const level of levels(depth)) all = all.flatMap((before) => level.map((said) => [...before, ...said]))
  return { all, complete: depth === 'all' }
}

/** What one level could say. */
function oneLevel({ id, kind, values }: Behavior, rank: number, chain: number, depth: Depth): readonly Documents[] {
  const all = values.map((_, value) => value)
  const weaker = Array.from({ length: chain }, (_, each) => each).slice(rank + 1)
  const scale = kind === 'scale'
  const some = scale ? all.map((value) => [value]) : subsets(all).filter((each) => each.length > 0)
  const limits = some.filter((each) => (scale ? each[0] !== all.length - 1 : each.length < all.length))
  const sets = scale || depth !== 'all' ? all.map((value) => [value]) : orders(all)
  const granted = scale ? some.slice(1) : depth === 'all' ? some : [all]
  const parts: readonly (readonly Documents[])[] = [
    depth === 'some' ? [] : limits.map((each) => [limitOf(id, rank, each)]),
    ...weaker.map((to) => granted.map((each) => [grantOf(id, rank, to, each)])),
    sets.map((each) => each.map((value) => setOf(id, rank, value))),
  ]
  let said: readonly Documents[] = [[]]
  for (const part of parts) said = said.flatMap((before) => [before, ...part.map((more) => [...before, ...more])])
  return said
}

/** Every order of one or more of the items. */
function orders(items: readonly number[]): readonly (readonly number[])[] {
  return items.flatMap((item) => [
    [item],
    ...orders(items.filter((each) => each !== item)).map((rest) => [item, ...rest]),
  ])
}
