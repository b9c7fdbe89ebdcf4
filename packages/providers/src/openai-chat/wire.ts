/**
 * OpenAI's Chat Completions as far as the house reads it. Every object is loose: a field that is not named here is
 * kept. Objects are checked with these schemas and passed on as they came, not as zod rebuilt them.
 */
import { z } from 'zod'
import type { Raw } from '../exchange/prompt.ts'

const part = z.looseObject({ type: z.string(), text: z.string().nullish() })

const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)]).nullish(),
})

const named = z.looseObject({ name: z.string() })

const toolDeclaration = z
  .looseObject({ type: z.string(), function: named.nullish(), custom: named.nullish() })
  .refine(({ type, function: declared }) => type !== 'function' || declared != null, {
    path: ['function'],
    message: 'a function has to be declared',
  })
  .refine(({ type, custom }) => type !== 'custom' || custom != null, {
    path: ['custom'],
    message: 'a custom tool has to be declared',
  })

export const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.int().min(1).max(128).nullish(),
  tools: z.array(toolDeclaration).nullish(),
  functions: z.array(named).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
})

const functionCall = z.looseObject({ name: z.string(), arguments: z.string() })

/** A call of an answer is of a type that can be authorised, or the answer is refused. */
const toolCall = z.union([
  z.looseObject({ id: z.string().nullish(), function: functionCall, custom: z.null().optional() }),
  z.looseObject({
    id: z.string().nullish(),
    custom: z.looseObject({ name: z.string(), input: z.string() }),
    function: z.null().optional(),
  }),
])

const words = {
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
}

/** A choice of a whole answer never carries a `delta`: a call hidden in one would not be looked at. */
const choice = z.looseObject({
  index: z.int().nonnegative(),
  message: z.looseObject({
    role: z.string().nullish(),
    ...words,
    tool_calls: z.array(toolCall).nullish(),
    function_call: functionCall.nullish(),
  }),
  delta: z.null().optional(),
  finish_reason: z.string().nullish(),
})

const count = z.number().nullish()

const usage = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.looseObject({ cached_tokens: count }).nullish(),
  completion_tokens_details: z.looseObject({ reasoning_tokens: count }).nullish(),
})

const head = { id: z.string().nullish(), model: z.string().nullish(), usage: usage.nullish() }

export const chatCompletion = z.looseObject({ ...head, choices: z.array(choice).min(1) })

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
  ...words,
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

export const chatChunk = z.looseObject({ ...head, choices: z.array(chunkChoice) })

export type ChatRequest = z.infer<typeof chatRequest>
export type ChatMessage = z.infer<typeof message>
export type ChatCompletion = z.infer<typeof chatCompletion>
export type ChatChoice = z.infer<typeof choice>
export type ToolCallDelta = z.infer<typeof toolCallDelta>
export type ChunkChoice = z.infer<typeof chunkChoice>
export type ChatChunk = z.infer<typeof chatChunk>
export type Usage = z.infer<typeof usage>

/** Fields of a message or of a delta that hold what nobody here can read. */
export const opaqueFields = ['audio', 'images'] as const

/** Fields of a message or of a delta that are read, and so are never passed on unread. */
export const readFields: ReadonlySet<string> = new Set([
  ...['role', 'content', 'refusal', 'reasoning_content', 'reasoning', 'tool_calls', 'function_call'],
  ...opaqueFields,
])

/** Upstreams name the reasoning either way; said both ways at once it counts once. */
export function reasoningsOf(said: Raw): string[] {
  const { reasoning_content: one, reasoning: other } = said
  const texts = [one, other].filter((text): text is string => typeof text === 'string' && text !== '')
  return texts[0] === texts[1] ? texts.slice(0, 1) : texts
}
