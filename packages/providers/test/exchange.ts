import type { AnswerEvent, Batch, Format, Prompt } from '../src/index.ts'
import { UpstreamError } from '../src/index.ts'
import { all, split } from './fixtures.ts'

/** The prompt that a body says; the test fails where it is refused. */
export function promptOf(format: Format, body: unknown): Prompt {
  const read = format.readRequest(typeof body === 'string' ? body : JSON.stringify(body))
  if ('failure' in read) throw new Error(`refused: ${read.failure.message}`)
  return read.prompt
}

export function readAll(format: Format, stream: string | Uint8Array): Promise<Batch[]> {
  const bytes = typeof stream === 'string' ? new TextEncoder().encode(stream) : stream
  return all(format.readStream(split(bytes)))
}

export function eventsOf(batches: readonly Batch[]): AnswerEvent[] {
  return batches.flatMap(({ events }) => events)
}

/** The same answer as the house would have written it: a writer has to go by the events alone. */
export function changed(batches: readonly Batch[]): Batch[] {
  return batches.map(({ events }) => ({ events, wire: null }))
}

/** What is left of events when it does not matter where they came from and how they were cut. */
export interface Said {
  readonly choice: number
  readonly text: string
  readonly refusal: string
  readonly reasoning: string
  readonly calls: readonly { readonly name: string; readonly type: string; readonly text: string }[]
  readonly reason: string | null
}

export function saidIn(events: readonly AnswerEvent[]): Said[] {
  const choices = new Map<
    number,
    { parts: Map<number, { type: string; name: string; kind: string; text: string }>; reason: string | null }
  >()
  const choiceOf = (index: number) => {
    const known = choices.get(index) ?? { parts: new Map(), reason: null }
    choices.set(index, known)
    return known
  }
  for (const event of events) {
    if (event.kind === 'part') {
      const call = event.type === 'call' ? event.call : null
      choiceOf(event.choice).parts.set(event.part, {
        type: event.type,
        name: call?.name ?? '',
        kind: call?.type ?? '',
        text: '',
      })
    } else if (event.kind === 'delta') choiceOf(event.choice).parts.get(event.part)!.text += event.text
    else if (event.kind === 'finish') choiceOf(event.choice).reason = event.reason
  }
  return [...choices]
    .sort(([a], [b]) => a - b)
    .map(([choice, { parts, reason }]) => {
      const of = (type: string) => [...parts.values()].filter((part) => part.type === type)
      const words = (type: string) =>
        of(type)
          .map(({ text }) => text)
          .join('')
      const calls = of('call').map(({ name, kind, text }) => ({ name, type: kind, text }))
      return { choice, text: words('text'), refusal: words('refusal'), reasoning: words('reasoning'), calls, reason }
    })
}

/** The code of the failure that reading ends in; null where it is read. */
export async function failureOf(answer: Promise<unknown>): Promise<UpstreamError['failure'] | null> {
  try {
    await answer
    return null
  } catch (error) {
    if (error instanceof UpstreamError) return error.failure
    throw error
  }
}
