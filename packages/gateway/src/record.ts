import { randomBytes } from 'node:crypto'
import type { Assertion, Step } from '@bylaw/core'
import type { Failure } from '@bylaw/providers'

/** Whether something may leave: nothing but `permitted` does. */
export type Outcome = 'permitted' | 'blocked' | 'ask' | 'not-run'

/** Who has the arguments can tell by it that they are these: the digest of the body `{arguments}` under the salt. */
export interface SaltedDigest {
  /** 32 bytes, lower-case hex. */
  readonly salt: string
  /** Lower-case hex. */
  readonly digest: string
}

export interface DecidingStatement {
  readonly statement: Step['statement']
  readonly level: string
  /** `file:line` */
  readonly source: string
}

/** How one tool call of an answer was decided. */
export interface ToolCallRecord {
  /** The choice of the answer that it stands in. */
  readonly choice: number
  /** The behavior: `tool.request.<name>`. */
  readonly behavior: string
  /** Whether the request declared the tool: else its name is a model's words. */
  readonly declared: boolean
  readonly arguments: SaltedDigest
  /** Null where nothing could be decided: `sentence` says why. */
  readonly value: string | null
  /** The statement that decided; null where the default did, or nothing. */
  readonly by: DecidingStatement | null
  readonly outcome: Outcome
  readonly sentence: string
  /** For `ask`: the level that could answer it. */
  readonly asks: string | null
  readonly trace: readonly Step[]
}

/** A check of the answer's text. */
export interface CheckRecord {
  readonly what: 'text'
  readonly mode: 'observe' | 'enforce'
  /** Null: of every behavior that has no entry of its own. */
  readonly behavior: string | null
  readonly outcome: Outcome
  readonly why: string
}

/**
 * `refused`: no model was called. `failed`: the upstream or the house failed. `aborted`: the client went away. `cut-off`:
 * the gateway was, and found it open when it started again.
 */
export type EndState = 'complete' | 'refused' | 'failed' | 'aborted' | 'cut-off'

/** `open` until the answer is complete. */
export type RecordState = 'open' | EndState

/** What is kept of one request: what was decided, for whom, under which policy, and what happened. No messages and no answers. */
export interface DecisionRecord {
  readonly id: string
  readonly state: RecordState
  /** ISO 8601, UTC. */
  readonly created: string
  readonly finished: string | null
  readonly endpoint: string
  readonly deployment: string
  readonly principal: { readonly key: string | null; readonly level: string; readonly user: string | null }
  /** Digest of the policy, null where the deployment has none. */
  readonly policy: string | null
  /** As asserted, by the caller and by the gateway itself. */
  readonly facts: readonly Assertion[]
  readonly model: string | null
  readonly streamed: boolean
  readonly guided: boolean
  readonly toolCalls: readonly ToolCallRecord[]
  readonly checks: readonly CheckRecord[]
  /** What the client was told where it got no answer, or no whole one. */
  readonly error: Pick<Failure, 'status' | 'code' | 'message'> | null
}

/** Not guessable: 128 random bits. */
export function newDecisionId(): string {
  return `dec_${randomBytes(16).toString('hex')}`
}
