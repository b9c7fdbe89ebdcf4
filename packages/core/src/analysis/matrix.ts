import { reachable } from '../engine/changes.ts'
import type { Engine } from '../engine/engine.ts'
import type { Assertion, Decision } from '../engine/types.ts'

/** What one level may do about one behavior. */
export interface MatrixCell {
  readonly level: string
  /** Whether this level's word counts: it could loosen the value (a scale) or choose another (a choice), as far as those above it let it. */
  readonly on: boolean
  /** What it could bring about by rewriting its own words, with those below silent: the loosest for a scale, all others for a choice. */
  readonly reach: readonly string[]
  /** How many statements this level makes about the behavior. */
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
  /** Strongest level first. */
  readonly cells: readonly MatrixCell[]
}

/** Who may change what, in a situation (with no assertions: under what is assumed). Rows in order of declaration. */
export function matrix(engine: Engine, facts: readonly Assertion[] = []): readonly MatrixRow[] {
  const { policy } = engine
  const chain = policy.levels.slice(0, policy.levels.length - policy.mandates)
  return [...policy.behaviors.values()].map((behavior) => {
    const target = engine.target(behavior.id)!
    const decision = engine.decide(behavior.id, facts) as Decision
    const cells = chain.map((level, rank) => {
      const reach = reachable(engine, target, facts, level)
      const statements = target.statements.filter((statement) => statement.rank === rank).length
      return { level, on: reach.length > 0, reach, statements }
    })
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
      hardcoded: cells.every((cell, rank) => rank === 0 || !cell.on),
      cells,
    }
  })
}
