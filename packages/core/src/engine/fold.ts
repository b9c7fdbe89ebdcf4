import { covers } from '../policy/pattern.ts'
import type { Account, Outcome } from './account.ts'
import { foldChoice } from './choice.ts'
import { foldScale } from './scale.ts'
import type { Situation } from './situation.ts'
import type { Target } from './target.ts'

/** For each statement of the target, the readings its condition held in. */
export const readings = (target: Target, situation: Situation): Uint8Array =>
  Uint8Array.from(target.statements, (statement) => situation.held(statement.condition))

/**
 * Decides one target.
 * @param held for each statement, the readings its condition held in
 * @param chain how many ranks the chain of command has, mandates not counted
 */
export function fold(target: Target, held: Uint8Array, chain: number, account: Account | null): Outcome {
  if (target.behavior.kind === 'bright-line') {
    if (account !== null) refuseAll(target, held, account)
    return BRIGHT
  }
  return target.behavior.kind === 'scale'
    ? foldScale(target, held, chain, account)
    : foldChoice(target, held, chain, account)
}

/** A bright line has one value: nothing about the situation enters here. */
const BRIGHT: Outcome = Object.freeze({ value: 0, by: -1, allowed: Object.freeze([0]) })

/** What names a line is refused; a wider family leaves it alone and without a finding. */
function refuseAll(target: Target, held: Uint8Array, account: Account): void {
  target.statements.forEach((statement, position) => {
    const wider = statement.pattern !== target.behavior.id && covers(statement.pattern, target.behavior.id)
    if (held[position] !== 0 && !wider) account.rejected(position, 'bright-line')
  })
}
