import type { Engine } from '../engine/engine.ts'
import type { Target } from '../engine/target.ts'
import type { Assertion, Decision } from '../engine/types.ts'
import { type Prospect, Rewriting } from './rewriting.ts'

/**
 * What one level may do about one behavior by rewriting its own words, with those below it silent and those above it as
 * they stand. A level that can't name the behavior may do nothing.
 */
export interface MatrixCell {
  /** Whether its word counts: it could loosen what would hold without it (a scale) or choose something else (a choice). */
  readonly on: boolean
  /** The loosest value of a scale that it could bring about above the present one; null where none. */
  readonly raise: string | null
  /** Whether it could bring about a tighter value of a scale than the present one. */
  readonly tighten: boolean
  /** The loosest value of a scale that a grant of its own would give some weaker level; null where no grant has an effect. */
  readonly grantable: string | null
  /** Of a choice: the values other than the present one that it could bring about. */
  readonly choose?: readonly string[]
  /** Of a choice: the values that a grant of its own would give some weaker level. */
  readonly grants?: readonly string[]
  /** How many statements it makes about the behavior. */
  readonly statements: number
}

/** One behavior: what is decided, and who may change what. */
export interface MatrixRow {
  readonly behavior: string
  readonly title: string | null
  readonly section: string | null
  readonly kind: 'scale' | 'choice' | 'bright-line'
  readonly values: readonly string[]
  readonly default: string
  readonly value: string
  readonly configured: boolean
  readonly authority: string
  /** The values that a grant may give; empty where nothing can be granted. */
  readonly delegable: readonly string[]
  /** True where no level below root can move it in this situation. */
  readonly hardcoded: boolean
  /** By name, every level of the chain, strongest first. */
  readonly levels: Readonly<Record<string, MatrixCell>>
}

/** How many behaviors may be loosened, or chosen, from which level up. */
export interface AuthorityShare {
  readonly authority: string
  readonly behaviors: number
  /** How many of them are bright lines, which nobody may change. */
  readonly brightLines: number
  /** Of all behaviors, rounded. */
  readonly percent: number
}

/** Who may change what, in a situation (with no assertions: under what is assumed). Rows in order of declaration. */
export function matrix(engine: Engine, facts: readonly Assertion[] = []): readonly MatrixRow[] {
  const { policy } = engine
  const chain = policy.levels.slice(0, policy.levels.length - policy.mandates)
  const levels = chain.map((level, rank) => ({ level, rewriting: new Rewriting(engine, facts, rank) }))
  return [...policy.behaviors.values()].map((behavior) => {
    const target = engine.target(behavior.id)!
    const decision = engine.decide(behavior.id, facts) as Decision
    const cells = levels.map(({ level, rewriting }) => [level, cell(target, rewriting, decision.value)] as const)
    return {
      behavior: behavior.id,
      title: behavior.title,
      section: behavior.section,
      kind: behavior.kind,
      values: behavior.values,
      default: behavior.values[behavior.default]!,
      value: decision.value,
      configured: decision.configured,
      authority: behavior.authorityName,
      delegable: behavior.delegable.map((index) => behavior.values[index]!),
      hardcoded: cells.slice(1).every(([, { on }]) => !on),
      levels: Object.fromEntries(cells),
    }
  })
}

/** What one level may do about a target that is now decided as `value`. */
export function cell(target: Target, rewriting: Rewriting, value: string): MatrixCell {
  const { kind, values } = target.behavior
  const statements = target.statements.filter(({ rank }) => rank === rewriting.rank).length
  const prospect = kind === 'bright-line' ? null : rewriting.of(target)
  const choices = kind === 'choice' ? { choose: [], grants: [] } : {}
  if (prospect === null) return { on: false, raise: null, tighten: false, grantable: null, ...choices, statements }
  const present = values.indexOf(value)
  return {
    ...(kind === 'scale' ? ofScale(prospect, values, present) : ofChoice(prospect, values, present)),
    statements,
  }
}

type Changes = Omit<MatrixCell, 'statements'>

function ofScale(prospect: Prospect, values: readonly string[], present: number): Changes {
  const { outcomes, grants, silent, standing } = prospect
  const loosest = outcomes.at(-1)!
  return {
    on: loosest > silent,
    raise: loosest > Math.max(present, standing) ? values[loosest]! : null,
    tighten: outcomes[0]! < present,
    grantable: values[grants.at(-1) ?? -1] ?? null,
  }
}

function ofChoice(
  { outcomes, sets, grants, silent, standing }: Prospect,
  values: readonly string[],
  present: number,
): Changes {
  const chosen = outcomes.filter((value) => value !== present && (value !== standing || sets.includes(value)))
  return {
    on: outcomes.some((value) => value !== silent),
    raise: null,
    tighten: false,
    grantable: null,
    choose: chosen.map((value) => values[value]!),
    grants: grants.map((value) => values[value]!),
  }
}

/** The share of the behaviors at each authority, strongest first; `guideline` last. */
export function shares(rows: readonly MatrixRow[]): readonly AuthorityShare[] {
  const levels = Object.keys(rows[0]?.levels ?? {})
  return [...levels, 'guideline'].flatMap((authority) => {
    const here = rows.filter((row) => row.authority === authority)
    const brightLines = here.filter(({ kind }) => kind === 'bright-line').length
    const percent = Math.round((100 * here.length) / rows.length)
    return here.length === 0 ? [] : [{ authority, behaviors: here.length, brightLines, percent }]
  })
}
