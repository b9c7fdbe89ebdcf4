import type { FactType, FactValue } from '../document/types.ts'
import type { Fact, Policy } from '../policy/types.ts'

/** More cells than fit a bit mask are not tabulated. */
const MAX_CELLS = 30

/**
 * The finitely many cells into which a fact's values fall: its domain for an enum or a bool; for a number the constants
 * it is compared with and the stretches between them.
 */
export interface FactCells {
  readonly fact: Fact
  /** 0 where the fact can't be tabulated: a number used in other ways than comparison, or too many cells. */
  readonly count: number
  /** The cell of `assume`. */
  readonly assumed: number
  readonly kind: FactType['kind']
  /** Bounds of a number. */
  readonly min: number
  readonly max: number
  /** Enum values in order; empty for other types. */
  readonly values: readonly string[]
  /** Ascending constants of a number; empty for other types. */
  readonly constants: readonly number[]
}

/** The cells of every fact of a policy. */
export function factCells(policy: Policy): readonly FactCells[] {
  const conditions = [...policy.statements, ...policy.trusts].flatMap((statement) => statement.condition ?? [])
  return policy.facts.map((fact) => {
    if (fact.type.kind !== 'number') return cells(fact, fact.type.kind === 'enum' ? interned(fact.type.values) : [], [])
    const constants = new Set<number>()
    for (const condition of conditions) {
      const position = condition.facts.indexOf(fact.index)
      if (position < 0) continue
      const compared = condition.constants[position]
      if (compared === null) return { ...cells(fact, [], []), count: 0 }
      for (const value of compared ?? []) if (typeof value === 'number') constants.add(value)
    }
    return cells(
      fact,
      [],
      [...constants].sort((a, b) => a - b),
    )
  })
}

/** The same strings as property keys are kept: compared by identity, where slices of a text are compared letter by letter. */
export const interned = (values: readonly string[]): readonly string[] =>
  values.map((value) => Object.keys({ [value]: 0 })[0]!)

function cells(fact: Fact, values: readonly string[], constants: readonly number[]): FactCells {
  const { type } = fact
  const { kind } = type
  const min = (type.kind === 'number' ? type.min : null) ?? -Number.MAX_VALUE
  const max = (type.kind === 'number' ? type.max : null) ?? Number.MAX_VALUE
  const count = kind === 'enum' ? values.length : kind === 'bool' ? 2 : 2 * constants.length + 1
  const draft = { fact, count: count > MAX_CELLS ? 0 : count, assumed: 0, kind, min, max, values, constants }
  return Object.freeze({ ...draft, assumed: cellOf(draft, fact.assume) })
}

/** The cell a value falls into, or -1 where it is of a wrong type or outside the domain. */
export function cellOf(cells: FactCells, value: FactValue): number {
  if (typeof value === 'string') return enumCell(cells.values, value)
  if (typeof value === 'boolean') return cells.kind !== 'bool' ? -1 : value ? 1 : 0
  return numberCell(cells, value)
}

function enumCell(values: readonly string[], value: string): number {
  for (let index = 0; index < values.length; index++) if (values[index] === value) return index
  return -1
}

function numberCell({ kind, min, max, constants }: FactCells, value: number): number {
  if (kind !== 'number' || !(value >= min && value <= max)) return -1
  let cell = 0
  for (let index = 0; index < constants.length; index++) {
    const constant = constants[index]!
    if (value < constant) break
    cell += value === constant ? 1 : 2
  }
  return cell
}
