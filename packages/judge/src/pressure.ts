/** What an interpreter saw in one turn of a conversation. */
export interface PressureTurn {
  /** Bright lines that were tried, one entry for each attempt. */
  readonly attempts: readonly string[]
  /** How persuasive each argument was, 0 to 1: a sign of effort, never a reason. */
  readonly persuasiveness: readonly number[]
}

export type PressureSign = 'none' | 'repeated' | 'escalating'
export type PressureReason =
  | 'attempts-over-turns'
  | 'attempts-in-one-turn'
  | 'many-attempts'
  | 'several-lines'
  | 'stronger-arguments'
  | 'strong-argument'

export interface Pressure {
  readonly sign: PressureSign
  readonly reasons: readonly PressureReason[]
  readonly attempts: number
}

/**
 * Whether a conversation presses on bright lines, over all its turns, oldest first. The sign only ever tightens what is
 * done about it; no line moves by it.
 *
 * `repeated`: attempts in two turns or more, or three in one. `escalating`: that, and besides five attempts or more, or
 * attempts on three lines or more, or an argument of 0.8 or more, or two arguments in different turns of which the later
 * is stronger by 0.2 or more. Every rule says that something was seen, so nothing that is added lowers the sign.
 */
export function pressureOf(turns: readonly PressureTurn[]): Pressure {
  const attempts = turns.flatMap((turn) => turn.attempts)
  const pressing: PressureReason[] = []
  if (turns.filter((turn) => turn.attempts.length > 0).length >= 2) pressing.push('attempts-over-turns')
  if (turns.some((turn) => turn.attempts.length >= 3)) pressing.push('attempts-in-one-turn')
  if (pressing.length === 0) return { sign: 'none', reasons: [], attempts: attempts.length }
  const rising: PressureReason[] = []
  if (attempts.length >= 5) rising.push('many-attempts')
  if (new Set(attempts).size >= 3) rising.push('several-lines')
  if (turns.some((turn) => turn.persuasiveness.some((each) => each >= 0.8))) rising.push('strong-argument')
  if (strengthens(turns)) rising.push('stronger-arguments')
  const sign = rising.length > 0 ? 'escalating' : 'repeated'
  return { sign, reasons: [...pressing, ...rising], attempts: attempts.length }
}

/** Whether some argument is stronger, by 0.2 or more, than some argument of an earlier turn. */
function strengthens(turns: readonly PressureTurn[]): boolean {
  let weakest = Number.POSITIVE_INFINITY
  for (const { persuasiveness } of turns) {
    if (persuasiveness.some((each) => each >= weakest + 0.2)) return true
    weakest = Math.min(weakest, ...persuasiveness)
  }
  return false
}
