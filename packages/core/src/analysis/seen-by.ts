import { type Change, changesOf } from '../engine/changes.ts'
import { Engine } from '../engine/engine.ts'
import type { Assertion, Decision } from '../engine/types.ts'
import type { Rank } from '../policy/types.ts'
import { cell, type MatrixCell } from './matrix.ts'
import { Rewriting } from './rewriting.ts'
import { silenced } from './words.ts'

/** One behavior as a level sees it: what it finds, what it may do, and what it could ask for. */
export interface SeenRow extends Omit<MatrixCell, 'statements'> {
  readonly behavior: string
  readonly title: string | null
  readonly kind: 'scale' | 'choice' | 'bright-line'
  readonly values: readonly string[]
  readonly value: string
  /** What was decided above it: the value, and the statement that brought it about, or the declaration. */
  readonly above: { readonly value: string; readonly level: string; readonly source: string }
  /** What stronger levels could do for another value; the weakest of those that may comes first. */
  readonly asks: readonly Change[]
}

/** Who may change what, as one level sees it in a situation. Rows in order of declaration; null where the chain has no such level. */
export function seenBy(engine: Engine, level: string, facts: readonly Assertion[] = []): readonly SeenRow[] | null {
  const { policy } = engine
  const rank = policy.levels.slice(0, policy.levels.length - policy.mandates).indexOf(level)
  if (rank < 0) return null
  const rewriting = new Rewriting(engine, facts, rank)
  const theirs = policy.levels.flatMap((_, each) => (each >= rank ? [each] : []))
  const above = new Engine(silenced(policy, theirs))
  return [...policy.behaviors.values()].map(({ id, title, kind, values }) => {
    const target = engine.target(id)!
    const { value } = engine.decide(id, facts) as Decision
    const found = above.decide(id, facts) as Decision
    const { statements: _, ...may } = cell(target, rewriting, value)
    const asks = changesOf(engine, target, facts).filter((change) => couldAsk(change, rank, policy.levels))
    return { behavior: id, title, kind, values, value, above: { value: found.value, ...found.decidedBy }, ...may, asks }
  })
}

/** What a stronger level could do that concerns this one: a grant is for the level that it names. */
const couldAsk = ({ level, to }: Change, rank: Rank, levels: readonly string[]): boolean =>
  levels.indexOf(level) < rank && (to === undefined || levels.indexOf(to) === rank)
