import { isObject } from '../body.ts'
import type { AnswerEvent } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { numberOf } from '../json.ts'

export type Usage = Extract<AnswerEvent, { kind: 'usage' }>

/** Anthropic counts what it read from its cache, and what it wrote there, apart from the input; here it is one sum. */
export function readUsage(raw: Raw): Usage {
  const input = numberOf(raw.input_tokens)
  const cached = numberOf(raw.cache_read_input_tokens)
  const details = isObject(raw.output_tokens_details) ? raw.output_tokens_details : {}
  return {
    kind: 'usage',
    input: input === null ? null : input + (cached ?? 0) + (numberOf(raw.cache_creation_input_tokens) ?? 0),
    output: numberOf(raw.output_tokens),
    cached,
    reasoning: numberOf(details.thinking_tokens),
    raw,
  }
}

/** What another format counted, in Anthropic's words. Clients take counts that are not said for 0. */
export function writeUsage(usage: Usage | null): Raw {
  const cached = usage?.cached ?? 0
  return {
    input_tokens: Math.max(0, (usage?.input ?? 0) - cached),
    cache_read_input_tokens: cached,
    output_tokens: usage?.output ?? 0,
    ...(usage?.reasoning == null ? {} : { output_tokens_details: { thinking_tokens: usage.reasoning } }),
  }
}

/** Counts that come later stand for those before; one that is not said leaves them. */
export function mergeUsage(before: unknown, after: unknown): Raw {
  const said = Object.entries(isObject(after) ? after : {}).filter(([, count]) => count !== null)
  return { ...(isObject(before) ? before : {}), ...Object.fromEntries(said) }
}
