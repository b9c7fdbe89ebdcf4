import type { Judgement } from '@bylaw/judge'
import type { Act } from '../config/checks.ts'
import type { Outcome } from '../record.ts'

/** What came of checking a text for one behavior: exhibited against permitted. */
export interface Verdict
  extends Pick<Judgement, 'behavior' | 'state' | 'engaged' | 'exhibited' | 'spans' | 'why' | 'by'> {
  readonly mode: 'observe' | 'enforce'
  /**
   * `overreach`: exhibits more than is permitted, or a choice outside of what is allowed. `mismatch`: another choice than the
   * decided one. `over-refusal`: tighter than decided where it was engaged. `failed`: the check came to no result.
   */
  readonly finding: 'none' | 'overreach' | 'mismatch' | 'over-refusal' | 'failed'
  /** The value that the engine decided; null where nothing declares the behavior. */
  readonly permitted: string | null
  /** What a check that came to no result does here. */
  readonly failure: 'closed' | 'open'
  /** What under `enforce` happens, and under `observe` would have happened: nothing but `permitted` leaves as it is. */
  readonly outcome: Outcome
  readonly act: Act
}

/** Checks texts in one situation. */
export interface Reviewer {
  /** Whether some behavior is enforced, so that a text may not leave unseen. */
  readonly enforces: boolean
  /** How a streamed text has to be kept back: the strictest of what its enforced behaviors say. */
  readonly stream: 'hold' | 'window' | 'after'
  /** What is done with a part that nobody can read: `closed` as soon as one enforced behavior says so. */
  readonly unread: 'closed' | 'open'
  /**
   * One verdict for each behavior that is checked. Never rejects: what fails is a verdict.
   * @param stage `window`: a stretch of a text that goes on, for behaviors that are checked so; `whole`: all of it, for all
   */
  review(text: string, stage: 'window' | 'whole', signal: AbortSignal): Promise<readonly Verdict[]>
}

/** What is put in place of a text that may not leave. */
export interface Acting {
  /** A refusal in the spec's voice, without content of the text. */
  refuse(verdicts: readonly Verdict[]): string
  /** A better text that was checked and is permitted, or null where none was found in the bounded rounds. */
  revise(text: string, verdicts: readonly Verdict[]): Promise<string | null>
  /** Keeps the text for a person to approve; what the client is told meanwhile. */
  ask(text: string, verdicts: readonly Verdict[]): Promise<string>
  /** A note under the text. */
  annotate(verdicts: readonly Verdict[]): string
}
