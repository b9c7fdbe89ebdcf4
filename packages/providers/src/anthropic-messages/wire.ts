/**
 * Anthropic's Messages as far as the house reads them. Every object is loose: a field that is not named here is kept.
 * Objects are checked with these schemas and passed on as they came, not as zod rebuilt them.
 */
import { z } from 'zod'
import type { Raw } from '../exchange/prompt.ts'

/** A content block of a request or an answer, or the delta of one. */
export type Block = Raw & { readonly type: string }

/** One event of a streamed answer. */
export type WireEvent =
  | { readonly type: 'message_start'; readonly message: Raw }
  | { readonly type: 'content_block_start'; readonly index: number; readonly content_block: Block }
  | { readonly type: 'content_block_delta'; readonly index: number; readonly delta: Block }
  | { readonly type: 'content_block_stop'; readonly index: number }
  | { readonly type: 'message_delta'; readonly delta: Raw; readonly usage?: Raw | null }
  | { readonly type: 'message_stop' | 'ping' | 'error' | 'unknown' }

/** Blocks of these types have to have these fields; one of another type may hold anything. */
const shapes: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['text', z.looseObject({ text: z.string() })],
  ['thinking', z.looseObject({ thinking: z.string() })],
  ['tool_use', z.looseObject({ id: z.string(), name: z.string(), input: z.looseObject({}).nullish() })],
  [
    'tool_result',
    z.looseObject({
      tool_use_id: z.string(),
      content: z.union([z.string(), z.array(z.lazy(() => block))]).nullish(),
      is_error: z.boolean().nullish(),
    }),
  ],
])

const block: z.ZodType = z.looseObject({ type: z.string() }).superRefine((value, context) => {
  const read = shapes.get(value.type)?.safeParse(value)
  for (const { path, message } of read?.error?.issues ?? []) context.addIssue({ code: 'custom', path, message })
})

const content = z.union([z.string(), z.array(block)])

const tool = z
  .looseObject({ type: z.string().nullish(), name: z.string().nullish(), input_schema: z.looseObject({}).nullish() })
  .refine(({ type, name }) => isTyped(type) || typeof name === 'string', { message: 'a tool without a name' })

/** Whether a tool is one that Anthropic defines, and not the client. */
export function isTyped(type: unknown): type is string {
  return typeof type === 'string' && type !== 'custom'
}

const structure = z.looseObject({ type: z.string(), schema: z.looseObject({}).nullish() })

export const messagesRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content })).min(1),
  system: content.nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(tool).nullish(),
  mcp_servers: z.array(z.looseObject({ name: z.string() })).nullish(),
  tool_choice: z
    .looseObject({
      type: z.string(),
      name: z.string().nullish(),
      disable_parallel_tool_use: z.boolean().nullish(),
    })
    .nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  thinking: z.looseObject({ type: z.string() }).nullish(),
  output_config: z.looseObject({ effort: z.string().nullish(), format: structure.nullish() }).nullish(),
  output_format: structure.nullish(),
  thread: z.looseObject({ type: z.string(), previous_message_id: z.string().nullish() }).nullish(),
})

export type MessagesRequest = z.infer<typeof messagesRequest> & Raw

/** A whole answer. */
export const wholeMessage = z.looseObject({
  type: z.literal('message'),
  role: z.literal('assistant'),
  id: z.string().nullish(),
  model: z.string().nullish(),
  content: z.array(block),
  stop_reason: z.string(),
  usage: z.looseObject({}).nullish(),
})

const index = z.int().nonnegative()

const events: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  [
    'message_start',
    z.looseObject({
      message: z.looseObject({
        id: z.string().nullish(),
        model: z.string().nullish(),
        /** A call that stood here already would not be looked at. */
        content: z.array(z.unknown()).max(0).nullish(),
        usage: z.looseObject({}).nullish(),
      }),
    }),
  ],
  ['content_block_start', z.looseObject({ index, content_block: block })],
  ['content_block_delta', z.looseObject({ index, delta: z.looseObject({ type: z.string() }) })],
  ['content_block_stop', z.looseObject({ index })],
  [
    'message_delta',
    z.looseObject({
      delta: z.looseObject({ stop_reason: z.string().nullish() }),
      usage: z.looseObject({}).nullish(),
    }),
  ],
])

/** Whether an event of a stream is of its type; one of a type that nobody here knows is. */
export function isWireEvent(value: Raw): value is WireEvent & Raw {
  if (typeof value.type !== 'string') return false
  return events.get(value.type)?.safeParse(value).success ?? true
}
