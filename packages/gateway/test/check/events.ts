import type { AnswerEvent, Batch, Call, FinishReason } from '@bylaw/providers'
import { upstreamFailure } from '@bylaw/providers'
import { checkAnswer } from '../../src/check/answer.ts'
import type { Checking } from '../../src/check/checking.ts'
import type { Gate } from '../../src/check/gate.ts'
import type { Acting, Reviewer, Verdict } from '../../src/check/verdict.ts'
import type { CheckRecord, Outcome } from '../../src/record.ts'

type PartType = 'text' | 'refusal' | 'reasoning'

/** A part of words, in pieces. */
export function words(
  part: number,
  pieces: string | readonly string[],
  type: PartType = 'text',
  choice = 0,
): AnswerEvent[] {
  const texts = typeof pieces === 'string' ? [pieces] : pieces
  return [
    { kind: 'part', choice, part, type, raw: { began: part } },
    ...texts.map((text): AnswerEvent => ({ kind: 'delta', choice, part, text, raw: { came: text } })),
    { kind: 'part-end', choice, part },
  ]
}

export function call(
  part: number,
  name: string,
  pieces: readonly string[],
  choice = 0,
  more: Partial<Call> = {},
): AnswerEvent[] {
  const called: Call = { id: `call_${part}`, name, type: 'function', ...more }
  return [
    { kind: 'part', choice, part, type: 'call', call: called },
    ...pieces.map((text): AnswerEvent => ({ kind: 'delta', choice, part, text })),
    { kind: 'part-end', choice, part },
  ]
}

export const opaque = (part: number, wire: string, choice = 0): AnswerEvent[] => [
  { kind: 'part', choice, part, type: 'opaque', wire, raw: { type: wire } },
  { kind: 'part-end', choice, part },
]

export const finish = (reason: FinishReason = 'stop', choice = 0): AnswerEvent => {
  return { kind: 'finish', choice, reason, raw: { ends: choice } }
}

/** One batch for each event, each as it came over the wire. */
export const streamed = (...events: readonly AnswerEvent[]): Batch[] =>
  events.map((event) => ({ events: [event], wire: JSON.stringify(event) }))

/** All events in one batch. */
export const whole = (...events: readonly AnswerEvent[]): Batch[] => [{ events, wire: JSON.stringify(events) }]

const outcomes: Record<string, Outcome> = { read_file: 'permitted', delete_file: 'blocked', send_mail: 'ask' }
const undecided = { value: null, by: null, asks: null, trace: [], declared: true, arguments: { salt: '', digest: '' } }

/** Permits `read_file`, blocks `delete_file`, waits for an approval of `send_mail`; of others nothing is known. */
export const gate: Gate = async (choice, calls) =>
  calls.map(({ call: { name }, withheld }) => ({
    ...undecided,
    choice,
    behavior: `tool.request.${name}`,
    outcome: withheld === undefined ? (outcomes[name] ?? 'not-run') : 'blocked',
    sentence: withheld ?? 'Because.',
    ...(name === 'send_mail' && { approval: 'apr_1' }),
  }))

/** What is said in place of a text: none of it is in any text of the tests. */
export const acting: Acting = {
  refuse: () => 'I can not help with that.',
  revise: async () => 'A better answer.',
  ask: async () => 'Somebody has to approve this.',
  annotate: () => 'A note.',
}

const permitted: Verdict = {
  behavior: 'tone',
  state: 'read',
  engaged: false,
  exhibited: null,
  spans: [],
  why: 'nothing was found',
  by: 'words@1',
  mode: 'enforce',
  finding: 'none',
  permitted: 'plain',
  failure: 'closed',
  outcome: 'permitted',
  act: 'refuse',
}

export const verdict = (more: Partial<Verdict> = {}): Verdict => ({ ...permitted, ...more })

/** A verdict that doesn't let the text pass. */
export const against = (act: Verdict['act'], more: Partial<Verdict> = {}): Verdict =>
  verdict({ finding: 'overreach', exhibited: 'loud', outcome: act === 'ask' ? 'ask' : 'blocked', act, ...more })

/** Finds every occurrence of a word. */
export function finds(word: string, act: Verdict['act'], stream: Reviewer['stream'] = 'hold'): Reviewer {
  return reviewer(stream, (text) => {
    const spans = [...text.matchAll(new RegExp(word, 'gu'))].map(({ index }) => ({
      start: index,
      end: index + word.length,
    }))
    return [spans.length === 0 ? verdict() : against(act, { spans })]
  })
}

export const reviewer = (
  stream: Reviewer['stream'],
  review: (text: string, stage: 'window' | 'whole') => readonly Verdict[],
  enforces = true,
): Reviewer => ({ enforces, stream, unread: 'closed', review: async (text, stage) => review(text, stage) })

/** Checks nothing by enforcing it. */
export const observing: Reviewer = reviewer('hold', () => [], false)

export interface Left {
  readonly batches: readonly Batch[]
  readonly events: readonly AnswerEvent[]
  /** Words of each choice by type of part, laid end to end. */
  said(type?: PartType, choice?: number): string
  /** Calls of a choice: name and arguments. */
  calls(choice?: number): readonly (readonly [string, string])[]
  reason(choice?: number): string | undefined
  readonly checks: readonly CheckRecord[]
  /** Everything that left, as one text. */
  readonly all: string
}

/** Runs an answer through the check. */
export async function leaves(batches: Iterable<Batch>, more: Partial<Checking> = {}): Promise<Left> {
  const checks: CheckRecord[] = []
  const left: Batch[] = []
  const checking = { ...defaults(checks), ...more }
  for await (const batch of checkAnswer(each(batches), checking)) left.push(batch)
  return leftOf(left, checks)
}

export function defaults(checks: CheckRecord[]): Checking {
  return {
    reviewer: observing,
    acting,
    gate,
    reasoning: 'keep',
    window: { characters: 16, overlap: 6 },
    structured: false,
    signal: new AbortController().signal,
    noted: (more) => void checks.push(...more),
  }
}

export async function* each(batches: Iterable<Batch>): AsyncGenerator<Batch> {
  yield* batches
}

/** A stream that fails in the middle. */
export async function* failing(batches: Iterable<Batch>): AsyncGenerator<Batch> {
  yield* batches
  throw upstreamFailure('the upstream went away', 'upstream_incomplete')
}

export function leftOf(batches: readonly Batch[], checks: readonly CheckRecord[] = []): Left {
  const events = batches.flatMap((batch) => batch.events)
  const textOf = (choice: number, part: number) =>
    events
      .flatMap((event) => (event.kind === 'delta' && event.choice === choice && event.part === part ? event.text : []))
      .join('')
  const parts = (choice: number) =>
    events.flatMap((event) => (event.kind === 'part' && event.choice === choice ? [event] : []))
  return {
    batches,
    events,
    checks,
    said: (type = 'text', choice = 0) =>
      parts(choice)
        .flatMap((event) => (event.type === type ? textOf(choice, event.part) : []))
        .join(''),
    calls: (choice = 0) =>
      parts(choice).flatMap((event) =>
        event.type === 'call' ? [[event.call.name, textOf(choice, event.part)] as const] : [],
      ),
    reason: (choice = 0) =>
      events.flatMap((event) => (event.kind === 'finish' && event.choice === choice ? event.reason : []))[0],
    all: JSON.stringify(batches),
  }
}
