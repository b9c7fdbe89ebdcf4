/**
 * The naive engine: section 3 of the design written down clause by clause, with no cache and no short cut.
 * It is the oracle that the fast engine is tested against, and is never exported from the package.
 *
 * It takes the compiled policy only as data: it finds the declaration of an id, matches patterns, resolves who may
 * vouch and folds the statements itself. Conditions are evaluated through `Condition.evaluate` and nothing else.
 */
import type { Assertion, Finding } from '../src/engine/types.ts'
import type { Arguments, Behavior, BehaviorStatement, Policy } from '../src/policy/types.ts'
import { foldChoice } from './choice.ts'
import { inReadingOrder, type Rejection } from './findings.ts'
import { type Readings, readingsOf } from './readings.ts'
import { foldScale } from './scale.ts'

export interface NaiveDecision {
  /** Null where nothing declares the id. */
  readonly value: string | null
  readonly rejected: readonly Finding[]
}

/**
 * Decides one behavior in one situation.
 * @param behavior a concrete id: a behavior, a tool or `section.<id>`
 * @param facts what was asserted, in the order it was said
 * @param args the arguments of a tool call
 */
export function naiveDecide(
  policy: Policy,
  behavior: string,
  facts: readonly Assertion[],
  args?: Arguments,
): NaiveDecision {
  const declaration = declarationOf(policy, behavior)
  if (declaration === null) return { value: undeclared(policy, behavior), rejected: [] }
  const readings = readingsOf(policy, facts, args)
  if (declaration.kind === 'bright-line') {
    return { value: brightLine(declaration), rejected: rejectedByLine(policy, declaration, behavior, readings) }
  }
  const statements = policy.statements.filter((statement) => covers(statement.pattern, behavior))
  const fold = declaration.kind === 'scale' ? foldScale : foldChoice
  const { value, rejections } = fold(policy, declaration, statements, readings)
  return { value: declaration.values[value] ?? null, rejected: inReadingOrder(policy, rejections) }
}

/** A pattern `a.b.*` covers every id below the prefix, however deep, and not the prefix itself. Any other names one id. */
export function covers(pattern: string, id: string): boolean {
  if (!pattern.endsWith('.*')) return pattern === id
  const prefix = pattern.slice(0, -1)
  return id.startsWith(prefix) && id.length > prefix.length
}

/** The declaration with the longest matching prefix gives a concrete id its domain; its own declaration is longest of all. */
function declarationOf(policy: Policy, id: string): Behavior | null {
  let found: Behavior | null = null
  for (const candidate of policy.behaviors.values()) {
    if (candidate.id === id) return candidate
    if (covers(candidate.id, id) && (found === null || candidate.id.length > found.id.length)) found = candidate
  }
  return found
}

/** A tool that nothing covers can only be denied; a section without a behavior of its own is upheld; else unknown. */
function undeclared(policy: Policy, id: string): string | null {
  if (id.startsWith('tool.')) return 'deny'
  const measurable = policy.sections.some(
    (section) => `section.${section.id}` === id && section.authority !== null && section.behaviors.length === 0,
  )
  return measurable ? 'upheld' : null
}

/** A bright line has one value, and nothing about the situation comes in here. */
function brightLine(line: Behavior): string | null {
  return line.values[0] ?? null
}

/** Every statement that names the line is rejected, whoever says it; one about a wider family leaves it alone, silently. */
function rejectedByLine(policy: Policy, line: Behavior, id: string, readings: Readings): Finding[] {
  const names = (statement: BehaviorStatement) =>
    covers(statement.pattern, id) && (statement.pattern === line.id || covers(line.id, statement.pattern))
  const rejections: Rejection[] = policy.statements
    .filter((statement) => names(statement) && readings.cautious(statement.condition))
    .map((statement) => ({ statement, reason: 'bright-line' }))
  return inReadingOrder(policy, rejections)
}
