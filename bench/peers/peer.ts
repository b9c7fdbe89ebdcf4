import type { PolicyModel } from '../policy.ts'
import type { Question } from '../situations.ts'

/**
 * Answers a prepared list of questions once more.
 * @returns how many of them ask for a permitted value
 */
export type Answer = () => number | Promise<number>

/** An engine that has read the policy. */
export interface Peer {
  readonly name: string
  /** What the figure leaves out or does more than the others, in a few words. */
  readonly note: string
  /** Puts questions into the engine's own words; that is not timed. */
  prepare(questions: readonly Question[]): Answer
}

export type PeerMaker = (policy: PolicyModel) => Peer | Promise<Peer>
