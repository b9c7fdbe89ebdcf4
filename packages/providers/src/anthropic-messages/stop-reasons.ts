import type { FinishReason } from '../exchange/answer.ts'

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'calls'],
  ['refusal', 'refusal'],
  ['pause_turn', 'pause'],
])

const words: ReadonlyMap<FinishReason, string> = new Map([
  ['stop', 'end_turn'],
  ['length', 'max_tokens'],
  ['calls', 'tool_use'],
  ['refusal', 'refusal'],
  ['filter', 'refusal'],
  ['pause', 'pause_turn'],
])

/** A `stop_reason`; one that is not known stays as it is. */
export function readReason(word: string): FinishReason {
  return reasons.get(word) ?? word
}

/** The `stop_reason` for a reason; one that is not known stays as it is. */
export function writeReason(reason: FinishReason): string {
  return words.get(reason) ?? reason
}
