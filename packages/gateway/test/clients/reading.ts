import Anthropic from '@anthropic-ai/sdk'
import type { FormatName } from '@bylaw/providers'
import OpenAI from 'openai'
import { keyOf, model, question } from './clinic.ts'

/** What an official client makes of an answer, when it does not matter how it was cut and what stands beside it. */
export interface Heard {
  readonly text: string
  readonly calls: readonly (readonly [name: string, input: string])[]
  /** Types of everything else that the answer holds, in order. */
  readonly others: readonly string[]
  readonly end: string | null
}

/** What the client says: an answer, or an error of its own. */
export type Outcome = { readonly heard: Heard; readonly raw: unknown } | { readonly error: Error }

type Reader = (base: string, key: string, stream: boolean) => Promise<unknown>

const messages = [{ role: 'user' as const, content: question }]

const readers: Readonly<Record<FormatName, Reader>> = {
  'openai-chat': async (baseURL, apiKey, stream) => {
    const { completions } = new OpenAI({ baseURL, apiKey, maxRetries: 0 }).chat
    return stream
      ? completions.stream({ model, messages }).finalChatCompletion()
      : completions.create({ model, messages })
  },
  'openai-responses': async (baseURL, apiKey, stream) => {
    const { responses } = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
    const answer = await (stream
      ? responses.stream({ model, input: question }).finalResponse()
      : responses.create({ model, input: question }))
    // The helper does not throw what ends as a failed answer.
    if (answer.status === 'failed')
      throw new OpenAI.APIError(undefined, answer.error ?? {}, answer.error?.message, undefined)
    return answer
  },
  'anthropic-messages': async (baseURL, apiKey, stream) => {
    const { messages: api } = new Anthropic({ baseURL: baseURL.replace(/\/v1$/, ''), apiKey, maxRetries: 0 })
    const asked = { model, max_tokens: 64, messages }
    return stream ? api.stream(asked).finalMessage() : api.create(asked)
  },
}

/** Asks with the official client of a format; `base` ends in `/v1`. */
export async function read(format: FormatName, base: string, deployment: string, stream: boolean): Promise<Outcome> {
  try {
    const raw = JSON.parse(JSON.stringify(await readers[format](base, keyOf(deployment), stream)))
    return { heard: heardIn[format](raw), raw }
  } catch (error) {
    return { error: error as Error }
  }
}

/** Whether an error is one of the client's own classes. */
export function isTyped(error: Error): boolean {
  return error instanceof OpenAI.OpenAIError || error instanceof Anthropic.AnthropicError
}

// biome-ignore lint/suspicious/noExplicitAny: answers of three formats, as JSON
type Json = any

const heardIn: Readonly<Record<FormatName, (answer: Json) => Heard>> = {
  'openai-chat': ({ choices }) => {
    const { message, finish_reason } = choices[0]
    return {
      text: message.content ?? '',
      calls: (message.tool_calls ?? []).map((call: Json) => [call.function.name, call.function.arguments]),
      others: message.reasoning_content || message.reasoning ? ['reasoning'] : [],
      end: finish_reason,
    }
  },
  'openai-responses': ({ output, status }) => ({
    text: output.flatMap((item: Json) => (item.content ?? []).map((part: Json) => part.text ?? '')).join(''),
    calls: output.flatMap((item: Json) => (isCall(item) ? [[item.name ?? item.type, inputOf(item)]] : [])),
    others: output.flatMap((item: Json) => (item.type === 'message' || isCall(item) ? [] : [item.type])),
    end: status,
  }),
  'anthropic-messages': ({ content, stop_reason }) => ({
    text: content.map((block: Json) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap((block: Json) =>
      block.type === 'tool_use' ? [[block.name, JSON.stringify(block.input)]] : [],
    ),
    others: content.flatMap((block: Json) => (block.type === 'text' || block.type === 'tool_use' ? [] : [block.type])),
    end: stop_reason,
  }),
}

/** Calls that the client runs: of functions, and of tools that the format itself defines. */
const calls = new Set(['function_call', 'custom_tool_call', 'apply_patch_call', 'local_shell_call'])

function isCall({ type, execution, environment }: Json): boolean {
  if (type === 'tool_search_call') return execution === 'client'
  if (type === 'shell_call') return !String(environment?.type).startsWith('container')
  return calls.has(type)
}

function inputOf({ arguments: text, input, action, operation }: Json): string {
  const said = text ?? input ?? action ?? operation
  return typeof said === 'string' ? said : JSON.stringify(said)
}
