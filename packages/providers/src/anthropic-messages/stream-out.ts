import type { Batch } from '../exchange/answer.ts'
import type { StreamWriter } from '../exchange/format.ts'
import type { FormatName, Prompt } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'
import { writeEvent } from '../sse.ts'
import { errorBody } from './errors.ts'
import { AnswerWriter } from './events-out.ts'
import type { WireEvent } from './wire.ts'

/** Writes a streamed answer. What came over the wire goes on as it came, until the first batch that was changed. */
export function streamWriter(prompt: Prompt, from: FormatName | null): StreamWriter {
  const same = from === 'anthropic-messages'
  const answer = new AnswerWriter(prompt.model, same)
  let untouched = same
  /** How the answer finished, and its end, may have been passed on as they came. */
  let finished = false
  let stopped = false
  return {
    write(batch) {
      if (stopped) return ''
      untouched &&= isSent(batch)
      answer.eager = untouched
      const events = batch.events.flatMap((event) => answer.add(event))
      if (!untouched) return events.map(send).join('')
      finished ||= batch.events.some(({ kind }) => kind === 'finish')
      stopped = batch.events.some((event) => event.kind === 'other' && event.raw?.type === 'message_stop')
      return batch.wire!
    },
    end() {
      if (stopped) return ''
      stopped = true
      const rest = [...answer.drain(), ...(finished ? [] : [answer.told()]), { type: 'message_stop' as const }]
      return rest.map(send).join('')
    },
    fail(failure) {
      if (stopped) return ''
      stopped = true
      return answer.abandon().map(send).join('') + sendError(failure)
    },
  }
}

/** Whether a batch came as events of a stream. */
function isSent(batch: Batch): boolean {
  return batch.wire?.startsWith('event: ') ?? false
}

function send(event: WireEvent): string {
  return writeEvent(JSON.stringify(event), event.type)
}

function sendError(failure: Failure): string {
  return writeEvent(JSON.stringify(errorBody(failure)), 'error')
}
