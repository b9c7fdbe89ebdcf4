import { readBodyAs, refused } from '../body.ts'
import type { Message, Prompt, Raw, Role, Settings, Tool, ToolChoice } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'
import { numberOf } from '../json.ts'
import { readContent } from './parts-in.ts'
import { isTyped, type MessagesRequest, messagesRequest } from './wire.ts'

/** Reads the body of `POST /v1/messages`. Never throws. */
export function readRequest(text: string): { readonly prompt: Prompt } | { readonly failure: Failure } {
  const read = readBodyAs(messagesRequest, text)
  if ('failure' in read) return read
  const body: MessagesRequest = read.body
  if (body.thread != null) {
    return refused(
      '`thread`: what the upstream keeps is not checked; send all messages',
      'thread',
      'unsupported_thread',
    )
  }
  return {
    prompt: {
      format: 'anthropic-messages',
      model: body.model,
      stream: body.stream === true,
      messages: [...readSystem(body), ...body.messages.map(readMessage)],
      tools: [...(body.tools ?? []).map(readTool), ...readServers(body)],
      choices: 1,
      settings: readSettings(body),
      continues: null,
      raw: body,
    },
  }
}

/** What stands in `system` is one message; its `raw` holds that field. */
function readSystem({ system }: MessagesRequest): Message[] {
  if (system == null) return []
  return [{ role: 'system', name: null, parts: readContent(system as never), raw: { system } }]
}

function readMessage(raw: MessagesRequest['messages'][number]): Message {
  const parts = readContent(raw.content as never)
  const results = parts.length > 0 && parts.every(({ kind }) => kind === 'result')
  return { role: raw.role === 'user' && results ? 'tool' : roleOf(raw.role), name: null, parts, raw }
}

function roleOf(role: string): Role {
  return role === 'user' || role === 'assistant' || role === 'system' ? role : 'other'
}

/** Tools that Anthropic defines and the client runs: they are called like its own. */
const clientRun = /^(?:(?:bash|text_editor|computer|memory)_\d+|(?:browser|computer)_toolset_\d+)$/

/**
 * A tool of a type that nobody here knows is taken for one that the upstream runs itself. That one is named by its type,
 * without its date: the name in the request is the caller's words, and could be that of another tool.
 */
function readTool(raw: Raw): Tool {
  const { type } = raw
  const description = textOf(raw.description)
  if (!isTyped(type)) {
    return { name: String(raw.name), type: 'function', description, schema: (raw.input_schema as Raw) ?? null, raw }
  }
  if (clientRun.test(type)) return { name: textOf(raw.name) ?? type, type: 'function', description, schema: null, raw }
  const name = type === 'mcp_toolset' ? 'mcp' : type.replace(/_\d{8}$/, '')
  return { name, type: 'hosted', description, schema: null, raw }
}

/** MCP servers that the upstream calls itself. */
function readServers({ mcp_servers }: MessagesRequest): Tool[] {
  return (mcp_servers ?? []).map((raw) => ({ name: 'mcp', type: 'hosted', description: null, schema: null, raw }))
}

function readSettings(body: MessagesRequest): Settings {
  const parallel = body.tool_choice?.disable_parallel_tool_use
  const format = body.output_config?.format ?? body.output_format
  return {
    maxTokens: numberOf(body.max_tokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    stop: body.stop_sequences ?? null,
    toolChoice: readChoice(body),
    parallelCalls: parallel == null ? null : !parallel,
    structure: format?.type === 'json_schema' ? { name: 'answer', schema: format.schema ?? null, strict: true } : null,
    effort: body.output_config?.effort ?? numberOf(body.thinking?.budget_tokens),
    user: body.metadata?.user_id ?? null,
  }
}

function readChoice({ tool_choice: choice }: MessagesRequest): ToolChoice | null {
  if (choice?.type === 'any') return 'required'
  if (choice?.type === 'tool') return choice.name == null ? 'required' : { name: choice.name }
  return choice?.type === 'auto' || choice?.type === 'none' ? choice.type : null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
