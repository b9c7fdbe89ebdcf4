import type { DecisionChange, Direction, PolicyDiff, ReachChange } from '@bylaw/core'
import { counted } from './output.ts'
import { asserted } from './words.ts'

/** What two versions decide differently; `deployment` where they were compared for a named one. */
export interface Compared {
  readonly deployment: string | null
  readonly found: PolicyDiff
}

/** One thing that got otherwise. */
export type Otherwise =
  | { readonly kind: 'decision'; readonly change: DecisionChange }
  /** `levels`: whose reach it is, as a person would say it. */
  | { readonly kind: 'reach'; readonly change: ReachChange; readonly levels: readonly string[] }

/** Behaviors about which just the same is otherwise, reviewed together. */
export interface Group {
  readonly behaviors: readonly string[]
  /** What loosens first. */
  readonly otherwise: readonly Otherwise[]
}

const order: readonly Direction[] = ['looser', 'changed', 'tighter']

/** What is to be reviewed, behavior by behavior: those where something loosens come first. */
export function grouped({ changes, reach }: PolicyDiff): readonly Group[] {
  const all: Otherwise[] = [...changes.map((change) => ({ kind: 'decision', change }) as const), ...alike(reach)]
  const groups = new Map<string, { behaviors: string[]; otherwise: Otherwise[] }>()
  for (const behavior of new Set(all.map(({ change }) => change.behavior))) {
    const otherwise = all.filter(({ change }) => change.behavior === behavior).sort((a, b) => weight(a) - weight(b))
    const key = JSON.stringify(otherwise.map((each) => ({ ...each, change: { ...each.change, behavior: '' } })))
    const group = groups.get(key) ?? { behaviors: [], otherwise }
    group.behaviors.push(behavior)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => weight(a.otherwise[0]!) - weight(b.otherwise[0]!))
}

/** What several levels could reach alike is told once. */
function alike(reach: readonly ReachChange[]): Otherwise[] {
  const found = new Map<string, { change: ReachChange; levels: string[] }>()
  for (const change of reach) {
    const key = JSON.stringify({ ...change, level: '', granted: false })
    const same = found.get(key) ?? { change, levels: [] }
    same.levels.push(change.granted ? `${change.level} (if granted)` : change.level)
    found.set(key, same)
  }
  return [...found.values()].map((each) => ({ kind: 'reach', ...each }))
}

/** Decisions before what levels could reach, and in each what loosens first. */
const weight = ({ kind, change }: Otherwise): number =>
  order.indexOf(change.direction) + (kind === 'decision' ? 0 : order.length)

/** How many decisions got looser, changed or tighter, in words; empty where none did. */
export function tally(changes: readonly DecisionChange[]): string {
  const counts = order.map(
    (direction) => [direction, changes.filter((each) => each.direction === direction).length] as const,
  )
  return counts.flatMap(([direction, count]) => (count === 0 ? [] : [`${count} ${direction}`])).join(', ')
}

/** In how many situations, and in which one for instance. */
export function situationsOf({ situations, facts, args }: DecisionChange | ReachChange): {
  count: string
  where: string
  args: string
} {
  return {
    count: counted(situations, 'situation'),
    where: asserted(facts),
    args: args === undefined ? '' : JSON.stringify(args),
  }
}
