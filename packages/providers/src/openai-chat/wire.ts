/**
 * OpenAI's Chat Completions as far as the house reads it. Every object is loose: a field that is not named here is
 * kept. Objects are checked with these schemas and passed on as they came, not as zod rebuilt them.
 */
import { z } from 'zod'

const part = z.looseObject({ type: z.string(), text: z.string().nullish() })

const functionCall = z.looseObject({ name: z.string(), arguments: z.string() })
const customCall = z.looseObject({ name: z.string(), input: z.string() })

const toolCall = z.looseObject({
  id: z.string().nullish(),
  type: z.string().nullish(),
  function: functionCall.nullish(),
  custom: customCall.nullish(),
})

const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)]).nullish(),
})

const toolDeclaration = z.looseObject({
  type: z.string(),
  function: z.looseObject({ name: z.string() }).nullish(),
  custom: z.looseObject({ name: z.string() }).nullish(),
})

export const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().min(1).max(128).nullish(),
  tools: z.array(toolDeclaration).nullish(),
  functions: z.array(z.looseObject({ name: z.string() })).nullish(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().nullish(),
})

/** A choice of a whole answer never carries a `delta`: a call hidden in one would not be looked at. */
const choice = z.looseObject({
  index: z.int().nonnegative(),
  message: z.looseObject({
    role: z.string().nullish(),
    content: z.string().nullish(),
    tool_calls: z.array(toolCall).nullish(),
    function_call: functionCall.nullish(),
  }),
  delta: z.null().optional(),
  finish_reason: z.string().nullish(),
})

export const chatCompletion = z.looseObject({
  id: z.string().nullish(),
  choices: z.array(choice),
  usage: z.looseObject({}).nullish(),
})

const functionPart = z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() })

const toolCallDelta = z.looseObject({
  index: z.int().nonnegative().nullish(),
  id: z.string().nullish(),
  type: z.string().nullish(),
  function: functionPart.nullish(),
  custom: z.looseObject({ name: z.string().nullish(), input: z.string().nullish() }).nullish(),
})

const delta = z.looseObject({
  role: z.string().nullish(),
  content: z.string().nullish(),
  tool_calls: z.array(toolCallDelta).nullish(),
  function_call: functionPart.nullish(),
})

/** A choice of a chunk never carries a whole `message`: a call hidden in one would not be held. */
const chunkChoice = z.looseObject({
  index: z.int().nonnegative(),
  delta: delta.nullish(),
  message: z.null().optional(),
  finish_reason: z.string().nullish(),
})

export const chatChunk = z.looseObject({
  id: z.string().nullish(),
  choices: z.array(chunkChoice),
  usage: z.looseObject({}).nullish(),
})

export const modelList = z.looseObject({ object: z.string(), data: z.array(z.looseObject({ id: z.string() })) })

export type ChatRequest = z.infer<typeof chatRequest>
export type ChatMessage = z.infer<typeof message>
export type ToolCall = z.infer<typeof toolCall>
export type ChatChoice = z.infer<typeof choice>
export type ChatCompletion = z.infer<typeof chatCompletion>
export type ToolCallDelta = z.infer<typeof toolCallDelta>
export type Delta = z.infer<typeof delta>
export type ChunkChoice = z.infer<typeof chunkChoice>
export type ChatChunk = z.infer<typeof chatChunk>
export type ModelList = z.infer<typeof modelList>
