import type { Judge, Measured } from '@bylaw/judge'
import type { Act } from '../config/checks.ts'

/** How one behavior is checked in an answer. */
export interface PlannedCheck {
  readonly behavior: Measured
  /** Who reads the text: a judge, or several as one panel. Null: nobody, which is a check that does not run. */
  readonly judge: Judge | null
  readonly mode: 'observe' | 'enforce'
  readonly act: Act
  /** How a streamed text is kept back for it. */
  readonly stream: 'hold' | 'window' | 'after'
  /** What a check that comes to no result does; a bright line is closed whatever is said here. */
  readonly failure: 'closed' | 'open'
  /** Where judges disagree or can't tell: as `failure` says, or a person decides. */
  readonly whenUnsure: 'fail' | 'ask'
  /** Judged over the whole conversation, not its last turn alone. */
  readonly cumulative: boolean
}
