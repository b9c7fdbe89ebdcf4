import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import type { Seen } from './asking.ts'
import type { Read } from './got.ts'
import { bodyOf } from './requests.ts'

/** Reads what a client got with the official SDK of its format: it is given the answer byte for byte. */
export async function readBySdk(seen: Seen): Promise<Read> {
  try {
    return await readers[seen.cell.served](seen, bodyOf(seen.cell))
  } catch (error) {
    if (error instanceof OpenAI.APIError || error instanceof Anthropic.APIError) return failure
    throw error
  }
}

const failure: Read = { text: '', calls: [], failed: true }

type Reader = (seen: Seen, body: Record<string, unknown>) => Promise<Read>

const readers: Readonly<Record<Seen['cell']['served'], Reader>> = {
  async chat(seen, { stream, ...body }) {
    const { completions } = new OpenAI(optionsOf(seen)).chat
    const asked = body as never
    const completion: OpenAI.ChatCompletion = stream
      ? await completions.stream(asked).finalChatCompletion()
      : await completions.create(asked)
    const { content, tool_calls } = completion.choices[0]!.message
    const calls = (tool_calls ?? []).flatMap((call) =>
      call.type === 'function' ? [[call.function.name, call.function.arguments] as const] : [],
    )
    return { text: content ?? '', calls, failed: false }
  },
  async responses(seen, { stream, ...body }) {
    const { responses } = new OpenAI(optionsOf(seen))
    const asked = body as never
    const response: OpenAI.Responses.Response = stream
      ? await responses.stream(asked).finalResponse()
      : await responses.create(asked)
    if (response.status === 'failed') return failure
    const calls = response.output.flatMap((item) =>
      item.type === 'function_call' ? [[item.name, item.arguments] as const] : [],
    )
    return { text: response.output_text, calls, failed: false }
  },
  async messages(seen, { stream, ...body }) {
    const { messages } = new Anthropic(optionsOf(seen))
    const asked = body as never
    const message: Anthropic.Message = stream
      ? await messages.stream(asked).finalMessage()
      : await messages.create(asked)
    const text = message.content.flatMap((block) => (block.type === 'text' ? block.text : [])).join('')
    const calls = message.content.flatMap((block) =>
      block.type === 'tool_use' ? [[block.name, JSON.stringify(block.input)] as const] : [],
    )
    return { text, calls, failed: false }
  },
}

function optionsOf({ status, headers, bytes }: Seen) {
  const given = async () => new Response(bytes, { status, headers })
  return { baseURL: 'http://127.0.0.1/v1', apiKey: 'any', maxRetries: 0, fetch: given }
}
