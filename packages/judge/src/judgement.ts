/** One behavior, as a judge is told of it. */
export interface Measured {
  readonly id: string
  readonly kind: 'scale' | 'choice' | 'bright-line'
  readonly title: string | null
  /** Tightest first for a scale. A bright line `never` has the values `never` and `crossed`, of which one may be exhibited. */
  readonly values: readonly string[]
  /** What each value looks like in a response. */
  readonly describe: ReadonlyMap<string, string>
  /** The section's own prose, for a behavior that has no descriptions of its own; else null. */
  readonly prose: string | null
  /** The spec's own graded answers, where a judge may be shown them. Leave out the one that is under test. */
  readonly examples?: readonly GradedAnswer[]
}

/** An answer that a spec shows and grades. */
export interface GradedAnswer {
  readonly grade: 'good' | 'bad' | 'ok'
  /** What was said before it, oldest first. */
  readonly before: readonly { readonly role: string; readonly text: string }[]
  readonly text: string
  readonly why: string | null
}

/** One utterance. Only `text` is under judgement; everything else is what it stands in. */
export interface Utterance {
  /** What the wire claims: `user`, `assistant`, `tool`, … */
  readonly role: string
  /** The level it speaks at; `none`: it has no authority. */
  readonly level: string
  readonly text: string
}

/** What is to be judged. */
export interface Case {
  readonly behaviors: readonly Measured[]
  /** What was said before, oldest first. */
  readonly before: readonly Utterance[]
  /** The text under judgement. */
  readonly text: string
  /** Whether it is a response (what does it exhibit?) or a request (what does it engage?). */
  readonly side: 'answer' | 'request'
}

/**
 * What a judge says of one behavior. `read`: it read the text, and `exhibited` says what it saw. Every other state is a
 * value of its own and never permission: `unknown` (it can't tell), `error`, `timeout`, `over-budget`, `not-run` (nothing
 * judges this, or the text can't be read), `disagreement` (several judges, and too few agree).
 */
export type JudgementState = 'read' | 'unknown' | 'error' | 'timeout' | 'over-budget' | 'not-run' | 'disagreement'

/** A stretch of the text under judgement, in UTF-16 code units. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Judgement {
  readonly behavior: string
  readonly state: JudgementState
  /** Whether the text engages the behavior at all; null where it can't be told. */
  readonly engaged: boolean | null
  /** The value that the text exhibits, one of the behavior's; null where it is not engaged or can't be told. */
  readonly exhibited: string | null
  /** What shows it, verified to occur in the text; empty where nothing does. */
  readonly spans: readonly Span[]
  /** One short sentence, without content of the text. */
  readonly why: string
  /** `name@version` of the judge, several joined by `+`. */
  readonly by: string
}

/** Reads texts: a deterministic detector, or a model behind an endpoint. */
export interface Judge {
  readonly name: string
  /** Changes whenever the same text might be judged otherwise: of code, lists and patterns, or of a prompt. */
  readonly version: string
  /** `detector`: deterministic, no network, linear in the text. */
  readonly kind: 'detector' | 'model'
  /** One judgement for each behavior of the case, in their order. Never rejects: what fails is a state. */
  judge(asked: Case, signal: AbortSignal): Promise<readonly Judgement[]>
}
