import type { ChatChunk, ChatCompletion, ChatRequest, ModelList } from './openai-chat/wire.ts'

/** A model behind some address, or something that stands in for one. */
export interface Provider {
  /**
   * Answers a request: with chunks if it asks for a stream, else with the whole completion.
   * @throws UpstreamError before the answer, or while its chunks are read
   */
  complete(request: ChatRequest, signal: AbortSignal): Promise<ChatCompletion | AsyncIterable<ChatChunk>>
  /** @throws UpstreamError */
  models(signal: AbortSignal): Promise<ModelList>
  close(): Promise<void>
}

export function isStream(answer: ChatCompletion | AsyncIterable<ChatChunk>): answer is AsyncIterable<ChatChunk> {
  return Symbol.asyncIterator in answer
}
