/** Conditions small enough to be judged here too, without CEL: for invariants, and to know where their cells lie. */
import fc from 'fast-check'
import type { FactValue } from '../../../src/index.ts'
import type { FactModel } from '../../laws/model.ts'

/** A condition before it is known which facts there are. */
export interface RawFormula {
  readonly shape: 'one' | 'not' | 'and' | 'or'
  readonly clauses: readonly [RawClause, RawClause]
}

interface RawClause {
  readonly fact: number
  readonly how: number
  readonly value: number
  /** 0: something that no list of constants exhausts. */
  readonly plain: number
}

const small = fc.nat({ max: 11 })
const rawClause: fc.Arbitrary<RawClause> = fc.record({
  fact: small,
  how: small,
  value: small,
  plain: fc.nat({ max: 29 }).map((n) => 29 - n),
})
export const rawFormula: fc.Arbitrary<RawFormula> = fc.record({
  shape: fc.constantFrom('one' as const, 'one' as const, 'not' as const, 'and' as const, 'or' as const),
  clauses: fc.tuple(rawClause, rawClause),
})

/** A condition as CEL, and whether it holds of what the facts are. */
export interface Formula {
  readonly text: string
  readonly facts: readonly string[]
  /** Whether it calculates. */
  readonly opaque: boolean
  holds(values: ReadonlyMap<string, FactValue>): boolean
}

export function formulaOf({ shape, clauses }: RawFormula, facts: readonly FactModel[]): Formula {
  const [first, second] = clauses.map((clause) => clauseOf(clause, facts)) as [Formula, Formula]
  if (shape === 'one') return first
  if (shape === 'not') return { ...first, text: `!(${first.text})`, holds: (values) => !first.holds(values) }
  const both = {
    facts: [...new Set([...first.facts, ...second.facts])],
    opaque: first.opaque || second.opaque,
  }
  return shape === 'and'
    ? {
        ...both,
        text: `${first.text} && ${second.text}`,
        holds: (values) => first.holds(values) && second.holds(values),
      }
    : {
        ...both,
        text: `${first.text} || ${second.text}`,
        holds: (values) => first.holds(values) || second.holds(values),
      }
}

function clauseOf({ fact, how, value, plain }: RawClause, facts: readonly FactModel[]): Formula {
  const { name, type } = facts[fact % facts.length]!
  const about = { facts: [name], opaque: false }
  if (type.kind === 'bool') {
    const wanted = how % 2 === 0
    return { ...about, text: wanted ? name : `!${name}`, holds: (values) => values.get(name) === wanted }
  }
  if (type.kind === 'enum') {
    const said = type.values[value % type.values.length]!
    return how % 3 === 0
      ? { ...about, text: `${name} != "${said}"`, holds: (values) => values.get(name) !== said }
      : { ...about, text: `${name} == "${said}"`, holds: (values) => values.get(name) === said }
  }
  const constant = type.min !== null && value % 2 === 1 ? 2 : 1
  // Its cells lie where those of a plain comparison do.
  if (plain === 0) {
    const holds = (values: ReadonlyMap<string, FactValue>): boolean => (values.get(name) as number) < constant
    return { ...about, opaque: true, text: `${name} * 2.0 < ${2 * constant}.0`, holds }
  }
  const [sign, compare] = COMPARISONS[how % COMPARISONS.length]!
  const holds = (values: ReadonlyMap<string, FactValue>): boolean => compare(values.get(name) as number, constant)
  return { ...about, text: `${name} ${sign} ${constant}`, holds }
}

const COMPARISONS: readonly (readonly [string, (a: number, b: number) => boolean])[] = [
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
]

/**
 * One value for each cell of a fact, what is assumed first: of a number each constant, and one on each side of it. One with
 * bounds is compared with 1 and 2, one without with 1.
 */
export function cellsOf({ type, assume }: FactModel): readonly FactValue[] {
  if (type.kind === 'bool') return [assume, !assume]
  if (type.kind === 'enum') return [assume, ...type.values.filter((value) => value !== assume)]
  const cells = type.min === null ? [0, 1, 2] : [0, 1, 1.5, 2, 3]
  return [assume, ...cells.filter((value) => value !== assume)]
}
