import {
  type AnswerEvent,
  type Batch,
  formats,
  type Prompt,
  type Raw,
  type Reply,
  UpstreamError,
} from '@bylaw/providers'
import type { JudgementState } from '../judgement.ts'
import type { Model } from './model.ts'

/** What a model is asked. */
export interface Question {
  /** What it is for; nothing that others wrote. */
  readonly instructions: string
  /** What it is to read, fenced. */
  readonly material: string
  /** JSON Schema that its answer has to follow; told in the format's own way. */
  readonly schema: Raw
  /** Tokens that an answer needs at the most. */
  readonly longest: number
}

/** No answer, and never permission. `why` holds no content. */
export interface Unanswered {
  readonly ok: false
  readonly state: Exclude<JudgementState, 'read' | 'disagreement'>
  readonly why: string
}

/** `value` is JSON that the caller has yet to check: a model may answer anything. */
export type Answered = { readonly ok: true; readonly value: unknown } | Unanswered

const unanswered = (state: Unanswered['state'], why: string): Unanswered => ({ ok: false, state, why })

/** Asks a model for JSON of a given shape, within its budget and time. Never rejects: whatever fails is a state. */
export async function ask(model: Model, question: Question, signal: AbortSignal): Promise<Answered> {
  if (signal.aborted) return unanswered('not-run', 'the request ended before it was read')
  const reservation = model.budget?.reserve(estimate(question))
  if (reservation === null) return unanswered('over-budget', 'the budget of this judge is spent')
  const time = AbortSignal.timeout(model.timeout)
  const both = AbortSignal.any([signal, time])
  try {
    const events = await Promise.race([sent(model, question, both), aborted(both)])
    reservation?.settle(costOf(events))
    return answerOf(events)
  } catch (error) {
    if (signal.aborted) return unanswered('not-run', 'the request ended before it was read')
    if (time.aborted) return unanswered('timeout', `no answer in ${model.timeout / 1000} s`)
    return failed(error)
  }
}

/** Two bytes of UTF-8 a token are more than any text comes to for long. */
const estimate = ({ instructions, material, longest }: Question): number =>
  Math.ceil(Buffer.byteLength(instructions + material) / 2) + longest

async function sent(model: Model, question: Question, signal: AbortSignal): Promise<readonly AnswerEvent[]> {
  const prompt = promptOf(model.model, question)
  const { reply } = await model.provider.send(
    prompt,
    { messages: prompt.messages, model: model.model, stream: false },
    signal,
  )
  return (await batchesOf(reply)).flatMap(({ events }) => events)
}

/** The request as a client would write it, read by the reader that reads clients: so it can be said in every format. */
function promptOf(model: string, { instructions, material, schema, longest }: Question): Prompt {
  const body = {
    model,
    messages: [
      { role: 'system', content: instructions },
      { role: 'user', content: material },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'reading', strict: true, schema } },
    max_completion_tokens: longest,
  }
  const read = formats['openai-chat'].readRequest(JSON.stringify(body))
  if ('failure' in read) throw new TypeError('a question can not be written')
  return read.prompt
}

async function batchesOf(reply: Reply): Promise<readonly Batch[]> {
  if (reply.kind === 'whole') return [reply.batch]
  const batches: Batch[] = []
  for await (const batch of reply.batches) batches.push(batch)
  return batches
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function costOf(events: readonly AnswerEvent[]): number | null {
  const usage = events.findLast((event) => event.kind === 'usage')
  if (usage === undefined || usage.input === null || usage.output === null) return null
  return usage.input + usage.output
}

function answerOf(events: readonly AnswerEvent[]): Answered {
  const finish = events.find((event) => event.kind === 'finish' && event.choice === 0)
  const reason = finish?.kind === 'finish' ? finish.reason : 'nothing'
  if (reason === 'refusal' || reason === 'filter') return unanswered('unknown', 'the model declined to judge')
  if (reason !== 'stop') return unanswered('error', 'the model did not finish its answer')
  const text = textOf(events)
  try {
    return { ok: true, value: JSON.parse(unwrapped(text)) }
  } catch {
    return unanswered('error', 'the model did not answer in JSON')
  }
}

/** The text of the first choice, without reasoning. */
function textOf(events: readonly AnswerEvent[]): string {
  const texts = new Set(
    events.flatMap((event) => (event.kind === 'part' && event.type === 'text' && event.choice === 0 ? event.part : [])),
  )
  return events
    .map((event) => (event.kind === 'delta' && event.choice === 0 && texts.has(event.part) ? event.text : ''))
    .join('')
}

/** Models that are not held to a schema like to put JSON in a code block. */
const unwrapped = (text: string): string => /^\s*```(?:json)?\s*\n([\s\S]*)\n\s*```\s*$/.exec(text)?.[1] ?? text

function failed(error: unknown): Unanswered {
  if (!(error instanceof UpstreamError)) return unanswered('error', "the judge's endpoint failed")
  const { code, status } = error.failure
  if (code === 'upstream_timeout') return unanswered('timeout', "the judge's endpoint took too long")
  return unanswered('error', `the judge's endpoint failed: ${known(code) ?? status}`)
}

/** A code in the house's words or a vendor's, as long as it is a word. */
const known = (code: string | null): string | null => (code !== null && /^[a-z0-9_-]{1,64}$/.test(code) ? code : null)
