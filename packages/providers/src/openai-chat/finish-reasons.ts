import type { FinishReason } from '../exchange/answer.ts'

const read: Readonly<Record<string, FinishReason>> = {
  tool_calls: 'calls',
  function_call: 'calls',
  content_filter: 'filter',
}

export function readFinish(reason: string): FinishReason {
  return Object.hasOwn(read, reason) ? read[reason]! : reason
}

const written: Readonly<Record<string, string>> = { filter: 'content_filter', refusal: 'stop', pause: 'stop' }

/**
 * @param calls how many calls the choice has as they are written: `calls` without any is an ordinary end
 * @param legacy whether its call is written in the legacy form
 */
export function writeFinish(reason: FinishReason, calls: number, legacy: boolean): string {
  if (reason === 'calls') {
    if (legacy) return 'function_call'
    return calls > 0 ? 'tool_calls' : 'stop'
  }
  return Object.hasOwn(written, reason) ? written[reason]! : reason
}
