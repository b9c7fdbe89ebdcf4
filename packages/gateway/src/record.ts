import type { Assertion, DropReason, Step } from '@bylaw/core'
import { newRecordId } from '@bylaw/ledger/node'
import type { Failure } from '@bylaw/providers'
import type { Act } from './config/checks.ts'

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
  /** Null for a tool that the upstream runs itself: nobody here sees its calls. */
  readonly arguments: SaltedDigest | null
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

/** A check of what was said: of an answer, of its reasoning, of the media in a request. */
export interface CheckRecord {
  readonly what: 'text' | 'reasoning' | 'media' | 'opaque' | 'request'
  readonly mode: 'observe' | 'enforce'
  /** Null: of every behavior that has no entry of its own. */
  readonly behavior: string | null
  readonly outcome: Outcome
  readonly why: string
  /** What the text exhibits and what was permitted, where a judge could tell. */
  readonly exhibited?: string | null
  readonly permitted?: string | null
  /** What was done, or under `observe` would have been done, where it is not permitted. */
  readonly act?: Act | null
  /** `overreach`, `mismatch`, `over-refusal`, `failed`; absent where nothing was found. */
  readonly finding?: string
  /** `name@version` of the judges. */
  readonly by?: string
}

/** Something noticed in a request or its answer: it only ever tightens. */
export interface NoticedRecord {
  readonly kind:
    | 'conflict'
    | 'unmet-claim'
    | 'bright-line-attempt'
    | 'pressure'
    | 'citation'
    | 'deliberation'
    /** What of the request or of its answer could not be said in the other's format. */
    | 'lost'
    /** The conversation goes on under another policy than it began under. */
    | 'policy'
    /** Somebody flagged the answer of a decision. */
    | 'flag'
  /** A behavior, a section, a fact, a field of the request or the id of a decision; null where it is none of these. */
  readonly about: string | null
  readonly why: string
}

/** An instruction that an interpreter found in what was said, and whether the chain of command keeps it. */
export interface InstructionRecord {
  readonly id: string
  /** `none` for what has no authority. */
  readonly level: string
  /** Its words, as they stand in the request. */
  readonly quote: string
  /** Null: it is to be followed. */
  readonly dropped: { readonly reason: DropReason; readonly by: string | null } | null
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
  /** Who runs the deployment, and which usage policy they accepted when; null where nobody is registered. */
  readonly operator: {
    readonly id: string
    readonly accepted: { readonly policy: string; readonly at: string } | null
  } | null
  /** Id of the conversation, as the caller gives it. */
  readonly conversation: string | null
  /** Digest of the policy, null where the deployment has none. */
  readonly policy: string | null
  /** As asserted, by the caller and by the gateway itself. */
  readonly facts: readonly Assertion[]
  readonly model: string | null
  readonly streamed: boolean
  readonly guided: boolean
  readonly toolCalls: readonly ToolCallRecord[]
  readonly checks: readonly CheckRecord[]
  readonly noticed: readonly NoticedRecord[]
  /** Strongest first, then what was dropped; null where nothing was interpreted. Kept encrypted only: it quotes. */
  readonly instructions: readonly InstructionRecord[] | null
  /** What the client was told where it got no answer, or no whole one. */
  readonly error: Pick<Failure, 'status' | 'code' | 'message'> | null
}

/** Begins with the time, so that an index of ids grows at its end; not guessable: 128 random bits. */
export function newDecisionId(): string {
  return newRecordId().replace('rec_', 'dec_')
}
