import type { Finding, Reason } from '../src/engine/types.ts'
import type { BehaviorStatement, Policy, Source } from '../src/policy/types.ts'

/** A statement of one kind. */
export type Said<Kind extends BehaviorStatement['kind']> = Extract<BehaviorStatement, { kind: Kind }>

/** A statement that did not do what it says. */
export interface Rejection {
  readonly statement: BehaviorStatement
  readonly reason: Reason
  /** With `capped`: the limit that holds. */
  readonly limit?: BehaviorStatement
}

/** What a fold comes to; `value` is an index into the behavior's values. */
export interface Folded {
  readonly value: number
  readonly rejections: readonly Rejection[]
}

/** Findings stand in reading order: the order of the statements they are about. */
export function inReadingOrder(policy: Policy, rejections: readonly Rejection[]): Finding[] {
  return [...rejections].sort((a, b) => a.statement.index - b.statement.index).map((each) => finding(policy, each))
}

function finding(policy: Policy, { statement, reason, limit }: Rejection): Finding {
  const level = policy.levels[statement.rank] ?? ''
  const found = { statement: statement.kind, level, reason, source: place(statement.source) }
  return limit === undefined ? found : { ...found, limit: place(limit.source) }
}

function place(source: Source): string {
  return `${source.file}:${source.line}`
}

/** The statements of one kind, in the order they were said. */
export function ofKind<Kind extends BehaviorStatement['kind']>(
  statements: readonly BehaviorStatement[],
  kind: Kind,
): Said<Kind>[] {
  return statements.filter((statement): statement is Said<Kind> => statement.kind === kind)
}

/** How many levels the chain has; the ranks after it are mandates. */
export function chainLength(policy: Policy): number {
  return policy.levels.length - policy.mandates
}
