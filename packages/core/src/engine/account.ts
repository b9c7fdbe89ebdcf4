import type { Reason, Step } from './types.ts'

/** Is told what each statement did while a behavior is folded; positions are those of `Target.statements`. */
export interface Account {
  did(position: number, effect: Step['effect'], before: readonly number[], after: readonly number[]): void
  /** @param limit position of the limit that lowered it, with `capped` */
  rejected(position: number, reason: Reason, limit?: number): void
}

/** How a fold ended: the value, which statement brought it about (-1: the default), and what is still permitted. */
export interface Outcome {
  readonly value: number
  readonly by: number
  readonly allowed: readonly number[]
}
