import { canonicalLevel } from '../document/levels.ts'
import type { Engine } from '../engine/engine.ts'
import { fold, readings } from '../engine/fold.ts'
import type { Situation } from '../engine/situation.ts'
import { type Target, withStatements } from '../engine/target.ts'
import type { BehaviorStatement } from '../policy/types.ts'

/**
 * What a level's own word, in place of what it says now, would bring about beyond what is decided: of a scale the
 * loosest value, of a choice every other one. The words of weaker levels stay: a limit holds whoever says it.
 */
export function adjustable(engine: Engine, target: Target, situation: Situation, level: string): readonly string[] {
  const { policy } = engine
  const { behavior } = target
  const rank = policy.levels.indexOf(canonicalLevel(level))
  if (rank < behavior.declaredAt || behavior.kind === 'bright-line') return []
  const valueUnder = (statements: readonly BehaviorStatement[]): number => {
    const changed = withStatements(target, statements)
    return fold(changed, readings(changed, situation), policy.levels.length - policy.mandates, null).value
  }
  const above = target.statements.filter((statement) => statement.rank < rank)
  const below = target.statements.filter((statement) => statement.rank > rank)
  const said = { index: -1, layer: -1, rank, condition: null, source: behavior.source, pattern: target.id } as const
  const decided = valueUnder(target.statements)
  const reached = behavior.values
    .map((_, value) => value)
    .filter((value) => (behavior.kind === 'scale' ? value > decided : value !== decided))
    .filter((value) => valueUnder([...above, { ...said, kind: 'set', value }, ...below]) === value)
  return (behavior.kind === 'scale' ? reached.slice(-1) : reached).map((value) => behavior.values[value]!)
}
