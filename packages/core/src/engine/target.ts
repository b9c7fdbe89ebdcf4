import { covers, declarationOf, TOOLS } from '../policy/pattern.ts'
import type { Behavior, BehaviorStatement, Condition, Policy, Rank } from '../policy/types.ts'

/** The statements of one level about one behavior, as positions in `Target.statements`, in mounted order. */
export interface LevelWords {
  readonly rank: Rank
  readonly limits: readonly number[]
  readonly grants: readonly number[]
  readonly sets: readonly number[]
}

/** One id to decide, with everything that is said about it. */
export interface Target {
  readonly id: string
  readonly behavior: Behavior
  /** In reading order. */
  readonly statements: readonly BehaviorStatement[]
  /** Strongest first; levels that say nothing are left out. */
  readonly levels: readonly LevelWords[]
  readonly conditions: readonly Condition[]
  /** Indices of the facts its conditions read, ascending. */
  readonly facts: readonly number[]
  readonly readsArgs: boolean
}

/** The behavior that gives an id its domain: declared, inside a family, a tool nothing covers (`deny`), or a section's own; null for any other. */
export function behaviorOf(id: string, policy: Policy): Behavior | null {
  const declared = declarationOf(id, policy.behaviors)
  if (declared !== null) return declared
  if (id.startsWith(TOOLS) && id.length > TOOLS.length) return undeclaredTool(id)
  return id.startsWith('section.') ? sectionBehavior(id, policy) : null
}

export function targetOf(id: string, policy: Policy): Target | null {
  const behavior = behaviorOf(id, policy)
  if (behavior === null) return null
  return assemble(
    id,
    behavior,
    policy.statements.filter((statement) => covers(statement.pattern, id)),
  )
}

/** The same id under other statements, of which only the fold is asked. */
export const refolded = (target: Target, statements: readonly BehaviorStatement[]): Target => ({
  ...target,
  statements,
  levels: levelsOf(statements),
})

/** The same id under other statements: what is tried when somebody asks what could change a decision. */
export const withStatements = (target: Target, statements: readonly BehaviorStatement[]): Target =>
  assemble(target.id, target.behavior, statements)

function assemble(id: string, behavior: Behavior, statements: readonly BehaviorStatement[]): Target {
  const conditions = [...new Set(statements.flatMap((statement) => statement.condition ?? []))]
  return {
    id,
    behavior,
    statements,
    levels: levelsOf(statements),
    conditions,
    facts: [...new Set(conditions.flatMap((condition) => condition.facts))].sort((a, b) => a - b),
    readsArgs: conditions.some((condition) => condition.readsArgs),
  }
}

function levelsOf(statements: readonly BehaviorStatement[]): readonly LevelWords[] {
  const levels = new Map<Rank, { rank: Rank; limits: number[]; grants: number[]; sets: number[] }>()
  for (const [position, { rank, kind }] of statements.entries()) {
    const words = levels.get(rank) ?? { rank, limits: [], grants: [], sets: [] }
    levels.set(rank, words)
    if (kind === 'limit') words.limits.push(position)
    else if (kind === 'grant') words.grants.push(position)
    else if (kind === 'set') words.sets.push(position)
  }
  return [...levels.values()].sort((a, b) => a.rank - b.rank)
}

const fixed = {
  title: null,
  default: 0,
  authority: 0,
  authorityName: 'root',
  delegable: [],
  grantable: false,
  asks: null,
  declaredAt: 0,
} as const

const NOWHERE = { file: '', line: 0, column: 0 }

const undeclaredTool = (id: string): Behavior => ({
  ...fixed,
  id,
  kind: 'scale',
  values: ['deny'],
  describe: new Map([['deny', 'no declaration covers this tool, so it is not called']]),
  section: null,
  source: NOWHERE,
})

/** `section.<id>` of a section that has an authority and no behavior of its own. */
function sectionBehavior(id: string, policy: Policy): Behavior | null {
  const name = id.slice('section.'.length)
  const section = policy.sections.find(
    (each) => each.id === name && each.authority !== null && each.behaviors.length === 0,
  )
  if (section === undefined) return null
  const document = policy.layers[section.layer]!.document
  const { line, column, title } = document.sections[section.index]!
  return {
    ...fixed,
    id,
    kind: 'bright-line',
    title,
    values: ['upheld'],
    describe: new Map([
      ['upheld', `the response keeps to “${title}”`],
      ['breached', `the response goes against “${title}”`],
    ]),
    section: name,
    source: { file: document.file, line, column },
  }
}
