import type { Decision } from '@bylaw/core'
import type { Explained } from './stations.ts'

export type ToldChange = Explained['changes'][number]

/** Who could do something about a decision, and what. */
export interface Decider {
  readonly who: string
  /** Empty for those who are not one level: nobody, everyone. */
  readonly level: string
  readonly changes: readonly ToldChange[]
}

const names: Readonly<Record<string, string>> = {
  agent: 'The agent',
  user: 'A user',
  developer: 'The operator (developer)',
  system: 'The platform (system)',
  root: "The spec's owner (root)",
}

/**
 * The changes by who could make them, those nearest to the viewer first.
 * @param levels strongest first
 * @param viewer the level that looks; what it and weaker levels could do is what "you" can do
 */
export function decidersOf(
  levels: readonly string[],
  changes: readonly ToldChange[],
  viewer: string | null,
): readonly Decider[] {
  const rank = viewer === null ? levels.length : levels.indexOf(viewer)
  const weakestFirst = levels.toReversed()
  const own = weakestFirst.filter((level) => rank >= 0 && levels.indexOf(level) >= rank)
  const others = weakestFirst.filter((level) => !own.includes(level))
  const yours = own.flatMap((level) => changes.filter(({ change }) => change.level === level))
  const you: readonly Decider[] =
    viewer === null || yours.length === 0 ? [] : [{ who: `You, as ${viewer}`, level: viewer, changes: yours }]
  const rest = others.map((level) => ({
    who: names[level] ?? level,
    level,
    changes: changes.filter(({ change }) => change.level === level),
  }))
  return [...you, ...rest.filter((each) => each.changes.length > 0)]
}

/** Where one value of a behavior stands: decided, permitted, or somebody else's to bring about. */
export interface Rung {
  readonly value: string
  readonly state: 'decided' | 'permitted' | 'reachable' | 'closed'
  readonly word: string
}

/** Every value of a behavior, and who could bring it about. */
export function rungsOf(
  values: readonly string[],
  decision: Decision,
  changes: readonly ToldChange[],
): readonly Rung[] {
  const scale = decision.kind === 'scale'
  const at = (value: string) => values.indexOf(value)
  return values.map((value): Rung => {
    if (value === decision.value) return { value, state: 'decided', word: 'decided' }
    if (scale && decision.allowed.includes(value)) return { value, state: 'permitted', word: 'tighter' }
    const found = changes.find(({ change }) => (scale ? at(change.value) >= at(value) : change.value === value))
    if (found === undefined) return { value, state: 'closed', word: 'nobody could, here' }
    return { value, state: 'reachable', word: `${found.change.level} could` }
  })
}
