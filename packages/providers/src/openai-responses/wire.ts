/**
 * OpenAI's Responses as far as the house reads it. Every object is loose: a field that is not named here is kept.
 * Objects are checked with these schemas and passed on as they came, not as zod rebuilt them.
 */
import { z } from 'zod'
import type { Raw } from '../exchange/prompt.ts'
import { numberOf } from '../json.ts'

/** A number, also one that is kept as it was written. */
const numeric = z.custom<unknown>((value) => numberOf(value) !== null, 'expected a number')

const content = z.looseObject({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() })

/** An item of the input: a message may leave out its `type`, a reference too. */
const inputItem = z
  .looseObject({
    type: z.string().nullish(),
    role: z.string().nullish(),
    id: z.string().nullish(),
    name: z.string().nullish(),
    call_id: z.string().nullish(),
    content: z.union([z.string(), z.array(content)]).nullish(),
    summary: z.array(content).nullish(),
    tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  })
  .refine((item) => item.type != null || item.role != null || item.id != null, 'an item needs a type or a role')

const tool = z.looseObject({
  type: z.string(),
  name: z.string().nullish(),
  tools: z.array(z.looseObject({ type: z.string(), name: z.string().nullish() })).nullish(),
})

export const responsesRequest = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(inputItem)]).nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  background: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
  conversation: z.union([z.string(), z.looseObject({ id: z.string() })]).nullish(),
  prompt: z.looseObject({}).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_output_tokens: numeric.nullish(),
  temperature: numeric.nullish(),
  top_p: numeric.nullish(),
  text: z.looseObject({ format: z.looseObject({ type: z.string() }).nullish() }).nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
})

export type ResponsesRequest = z.infer<typeof responsesRequest> & Raw

/** An answer, whole or as the events of a stream repeat it. */
export const response = z.looseObject({
  id: z.string().nullish(),
  model: z.string().nullish(),
  status: z.string().nullish(),
  output: z.array(z.looseObject({ type: z.string() })).nullish(),
  output_text: z.string().nullish(),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish(),
  usage: z.looseObject({}).nullish(),
})

export type WireResponse = z.infer<typeof response> & Raw

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** An object without some of its keys. */
export function without(raw: Raw, keys: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !keys.includes(key)))
}
