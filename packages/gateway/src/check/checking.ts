import type { CheckRecord } from '../record.ts'
import type { Gate } from './gate.ts'
import type { Acting, Reviewer } from './verdict.ts'

/** What an answer is checked with. */
export interface Checking {
  readonly reviewer: Reviewer
  readonly acting: Acting
  readonly gate: Gate
  /** Whether the client sees the reasoning. */
  readonly reasoning: 'keep' | 'withhold'
  /** For texts that are checked in windows, in UTF-16 code units. */
  readonly window: { readonly characters: number; readonly overlap: number }
  /** Whether the client asked for JSON: then words of the house stand in a refusal, never in the text. */
  readonly structured: boolean
  /** Aborted when the client goes away: then nothing is judged any more, and nothing leaves. */
  readonly signal: AbortSignal
  /** Takes down what was checked, before anything leaves that it permits. */
  noted(checks: readonly CheckRecord[]): void
}
