import { canonicalLevel } from '../document/levels.ts'
import type { Engine } from '../engine/engine.ts'
import { Hypothesis, plus } from '../engine/hypothesis.ts'
import type { Situation } from '../engine/situation.ts'
import type { Target } from '../engine/target.ts'

/**
 * What a level's own word, in place of what it says now, would bring about beyond what is decided: of a scale the
 * loosest value, of a choice every other one. The words of weaker levels stay: a limit holds whoever says it.
 */
export function adjustable(engine: Engine, target: Target, situation: Situation, level: string): readonly string[] {
  const { policy } = engine
  const { behavior } = target
  const rank = policy.levels.indexOf(canonicalLevel(level))
  if (rank < behavior.declaredAt || behavior.kind === 'bright-line') return []
  const chain = policy.levels.length - policy.mandates
  const hypothesis = new Hypothesis(target, (condition) => situation.held(condition), chain)
  const others = target.statements.filter((statement) => statement.rank !== rank)
  const decided = hypothesis.under(target.statements)
  const reached = behavior.values
    .map((_, value) => value)
    .filter((value) => (behavior.kind === 'scale' ? value > decided : value !== decided))
    .filter((value) => hypothesis.under(plus(others, hypothesis.set(rank, value))) === value)
  return (behavior.kind === 'scale' ? reached.slice(-1) : reached).map((value) => behavior.values[value]!)
}
