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
  try {
    for await (const batch of checked) {
      ending.see(batch)
      if (durable && recording.unwritten) await recording.write()
      const text = writer.write(batch)
      if (text !== '') yield text
    }
    await ending.end()
    await recording.close('complete')
    yield writer.end()
  } catch (error) {
    yield writer.fail(await endInFailure(house, incoming, recording, error))
  } finally {
    await recording.close('aborted')
    await ending.end()
  }
}
