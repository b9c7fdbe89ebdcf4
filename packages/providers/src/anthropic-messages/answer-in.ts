import { readBody } from '../body.ts'
import type { Batch } from '../exchange/answer.ts'
import { AnswerReader, protocol } from './events-in.ts'
import { unfold } from './whole.ts'
import { wholeMessage } from './wire.ts'

/** Reads a whole answer: it says what the same answer would have said streamed. @throws UpstreamError `upstream_protocol` */
export function readWhole(text: string): Batch {
  const read = readBody(text)
  if ('failure' in read) throw protocol('sent an answer that is not of its format')
  const checked = wholeMessage.safeParse(read.body)
  if (!checked.success) throw protocol('sent an answer that is not of its format', checked.error)
  const answer = new AnswerReader()
  return { events: unfold(read.body).flatMap((event) => answer.read(event)), wire: text }
}
