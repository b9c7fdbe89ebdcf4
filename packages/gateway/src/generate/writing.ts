import type { Batch, Format, FormatName, Prompt } from '@bylaw/providers'
import { type Answer, endInFailure, type Passage } from '../choke.ts'
import type { Ending } from './ending.ts'

/** An answer that was checked, and what it takes to hand it out. */
export interface Outgoing {
  readonly passage: Passage
  readonly prompt: Prompt
  readonly format: Format
  /** The format that the batches came in. */
  readonly from: FormatName | null
  readonly checked: AsyncIterable<Batch>
  /** Whether what was noted of a check has to outlive the process before anything leaves by it. */
  readonly durable: boolean
  readonly ending: Ending
}

/** An answer at once. The record is whole before it leaves. */
export async function wholeAnswer(outgoing: Outgoing): Promise<Answer> {
  const { passage, prompt, format, from, checked, ending } = outgoing
  const batches: Batch[] = []
  for await (const batch of checked) {
    ending.see(batch)
    batches.push(batch)
  }
  const body = format.writeWhole(batches, prompt, from)
  await ending.end()
  await passage.recording.close('complete')
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}

export function streamedAnswer(outgoing: Outgoing): Answer {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
  return { status: 200, headers, body: written(outgoing) }
}

/** The record is whole before the stream is: a failure is told within the stream, which then ends as it should. */
async function* written(outgoing: Outgoing): AsyncGenerator<string> {
  const { passage, prompt, format, from, checked, durable, ending } = outgoing
  const { house, incoming, recording } = passage
  const writer = format.streamWriter(prompt, from)
  const last: Batch[] = []
  try {
    for await (const batch of checked) {
      ending.see(batch)
      if (durable && recording.unwritten) await recording.write()
      const [now, later] = last.length > 0 ? [null, batch] : partedAtEnd(batch, prompt)
      if (later !== null) last.push(later)
      const text = now === null ? '' : writer.write(now)
      if (text !== '') yield text
    }
    await ending.end()
    await recording.close('complete')
    yield last.map((batch) => writer.write(batch)).join('') + writer.end()
  } catch (error) {
    yield writer.fail(await endInFailure(house, incoming, recording, error))
  } finally {
    await recording.close('aborted')
    await ending.end()
  }
}

/** What of a batch may leave now, and what tells the end of the answer, which waits for its record. */
function partedAtEnd(batch: Batch, { choices }: Prompt): readonly [now: Batch | null, later: Batch | null] {
  const end = choices > 1 ? -1 : batch.events.findIndex(({ kind }) => kind === 'finish')
  if (end < 0) return [batch, null]
  if (end === 0 || batch.wire !== null) return [null, batch]
  const { events } = batch
  return [
    { events: events.slice(0, end), wire: null },
    { events: events.slice(end), wire: null },
  ]
}
