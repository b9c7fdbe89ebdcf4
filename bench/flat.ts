/**
 * The same policy for those who know no layers, no reach and no grants: for each behavior the sets that can ever win, in
 * order, and the limits. The last set that holds wins; no limit that holds is exceeded.
 */
import type { BehaviorModel, Comparison, FactModel, FactValue, PolicyModel, When } from './policy.ts'

export interface FlatRule {
  /** Index into the behavior's values. */
  readonly value: number
  readonly when: When
}

export interface FlatBehavior {
  readonly id: string
  readonly values: readonly string[]
  readonly default: number
  readonly sets: readonly FlatRule[]
  readonly limits: readonly FlatRule[]
}

/** Whether a value is permitted, as one expression. */
export type Formula =
  | boolean
  | Comparison
  | { readonly not: Formula }
  | { readonly all: readonly [Formula, Formula] }
  | { readonly any: readonly [Formula, Formula] }

export const flattenPolicy = (policy: PolicyModel): readonly FlatBehavior[] => policy.behaviors.map(flatten)

function flatten({ id, values, default: start, statements }: BehaviorModel): FlatBehavior {
  const rules = (kind: 'set' | 'limit'): FlatRule[] =>
    statements.flatMap((each) =>
      each.kind !== kind || each.reach === null ? [] : { value: each.value, when: [...each.reach, ...each.when] },
    )
  return { id, values, default: start, sets: rules('set'), limits: rules('limit') }
}

/** When `value` is permitted; constants are folded away. */
export function permits(behavior: FlatBehavior, value: number): Formula {
  let formula: Formula = behavior.default >= value
  for (const { value: set, when } of behavior.sets)
    formula = set >= value ? any(conjunction(when), formula) : all(not(conjunction(when)), formula)
  for (const { value: limit, when } of behavior.limits)
    if (limit < value) formula = all(not(conjunction(when)), formula)
  return formula
}

const conjunction = (when: When): Formula => when.reduce<Formula>((formula, each) => all(formula, each), true)

function not(formula: Formula): Formula {
  return typeof formula === 'boolean' ? !formula : { not: formula }
}

function all(left: Formula, right: Formula): Formula {
  if (left === false || right === false) return false
  return left === true ? right : right === true ? left : { all: [left, right] }
}

function any(left: Formula, right: Formula): Formula {
  if (left === true || right === true) return true
  return left === false ? right : right === false ? left : { any: [left, right] }
}

/** How a language writes what the others write otherwise. */
export interface Dialect {
  /** What stands before an attribute's key. */
  readonly prefix: string
  number(value: number): string
  /** Where a fact that holds is not simply its name. */
  bool?(name: string, value: boolean): string
}

/** A formula in a language with `&&`, `||` and `!`. */
export function formulaText(formula: Formula, facts: readonly FactModel[], dialect: Dialect): string {
  const text = (each: Formula): string => formulaText(each, facts, dialect)
  const bool = dialect.bool ?? ((name, holds) => (holds ? name : `!${name}`))
  if (typeof formula === 'boolean') return String(formula)
  if ('not' in formula) return `!(${text(formula.not)})`
  if ('all' in formula) return `(${text(formula.all[0])} && ${text(formula.all[1])})`
  if ('any' in formula) return `(${text(formula.any[0])} || ${text(formula.any[1])})`
  const { kind, key } = facts[formula.fact]!
  const name = `${dialect.prefix}${key}`
  if (kind === 'bool') return bool(name, formula.value === true)
  const constant = kind === 'enum' ? `"${formula.value}"` : dialect.number(formula.value as number)
  return `${name} ${formula.operator} ${constant}`
}

/** The index of the value decided under some values of the facts. */
export function decide(behavior: FlatBehavior, values: readonly FactValue[]): number {
  const holds = (when: When): boolean => when.every((each) => compare(values[each.fact]!, each))
  let value = behavior.default
  for (const set of behavior.sets) if (holds(set.when)) value = set.value
  for (const limit of behavior.limits) if (holds(limit.when)) value = Math.min(value, limit.value)
  return value
}

function compare(actual: FactValue, { operator, value }: Comparison): boolean {
  if (operator === '==') return actual === value
  if (operator === '!=') return actual !== value
  return operator === '>=' ? actual >= value : actual < value
}
