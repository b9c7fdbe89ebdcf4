/**
 * How does a model, whatever format it speaks, look to the rest of the house? As a `Provider`: one call that answers a
 * prompt with batches of events, the same for an answer that was streamed and one that was whole. Each wire format is a
 * fixed set of small files (wire types, request in and out, answer in and out, stream in and out, errors) behind one
 * `Format`; any of them can be served in front of any other that is called. What is not understood passes through
 * unchanged where both are the same.
 *
 *     body ─ Format.readRequest ─▶ Prompt ─ Provider.send ─▶ Batch of events ─ Format.writeWhole ─▶ body
 *                                    (Format.writeRequest, readWhole, readStream)  └ streamWriter ─▶ server-sent events
 *
 * A batch carries beside its events what came over the wire: an answer that nobody changes leaves exactly as it came.
 */
import { anthropicMessages } from './anthropic-messages/index.ts'
import type { Format } from './exchange/format.ts'
import type { FormatName } from './exchange/prompt.ts'
import { openAiChat } from './openai-chat/index.ts'
import { openAiResponses } from './openai-responses/index.ts'

export { isObject, readBody, readBodyAs, readStrictly, refused } from './body.ts'
export type { AnswerEvent, Batch, FinishReason, Reply } from './exchange/answer.ts'
export type { Format, Revised, StreamWriter } from './exchange/format.ts'
export {
  type Call,
  type FormatName,
  formatNames,
  type Message,
  type Part,
  type Prompt,
  type Raw,
  type Role,
  type Settings,
  type Tool,
  type ToolChoice,
} from './exchange/prompt.ts'
export { collect, mediaOf, opaqueOf, resultsOf, textOf, toolNames } from './exchange/read.ts'
export { type Failure, UpstreamError, upstreamFailure } from './failure.ts'
export { type Connection, connect } from './http.ts'
export { numberOf, parseJson } from './json.ts'
export type { Following, Passthrough, Provider, Sent } from './provider.ts'
export { type GradedExample, rehearsal } from './rehearsal/rehearsal.ts'

/** Every format, as it is served and as it is called. */
export const formats: Readonly<Record<FormatName, Format>> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  'anthropic-messages': anthropicMessages,
}
