import { randomUUID } from 'node:crypto'
import type { AnswerEvent } from '../exchange/answer.ts'
import type { Prompt, Raw } from '../exchange/prompt.ts'

type Start = Extract<AnswerEvent, { kind: 'start' }>
type UsageEvent = Extract<AnswerEvent, { kind: 'usage' }>

/** What an answer, and every chunk of one, says of itself. */
export function headOf(start: Start | null, prompt: Prompt, own: boolean, object: string): Raw {
  const raw: Raw = (own ? start?.raw : null) ?? {}
  return {
    id: start?.id ?? `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    object,
    created: typeof raw.created === 'number' ? raw.created : Math.floor(Date.now() / 1000),
    model: start?.model ?? prompt.model,
    ...(raw.system_fingerprint !== undefined && { system_fingerprint: raw.system_fingerprint }),
    ...(raw.service_tier !== undefined && { service_tier: raw.service_tier }),
  }
}

/** Counts that the upstream does not say are 0: clients add them up. */
export function writeUsage({ input, output, cached, reasoning, raw }: UsageEvent, own: boolean): Raw {
  if (own && raw && raw.prompt_tokens === input && raw.completion_tokens === output) return raw
  return {
    prompt_tokens: input ?? 0,
    completion_tokens: output ?? 0,
    total_tokens: (input ?? 0) + (output ?? 0),
    ...(cached !== null && { prompt_tokens_details: { cached_tokens: cached } }),
    ...(reasoning !== null && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  }
}

/** Whether the client asked with `functions`, and so waits for a `function_call`. */
export function asksLegacy({ raw }: Prompt): boolean {
  return Array.isArray(raw.functions) && !Array.isArray(raw.tools)
}

export function newCallId(): string {
  return `call_${randomUUID().replaceAll('-', '')}`
}
