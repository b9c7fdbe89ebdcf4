import type { Call, FinishReason } from '@bylaw/providers'
import type { ToolCallRecord } from '../record.ts'

/** One whole call of an answer. */
export interface GatedCall {
  readonly call: Call
  /** Its arguments as the model wrote them. */
  readonly text: string
  /**
   * Why it may not leave, whatever the engine says: the text of its answer may not. Then it is recorded as blocked with
   * this sentence, and no approval is asked for or used.
   */
  readonly withheld?: string
}

/** How a call was decided, and the id of the approval that is waited for where somebody has to approve it. */
export type GatedRecord = ToolCallRecord & { readonly approval?: string }

/** Decides the calls of a choice, one record for each in order, and resolves when the records would survive a crash. */
export type Gate = (choice: number, calls: readonly GatedCall[]) => Promise<readonly GatedRecord[]>

/** A finish that speaks of calls holds only if one is left. */
export function finishReason(reason: FinishReason, kept: number): FinishReason {
  return reason === 'calls' && kept === 0 ? 'stop' : reason
}
