/**
 * How does a model, whatever format it speaks, look to the rest of the house? As a `Provider`: one call that answers
 * with a whole completion or with its chunks, and one that lists models. The wire format is a fixed set of small files
 * (types, request, stream, errors, transport); what is not understood passes through unchanged.
 *
 *     request text ─ readRequest ─▶ ChatRequest ─ Provider.complete ─▶ ChatCompletion
 *                                                                  └▶ AsyncIterable<ChatChunk> ─ writeEvent ─▶ text
 */
export type { Failure } from './openai-chat/errors.ts'
export { errorBody, UpstreamError, upstreamFailure } from './openai-chat/errors.ts'
export { openAiChat } from './openai-chat/http.ts'
export { parseJson } from './openai-chat/json.ts'
export { readRequest } from './openai-chat/request.ts'
export { readChunks, readEvents, writeDone, writeEvent } from './openai-chat/stream.ts'
export type {
  ChatChoice,
  ChatChunk,
  ChatCompletion,
  ChatMessage,
  ChatRequest,
  ChunkChoice,
  Delta,
  ModelList,
  ToolCall,
  ToolCallDelta,
} from './openai-chat/wire.ts'
export { isStream, type Provider } from './provider.ts'
export { type GradedExample, rehearsal } from './rehearsal/rehearsal.ts'
