import type { BehaviorModel } from './model.ts'

export const TOOL_VALUES = ['deny', 'ask', 'allow']

/** Facts and behaviors that the developer declares, not root. */
export function isOwn(name: string): boolean {
  return name.startsWith('own')
}

/** What a pattern may be said about: its values, and whether its conditions may read `args`. */
export interface Target {
  readonly pattern: string
  readonly kind: BehaviorModel['kind']
  readonly values: readonly string[]
  readonly floor: number
}

/** Patterns that name what is declared, families and single tools inside them included. */
export function targetsOf(behaviors: readonly BehaviorModel[], ownRank: number): Target[] {
  const targets = behaviors.map((behavior) => ({
    pattern: behavior.id,
    kind: behavior.kind,
    values: behavior.bright === null ? (behavior.values ?? TOOL_VALUES) : [behavior.bright],
    floor: isOwn(behavior.id) ? ownRank : 0,
  }))
  if (!behaviors.some((behavior) => behavior.id === 'tool.*')) return targets
  const shape = { kind: 'scale' as const, values: TOOL_VALUES, floor: 0 }
  const inside = ['tool.b.*', 'tool.a.x', 'tool.w.z', 'tool.b.y'].filter((id) => !behaviors.some((b) => b.id === id))
  return [...targets, ...inside.map((pattern) => ({ pattern, ...shape }))]
}

/** A concrete id that a decision can be asked about. */
export interface Subject {
  readonly id: string
  readonly kind: BehaviorModel['kind']
  readonly values: readonly string[]
}

const TOOLS = ['tool.a.x', 'tool.a.x.deep', 'tool.a.q', 'tool.b.y', 'tool.w.z']

/** Every declared behavior, and tools that its families cover, or that nothing does. */
export function subjectsOf(behaviors: readonly BehaviorModel[]): Subject[] {
  const declared = behaviors.filter((behavior) => !behavior.id.startsWith('tool.'))
  const subjects: Subject[] = declared.map(({ id, kind, values, bright }) => ({
    id,
    kind,
    values: values ?? [bright ?? ''],
  }))
  const covered = behaviors.some((behavior) => behavior.id === 'tool.*')
  const line = behaviors.find((behavior) => behavior.id === 'tool.w.*' && behavior.bright !== null)
  for (const id of TOOLS) {
    if (line !== undefined && id.startsWith('tool.w.'))
      subjects.push({ id, kind: line.kind, values: [line.bright ?? ''] })
    else subjects.push({ id, kind: 'scale', values: covered ? TOOL_VALUES : ['deny'] })
  }
  return subjects
}
