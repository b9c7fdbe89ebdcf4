import { isObject, readAnswer } from '../body.ts'
import type { AnswerEvent, Batch, FinishReason } from '../exchange/answer.ts'
import type { Raw } from '../exchange/prompt.ts'
import { upstreamFailure } from '../failure.ts'
import { numberOf } from '../json.ts'
import { protocol } from './errors.ts'
import { Reading } from './reading.ts'
import { response, textOf, type WireResponse, without } from './wire.ts'

/** Reads a whole answer. @throws UpstreamError `upstream_protocol` | `upstream_error` | `upstream_incomplete` */
export function readWhole(text: string): Batch {
  const read = readObject(text)
  const answer = readResponse(read)
  const status = answer.status ?? 'completed'
  if (!answer.output) throw protocol('the upstream sent an answer that is not of its format')
  if (status === 'failed') throw upstreamFailure('the upstream failed to answer', 'upstream_error')
  if (status !== 'completed' && status !== 'incomplete') {
    throw upstreamFailure('the upstream has not finished its answer', 'upstream_incomplete')
  }
  const items = new Reading()
  return { events: [startOf(answer), ...finish(items, answer, status)], wire: text }
}

/** One JSON object. @throws UpstreamError `upstream_protocol` */
export function readObject(text: string): Raw {
  const read = readAnswer(text)
  if (!isObject(read)) throw protocol('the upstream sent an answer that is not one JSON object')
  return read
}

/** @throws UpstreamError `upstream_protocol` */
export function readResponse(raw: unknown): WireResponse {
  const read = response.safeParse(raw)
  if (read.success) return raw as WireResponse
  throw protocol('the upstream sent an answer that is not of its format', read.error)
}

export function startOf(answer: WireResponse): AnswerEvent {
  return { kind: 'start', id: answer.id ?? null, model: answer.model ?? null, raw: shell(answer) }
}

/** What the last state of an answer says that was not read before: its items, how it ended, its usage. */
export function finish(items: Reading, answer: WireResponse, status: 'completed' | 'incomplete'): AnswerEvent[] {
  if (isObject(answer.error)) throw upstreamFailure('the upstream failed while it answered', 'upstream_error')
  const settled = (answer.output ?? []).flatMap((item, index) => items.settle(index, item))
  const events = [...settled, ...items.close()]
  if (answer.output_text != null && answer.output_text !== items.outputText) {
    throw protocol('the upstream repeated its answer in other words')
  }
  events.push({ kind: 'finish', choice: 0, reason: reasonOf(items, answer, status), raw: shell(answer) })
  const usage = usageOf(answer.usage)
  return usage ? [...events, usage] : events
}

function reasonOf(items: Reading, answer: WireResponse, status: 'completed' | 'incomplete'): FinishReason {
  if (status === 'completed') return items.hasCalls ? 'calls' : 'stop'
  const reason = answer.incomplete_details?.reason ?? 'incomplete'
  if (reason === 'max_output_tokens') return 'length'
  return reason === 'content_filter' ? 'filter' : reason
}

function usageOf(raw: Raw | null | undefined): AnswerEvent | null {
  if (!raw) return null
  const detail = (of: string, name: string) => numberOf((raw[of] as Raw | null | undefined)?.[name])
  return {
    kind: 'usage',
    input: numberOf(raw.input_tokens),
    output: numberOf(raw.output_tokens),
    cached: detail('input_tokens_details', 'cached_tokens'),
    reasoning: detail('output_tokens_details', 'reasoning_tokens'),
    raw,
  }
}

/** An answer without what it says. */
function shell(answer: WireResponse): Raw {
  return without(answer, ['output', 'output_text', 'usage'])
}

/** Whether two states are of the same answer. */
export function sameAnswer(one: string | null, other: Raw): boolean {
  const id = textOf(other.id)
  return one === null || id === null || one === id
}
