import { isObject, readBodyAs } from '../body.ts'
import type { Message, Part, Prompt, Raw, Role, Settings, Tool, ToolChoice } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'
import { numberOf } from '../json.ts'
import { type ChatMessage, type ChatRequest, chatRequest } from './wire.ts'

/** Reads the body of `POST /v1/chat/completions`. Never throws. */
export function readRequest(body: string): { prompt: Prompt } | { failure: Failure } {
  const read = readBodyAs(chatRequest, body)
  if ('failure' in read) return read
  const request = read.body
  const prompt: Prompt = {
    format: 'openai-chat',
    model: request.model,
    stream: request.stream === true,
    messages: request.messages.map(messageOf),
    tools: toolsOf(request),
    choices: request.n ?? 1,
    settings: settingsOf(request),
    continues: null,
    raw: request,
  }
  return { prompt }
}

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'developer',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
}

function messageOf(message: ChatMessage): Message {
  const role = Object.hasOwn(roles, message.role) ? roles[message.role]! : 'other'
  const said = contentOf(message.content)
  const parts = role === 'tool' ? [resultOf(message, said)] : [...reasoningOf(message), ...said, ...spokenOf(message)]
  return { role, name: stringOf(message.name), parts, raw: message }
}

function resultOf(message: ChatMessage, parts: readonly Part[]): Part {
  return { kind: 'result', callId: stringOf(message.tool_call_id) ?? '', parts, error: false }
}

function contentOf(content: ChatMessage['content']): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  return (content ?? []).map(partOf)
}

/** One piece of a message's content. */
function partOf(raw: Raw): Part {
  const media = (
    kind: 'image' | 'audio' | 'video' | 'file',
    source: string | null,
    mime: string | null = null,
  ): Part => ({
    kind,
    source,
    mime: mime ?? mimeOf(source),
    raw,
  })
  if (raw.type === 'text' && typeof raw.text === 'string') return { kind: 'text', text: raw.text, raw }
  if (raw.type === 'refusal' && typeof raw.refusal === 'string') return { kind: 'refusal', text: raw.refusal, raw }
  if (raw.type === 'image_url') return media('image', addressOf(raw.image_url))
  if (raw.type === 'video_url') return media('video', addressOf(raw.video_url))
  if (raw.type === 'input_audio' && isObject(raw.input_audio)) {
    const { data, format } = raw.input_audio
    const mime = format === 'mp3' ? 'audio/mpeg' : `audio/${String(format)}`
    return media('audio', typeof data === 'string' ? `data:${mime};base64,${data}` : null, mime)
  }
  if (raw.type === 'file' && isObject(raw.file)) {
    return media('file', stringOf(raw.file.file_data) ?? stringOf(raw.file.file_id))
  }
  return { kind: 'opaque', type: String(raw.type), raw }
}

function addressOf(value: unknown): string | null {
  return isObject(value) ? stringOf(value.url) : stringOf(value)
}

function mimeOf(source: string | null): string | null {
  return /^data:([^;,]+)/.exec(source?.slice(0, 128) ?? '')?.[1] ?? null
}

function reasoningOf(message: Raw): Part[] {
  const text = stringOf(message.reasoning_content) ?? stringOf(message.reasoning)
  return text ? [{ kind: 'reasoning', text }] : []
}

/** What an assistant's message says beside its content. */
function spokenOf(message: Raw): Part[] {
  const parts: Part[] = []
  if (typeof message.refusal === 'string' && message.refusal !== '') {
    parts.push({ kind: 'refusal', text: message.refusal })
  }
  if (isObject(message.audio)) parts.push({ kind: 'audio', source: stringOf(message.audio.id), mime: null })
  if (Array.isArray(message.tool_calls)) parts.push(...message.tool_calls.map(callOf))
  if (isObject(message.function_call))
    parts.push(calledOf('', message.function_call, 'function', message.function_call))
  return parts
}

function callOf(raw: unknown): Part {
  if (!isObject(raw)) return { kind: 'opaque', type: 'tool_call', raw: {} }
  const id = stringOf(raw.id) ?? ''
  if (isObject(raw.function)) return calledOf(id, raw.function, 'function', raw)
  if (isObject(raw.custom)) return calledOf(id, raw.custom, 'custom', raw)
  return { kind: 'opaque', type: stringOf(raw.type) ?? 'tool_call', raw }
}

function calledOf(id: string, called: Raw, type: 'function' | 'custom', raw: Raw): Part {
  const text = stringOf(type === 'function' ? called.arguments : called.input) ?? ''
  return { kind: 'call', call: { id, name: stringOf(called.name) ?? '', type }, text, raw }
}

function toolsOf(request: ChatRequest): Tool[] {
  const tools = (request.tools ?? []).map((tool): Tool => {
    if (tool.type === 'function' && tool.function) return declared('function', tool.function, tool)
    if (tool.type === 'custom' && tool.custom) return declared('custom', tool.custom, tool)
    return { name: tool.type, type: 'hosted', description: null, schema: null, raw: tool }
  })
  const legacy = (request.functions ?? []).map((each) => declared('function', each, each))
  const search = request.web_search_options
  if (search == null) return [...tools, ...legacy]
  const raw = isObject(search) ? search : { web_search_options: search }
  return [...tools, ...legacy, { name: 'web_search', type: 'hosted', description: null, schema: null, raw }]
}

function declared(type: 'function' | 'custom', said: Raw, raw: Raw): Tool {
  const schema = isObject(said.parameters) ? said.parameters : null
  return { name: String(said.name), type, description: stringOf(said.description), schema, raw }
}

function settingsOf(request: ChatRequest): Settings {
  const { stop } = request
  return {
    maxTokens: numberOf(request.max_completion_tokens) ?? numberOf(request.max_tokens),
    temperature: numberOf(request.temperature),
    topP: numberOf(request.top_p),
    stop: typeof stop === 'string' ? [stop] : Array.isArray(stop) ? stop.map(String) : null,
    toolChoice: toolChoiceOf(request.tool_choice ?? request.function_call),
    // The legacy form of a call has room for one only.
    parallelCalls: request.parallel_tool_calls ?? (request.functions?.length && !request.tools ? false : null),
    structure: structureOf(request.response_format),
    effort: stringOf(request.reasoning_effort),
    user: stringOf(request.safety_identifier) ?? stringOf(request.user),
  }
}

function toolChoiceOf(choice: unknown): ToolChoice | null {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  if (!isObject(choice)) return null
  if (isObject(choice.allowed_tools)) return choice.allowed_tools.mode === 'required' ? 'required' : 'auto'
  const named = isObject(choice.function) ? choice.function : isObject(choice.custom) ? choice.custom : choice
  return typeof named.name === 'string' ? { name: named.name } : null
}

function structureOf(format: unknown): Settings['structure'] {
  if (!isObject(format)) return null
  if (format.type === 'json_object') return { name: 'answer', schema: null, strict: false }
  if (format.type !== 'json_schema' || !isObject(format.json_schema)) return null
  const { name, schema, strict } = format.json_schema
  return { name: stringOf(name) ?? 'answer', schema: isObject(schema) ? schema : null, strict: strict === true }
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
