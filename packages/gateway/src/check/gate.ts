import type { ToolCall } from '@bylaw/providers'
import type { ToolCallRecord } from '../record.ts'
import { noticeOf } from './tools.ts'

/** Decides calls one by one and records what was decided; resolves when the record would survive a crash. */
export type Gate = (choice: number, calls: readonly ToolCall[]) => Promise<readonly ToolCallRecord[]>

export interface Gated {
  readonly kept: readonly ToolCall[]
  /** What to say of the others; empty where all are kept. */
  readonly notice: string
}

/** The calls that may leave. Whatever is not `permitted` stays. */
export async function gated(gate: Gate, choice: number, calls: readonly ToolCall[]): Promise<Gated> {
  if (calls.length === 0) return { kept: [], notice: '' }
  const records = await gate(choice, calls)
  const kept = calls.filter((_, index) => records[index]?.outcome === 'permitted')
  const withheld = records.filter(({ outcome }) => outcome !== 'permitted')
  return { kept, notice: withheld.map(noticeOf).join('\n\n') }
}

/** A finish that speaks of calls holds only if one is left. */
export function finishReason<T extends string | null | undefined>(reason: T, kept: number): T | 'stop' {
  return kept === 0 && (reason === 'tool_calls' || reason === 'function_call') ? 'stop' : reason
}

/** The older single call, in the shape of the others. */
export function legacyCall(called: { name: string; arguments: string }): ToolCall {
  return { type: 'function', function: called }
}
