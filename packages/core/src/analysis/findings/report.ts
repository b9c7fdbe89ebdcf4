import type { Severity } from '../../document/diagnostic.ts'
import type { Assertion } from '../../engine/types.ts'
import { declarationOf } from '../../policy/pattern.ts'
import type { BehaviorStatement, Policy, Source } from '../../policy/types.ts'
import { spoken, wordOf } from '../words.ts'
import type { FindingKind } from './kinds.ts'
import type { DeepFinding, Edit, Related } from './types.ts'

interface Extra {
  /** A warning unless said otherwise. */
  readonly severity?: Severity
  readonly help?: string
  readonly length?: number
  readonly facts?: readonly Assertion[] | null
  readonly related?: readonly Related[]
  readonly edit?: Edit | null
}

/** A finding at a place. */
export function finding(code: FindingKind, { file, line, column }: Source, message: string, extra: Extra): DeepFinding {
  const plain = { severity: 'warning', length: 1, facts: null, related: [], edit: null } as const
  return { ...plain, ...extra, code, message, file, line, column }
}

/** Another place, with what it has to do with the finding. */
export const related = ({ file, line, column }: Source, message: string): Related => ({ file, line, column, message })

/** Names of the values that the behavior of a statement has. */
export const valuesOf = (policy: Policy, { pattern }: BehaviorStatement): readonly string[] =>
  declarationOf(pattern, policy.behaviors)!.values

/** A statement as a person would say it: `developer sets drug-information: detailed`. */
export function said(policy: Policy, statement: BehaviorStatement): string {
  if (statement.kind === 'asks')
    return `${policy.levels[statement.rank]} lets ${policy.levels[statement.to]} answer ${statement.pattern}`
  return spoken(wordOf(statement, policy, valuesOf(policy, statement)))
}

/** How many columns the value of a statement takes; 1 where it is a list. */
export function widthOf(policy: Policy, statement: BehaviorStatement): number {
  if (statement.kind === 'asks') return policy.levels[statement.to]!.length
  const values = valuesOf(policy, statement)
  if (statement.kind === 'set') return values[statement.value]!.length
  return statement.values.length === 1 ? values[statement.values[0]!]!.length : 1
}

/** Whether one of some findings stands where a statement stands. */
export const isTold = (told: readonly DeepFinding[], { source }: { readonly source: Source }): boolean =>
  told.some(({ file, line, column }) => file === source.file && line === source.line && column === source.column)
