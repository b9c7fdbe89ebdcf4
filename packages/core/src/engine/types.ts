import type { BehaviorKind, FactValue } from '../document/types.ts'

/** A fact as somebody asserts it. */
export interface Assertion {
  readonly name: string
  readonly value: FactValue
  /** Level name; `none` asserts nothing. */
  readonly by: string
  /** Only said in text: counts in the cautious reading alone, unless a trust with `heard: true` extends the fact to this level. */
  readonly heard?: boolean
}

export type Reason =
  | 'out-of-reach'
  | 'unvouched'
  | 'capped'
  | 'not-below'
  | 'not-delegable'
  | 'not-entitled'
  | 'empty-limit'
  | 'bright-line'

/** A statement that did not do what it says, and why. */
export interface Finding {
  readonly statement: 'set' | 'limit' | 'grant' | 'asks' | 'trust'
  readonly level: string
  readonly reason: Reason
  /** `file:line` */
  readonly source: string
  /** With `capped`: where the limit stands. */
  readonly limit?: string
}

/** In which readings a statement's condition held; `always` where it has none. */
export type Held = 'always' | 'trusted' | 'cautious' | 'no'

/** One statement considered, in reading order. */
export interface Step {
  readonly statement: 'set' | 'limit' | 'grant' | 'asks'
  readonly level: string
  /** `file:line` */
  readonly source: string
  readonly column: number
  /** As written: the value of a set, the loosest value left by a scale's limit, the values of a choice's limit or of a grant. */
  readonly values: readonly string[]
  /** For `grant` and `asks`: the level it names. */
  readonly to?: string
  readonly when: string | null
  readonly held: Held
  readonly effect: 'set' | 'lowered' | 'limited' | 'granted' | 'passed' | 'none' | 'rejected'
  readonly reason?: Reason
  /** What the statement changed, before and after it: the value (set), the cap or the allowed values (limit), the reach of `to` (grant). */
  readonly before?: readonly string[]
  readonly after?: readonly string[]
}

/** What a fact is taken to be, on whose word, and what else was said about it. */
export interface FactReading {
  readonly name: string
  /** The trusted value. */
  readonly value: FactValue
  /** The level whose word it is; null where nobody entitled said anything and the value is assumed. */
  readonly by: string | null
  /** `file:line` of the trust that entitles that level; null where it is entitled anyway. */
  readonly trust: string | null
  /** Other values that somebody asserted: enough to tighten. */
  readonly claimed: readonly { readonly value: FactValue; readonly by: string }[]
  /** Trusts of this fact whose condition held and that had no effect. */
  readonly rejected: readonly Finding[]
}

/** The value of one behavior in one situation, with the trace that led to it; frozen. */
export interface Decision {
  readonly behavior: string
  readonly kind: BehaviorKind
  readonly value: string
  /** True where a statement brought the value about; false where it is the default of the declaration. */
  readonly configured: boolean
  /** The statement (or, for a default, the declaration) that brought it about: level and `file:line`. */
  readonly decidedBy: { readonly level: string; readonly source: string }
  /** Values still permitted: for a scale those up to `value`, for a choice what the limits left. */
  readonly allowed: readonly string[]
  /** For `ask` of a tool: the level that answers it. */
  readonly asks?: string
  /** Findings about this behavior whose condition held, in reading order. */
  readonly rejected: readonly Finding[]
  readonly trace: readonly Step[]
}

/** An id that nothing declares: never permission. */
export interface Undecided {
  readonly behavior: string
  readonly value: null
  readonly error: { readonly code: 'unknown-behavior'; readonly message: string }
}
