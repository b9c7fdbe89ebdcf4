import { randomUUID } from 'node:crypto'
import type { AnswerEvent, FinishReason } from '../exchange/answer.ts'
import type { Prompt, Raw } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'

type Start = Extract<AnswerEvent, { kind: 'start' }>
type Usage = Omit<Extract<AnswerEvent, { kind: 'usage' }>, 'kind'>

/** What an answer says beside its items. The id and the time of one that brings none are made here. */
export class DraftResponse {
  readonly id: string
  private readonly base: Raw
  private last: Raw = {}
  private usage: Usage | null = null
  private reason: FinishReason | null = null

  /** @param own whether `raw` is of this format */
  constructor(prompt: Prompt, start: Start | null, own: boolean) {
    this.id = start?.id || `resp_${randomUUID().replaceAll('-', '')}`
    const model = start?.model ?? prompt.model
    this.base = { ...(own && start?.raw ? start.raw : defaults(prompt)), id: this.id, object: 'response', model }
  }

  /** Takes in how the answer ended; false where it had ended. */
  finish(reason: FinishReason, raw: Raw | null): boolean {
    if (this.reason !== null) return false
    this.reason = reason
    this.last = raw ?? {}
    return true
  }

  count(usage: Usage) {
    const known = this.usage
    this.usage = {
      input: usage.input ?? known?.input ?? null,
      output: usage.output ?? known?.output ?? null,
      cached: usage.cached ?? known?.cached ?? null,
      reasoning: usage.reasoning ?? known?.reasoning ?? null,
      ...(usage.raw ? { raw: usage.raw } : {}),
    }
  }

  get finished(): boolean {
    return this.reason !== null
  }

  /** How the answer ends: `failed` where nothing has said how. */
  get status(): 'completed' | 'incomplete' | 'failed' {
    if (this.reason === null) return 'failed'
    return ['stop', 'calls', 'refusal'].includes(this.reason) ? 'completed' : 'incomplete'
  }

  /** The answer while it is written. */
  begun(): Raw {
    const open = { status: 'in_progress', error: null, incomplete_details: null, output: [], usage: null }
    return { ...this.base, ...('completed_at' in this.base ? { completed_at: null } : {}), ...open }
  }

  ended(output: readonly Raw[], own: boolean): Raw {
    const { status } = this
    const incomplete_details = status === 'incomplete' ? { reason: reasonAs(this.reason!) } : null
    const { id, model } = this.base
    const whole = { ...this.base, ...this.last, id, model, status, error: null, incomplete_details, output }
    return { ...whole, usage: this.usage && usageAs(this.usage, own) }
  }

  failed(output: readonly Raw[], failure: Failure, own: boolean): Raw {
    const error = { code: failure.code ?? 'server_error', message: failure.message }
    return { ...this.ended(output, own), status: 'failed', incomplete_details: null, error }
  }
}

function reasonAs(reason: FinishReason): string {
  if (reason === 'length') return 'max_output_tokens'
  return reason === 'filter' ? 'content_filter' : reason
}

function usageAs({ input, output, cached, reasoning, raw }: Usage, own: boolean): Raw {
  const said = own && raw ? raw : {}
  const detail = (name: string) => (said[name] ?? {}) as Raw
  return {
    ...said,
    input_tokens: input ?? 0,
    input_tokens_details: { ...detail('input_tokens_details'), cached_tokens: cached ?? 0 },
    output_tokens: output ?? 0,
    output_tokens_details: { ...detail('output_tokens_details'), reasoning_tokens: reasoning ?? 0 },
    total_tokens: (input ?? 0) + (output ?? 0),
  }
}

/** What the answer repeats of its request, where no upstream of this format has said it. */
function defaults({ raw }: Prompt): Raw {
  return {
    created_at: Math.floor(Date.now() / 1000),
    instructions: raw.instructions ?? null,
    max_output_tokens: raw.max_output_tokens ?? null,
    metadata: raw.metadata ?? {},
    parallel_tool_calls: raw.parallel_tool_calls ?? true,
    previous_response_id: raw.previous_response_id ?? null,
    reasoning: raw.reasoning ?? { effort: null, summary: null },
    store: false,
    temperature: raw.temperature ?? 1,
    text: raw.text ?? { format: { type: 'text' } },
    tool_choice: raw.tool_choice ?? 'auto',
    tools: raw.tools ?? [],
    top_p: raw.top_p ?? 1,
    truncation: raw.truncation ?? 'disabled',
  }
}
