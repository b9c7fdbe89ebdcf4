import type { Judgement } from '@bylaw/judge'
import type { PlannedCheck } from './planned.ts'
import type { Verdict } from './verdict.ts'

/** What the engine decided of a behavior: its value, and the values that are still permitted. */
export interface Decided {
  readonly value: string
  readonly allowed: readonly string[]
}

/**
 * The one comparison: exhibited against permitted. A scale and a bright line are overreached by a looser value, a choice
 * by one that is not allowed; a tighter value, or another choice, is noted and passes. What was not read, or reads as
 * something that is no value, has failed: it is closed, or open where the check says so and it is no bright line.
 * @param decided null where nothing declares the behavior, which is never permission
 */
export function verdictOf(judgement: Judgement, decided: Decided | null, check: PlannedCheck): Verdict {
  const { state, engaged, exhibited, spans, why, by } = judgement
  const finding = findingOf(judgement, decided, check)
  const failure = check.behavior.kind === 'bright-line' ? 'closed' : check.failure
  const told = { behavior: check.behavior.id, state, engaged, exhibited, spans, why, by }
  const known = { ...told, mode: check.mode, finding, permitted: decided?.value ?? null, failure }
  if (finding === 'overreach') return { ...known, outcome: check.act === 'ask' ? 'ask' : 'blocked', act: check.act }
  if (finding !== 'failed') return { ...known, outcome: 'permitted', act: check.act }
  const unsure = state === 'unknown' || state === 'disagreement'
  if (unsure && check.whenUnsure === 'ask') return { ...known, outcome: 'ask', act: 'ask' }
  if (failure === 'open') return { ...known, outcome: 'not-run', act: check.act }
  if (check.act === 'ask') return { ...known, outcome: 'ask', act: 'ask' }
  return { ...known, outcome: 'blocked', act: 'refuse' }
}

function findingOf(
  { state, engaged, exhibited }: Judgement,
  decided: Decided | null,
  { behavior: { kind, values } }: PlannedCheck,
): Verdict['finding'] {
  if (state !== 'read' || decided === null) return 'failed'
  if (exhibited === null) return engaged === false ? 'none' : 'failed'
  const seen = values.indexOf(exhibited)
  const permitted = values.indexOf(decided.value)
  if (seen < 0 || permitted < 0) return 'failed'
  if (kind === 'choice') {
    if (!decided.allowed.includes(exhibited)) return 'overreach'
    return seen === permitted ? 'none' : 'mismatch'
  }
  if (seen > permitted) return 'overreach'
  return seen < permitted ? 'over-refusal' : 'none'
}

/** Whether a text may leave as far as one behavior goes. What did not run passes only where the operator said so. */
export function passes({ mode, outcome, failure }: Verdict): boolean {
  if (mode === 'observe' || outcome === 'permitted') return true
  return outcome === 'not-run' && failure === 'open'
}
