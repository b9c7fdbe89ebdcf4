import { isObject, readBodyAs, refused } from '../body.ts'
import type { Message, Part, Prompt, Raw, Role, Settings, Tool } from '../exchange/prompt.ts'
import type { Failure } from '../failure.ts'
import { numberOf } from '../json.ts'
import { readContent, readPart } from './content.ts'
import { kindOf, readCall } from './items.ts'
import { readTool, readToolChoice } from './tools.ts'
import { type ResponsesRequest, responsesRequest, textOf } from './wire.ts'

/**
 * Reads the body of `POST /v1/responses`. What stands beside `input` (`instructions`, a stored `prompt`) comes first, as
 * messages of role `system` whose `raw` is that field alone; so is the `raw` of an `input` that is one text.
 */
export function readRequest(text: string): { readonly prompt: Prompt } | { readonly failure: Failure } {
  const read = readBodyAs(responsesRequest, text)
  if ('failure' in read) return read
  const body = read.body as ResponsesRequest
  if (body.background === true) {
    return refused('`background`: an answer that is fetched later would not be checked', 'background', 'unsupported')
  }
  const items = typeof body.input === 'string' ? [] : (body.input ?? [])
  const badCall = items.findIndex((item) => isItem(item) && kindOf(item) === 'call' && readCall(item) === null)
  if (badCall >= 0) return refused('a call needs a name and arguments', `input.${badCall}`, 'invalid_value')
  const prompt: Prompt = {
    format: 'openai-responses',
    model: body.model,
    stream: body.stream === true,
    messages: [...besides(body), ...items.map(readItem)],
    tools: toolsOf(body, items),
    choices: 1,
    settings: settingsOf(body),
    continues: body.previous_response_id ?? conversationOf(body),
    raw: body,
  }
  return { prompt }
}

function besides(body: ResponsesRequest): Message[] {
  const messages: Message[] = []
  const { instructions, prompt, input } = body
  if (prompt) messages.push(message('system', [{ kind: 'opaque', type: 'prompt', raw: prompt }], { prompt }))
  if (instructions != null) messages.push(message('system', readContent(instructions), { instructions }))
  if (typeof input === 'string') messages.push(message('user', readContent(input), { input }))
  return messages
}

function message(role: Role, parts: readonly Part[], raw: Raw): Message {
  return { role, name: null, parts, raw }
}

function isItem(item: Raw): boolean {
  return item.type != null && item.type !== 'message'
}

function readItem(item: Raw): Message {
  if (item.type == null && item.role == null) return reference({ ...item, type: 'item_reference' })
  if (!isItem(item)) return { ...message(roleOf(item.role), readContent(item.content), item), name: textOf(item.name) }
  const type = String(item.type)
  const kind = kindOf(item)
  if (kind === 'reasoning') return message('assistant', readReasoning(item), item)
  if (kind === 'call') {
    const { call, text } = readCall(item)!
    return message('assistant', [{ kind: 'call', call, text, raw: item }], item)
  }
  if (type.endsWith('_output')) return message('tool', [readResult(item)], item)
  const said = type.endsWith('_call') || type === 'compaction' || type === 'program' || type.startsWith('mcp_')
  const role = said && type !== 'mcp_approval_response' ? 'assistant' : 'other'
  return message(role, [{ kind: 'opaque', type, raw: item }], item)
}

function reference(item: Raw): Message {
  return message('other', [{ kind: 'opaque', type: 'item_reference', raw: item }], item)
}

const roles = new Set<unknown>(['system', 'developer', 'user', 'assistant', 'tool'])

function roleOf(role: unknown): Role {
  return roles.has(role) ? (role as Role) : 'other'
}

/** Of a reasoning that shows no text nothing can be read. */
function readReasoning(item: Raw): readonly Part[] {
  const shown = [...readContent(item.summary), ...readContent(item.content)]
  return shown.length > 0 ? shown : [{ kind: 'opaque', type: 'reasoning', raw: item }]
}

function readResult(item: Raw): Part {
  const parts = item.type === 'tool_search_output' ? [opaqueOf(item)] : readOutput(item.output)
  const error = item.status === 'failed' || item.status === 'incomplete'
  return { kind: 'result', callId: textOf(item.call_id) ?? '', parts, error, raw: item }
}

function readOutput(output: unknown): readonly Part[] {
  if (output == null || typeof output === 'string') return readContent(output)
  return (Array.isArray(output) ? output : [output]).flatMap(readOutputPart)
}

/** A shell's output is a list of what was printed. */
function readOutputPart(raw: unknown): readonly Part[] {
  if (!isObject(raw)) return [{ kind: 'opaque', type: typeof raw, raw: { output: raw } }]
  if (raw.type != null) return [readPart(raw)]
  const printed = [raw.stdout, raw.stderr].filter((text) => typeof text === 'string')
  if (printed.length === 0) return [{ kind: 'opaque', type: 'output', raw }]
  return printed.map((text) => ({ kind: 'text', text }))
}

function opaqueOf(item: Raw): Part {
  return { kind: 'opaque', type: String(item.type), raw: item }
}

/** Tools are declared in the body, and by items that add some. */
function toolsOf(body: ResponsesRequest, items: readonly Raw[]): readonly Tool[] {
  const added = items.flatMap((item) => (Array.isArray(item.tools) && addsTools(item) ? (item.tools as Raw[]) : []))
  return [...((body.tools ?? []) as readonly Raw[]), ...added].flatMap(readTool)
}

function addsTools(item: Raw): boolean {
  return item.type === 'additional_tools' || item.type === 'tool_search_output'
}

function conversationOf({ conversation }: ResponsesRequest): string | null {
  return typeof conversation === 'object' && conversation !== null ? conversation.id : (conversation ?? null)
}

function settingsOf(body: ResponsesRequest): Settings {
  return {
    maxTokens: numberOf(body.max_output_tokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    stop: null,
    toolChoice: readToolChoice(body.tool_choice),
    parallelCalls: body.parallel_tool_calls ?? null,
    structure: structureOf(body.text?.format),
    effort: body.reasoning?.effort ?? null,
    user: body.safety_identifier ?? body.user ?? null,
  }
}

function structureOf(format: Raw | null | undefined): Settings['structure'] {
  if (format?.type === 'json_object') return { name: '', schema: null, strict: false }
  if (format?.type !== 'json_schema') return null
  const schema = isObject(format.schema) ? format.schema : null
  return { name: textOf(format.name) ?? '', schema, strict: format.strict === true }
}
