import type { Revised } from '../exchange/format.ts'
import { lostFields } from '../exchange/lost.ts'
import type { Message, Prompt, Raw, Settings, Tool, ToolChoice } from '../exchange/prompt.ts'
import { writeMessage } from './messages-out.ts'

/** The body of `POST …/chat/completions`, and what of the prompt can't be said in it. */
export function writeRequest(prompt: Prompt, revised: Revised): { body: Raw; lost: readonly string[] } {
  const own = prompt.format === 'openai-chat'
  const lost: string[] = []
  const messages: Raw[] = []
  for (const [index, message] of (own ? revised.messages : turnsOf(revised.messages)).entries()) {
    if (own && message.raw) messages.push(message.raw)
    else {
      const written = writeMessage(message, own)
      messages.push(...(own ? written.messages : written.messages.filter(saysSomething)))
      lost.push(...written.lost.map((what) => `messages.${index}.${what}`))
    }
  }
  const { model, stream } = revised
  if (own) return { body: { ...prompt.raw, model, messages, ...streamed(prompt.raw, stream) }, lost }
  const tools = prompt.tools.flatMap((tool) => writeTool(tool) ?? lose(lost, `tools.${tool.name}`))
  const body = {
    model,
    messages,
    ...streamed({}, stream),
    ...(tools.length > 0 && { tools }),
    ...(prompt.choices > 1 && { n: prompt.choices }),
    ...writeSettings(prompt.settings, lost),
    ...(tools.length > 0 && writeCalling(prompt)),
  }
  return { body, lost: [...lost, ...lostFields(prompt)] }
}

/** Formats that give each call a message of its own mean one turn: calls stand together before the tools' answers. */
function turnsOf(messages: readonly Message[]): readonly Message[] {
  const turns: Message[] = []
  for (const message of messages) {
    const last = turns.at(-1)
    if (last?.role !== 'assistant' || message.role !== 'assistant') turns.push(message)
    else turns[turns.length - 1] = { role: 'assistant', name: last.name, parts: [...last.parts, ...message.parts] }
  }
  return turns
}

/** A turn of reasoning alone has no words in this format. */
function saysSomething({ role, content, ...rest }: Raw): boolean {
  return role !== 'assistant' || content !== null || 'tool_calls' in rest || 'refusal' in rest
}

/** A stream is always asked for its usage: budgets settle by it. Whether the client sees it, the writer decides. */
function streamed(raw: Raw, stream: boolean): Raw {
  if (stream)
    return { stream, stream_options: { ...(raw.stream_options as Raw | null | undefined), include_usage: true } }
  return raw.stream === true || raw.stream_options ? { stream: false, stream_options: undefined } : {}
}

function writeTool({ name, type, description, schema }: Tool): Raw | null {
  const words = { name, ...(description !== null && { description }) }
  if (type === 'function') return { type, function: { ...words, ...(schema !== null && { parameters: schema }) } }
  return type === 'custom' ? { type, custom: words } : null
}

function writeSettings(settings: Settings, lost: string[]): Raw {
  const { maxTokens, temperature, topP, stop, structure, effort, user } = settings
  if (typeof effort === 'number') lost.push('thinking.budget_tokens')
  return {
    ...(maxTokens !== null && { max_completion_tokens: maxTokens }),
    ...(temperature !== null && { temperature }),
    ...(topP !== null && { top_p: topP }),
    ...(stop !== null && { stop }),
    ...(structure !== null && { response_format: writeStructure(structure) }),
    ...(typeof effort === 'string' && { reasoning_effort: effort }),
    ...(user !== null && { user }),
  }
}

/** What may be said only beside tools. */
function writeCalling({ settings: { toolChoice, parallelCalls }, tools }: Prompt): Raw {
  return {
    ...(toolChoice !== null && { tool_choice: writeToolChoice(toolChoice, tools) }),
    ...(parallelCalls !== null && { parallel_tool_calls: parallelCalls }),
  }
}

function writeToolChoice(choice: ToolChoice, tools: readonly Tool[]): unknown {
  if (typeof choice === 'string') return choice
  const type = tools.find(({ name }) => name === choice.name)?.type === 'custom' ? 'custom' : 'function'
  return { type, [type]: { name: choice.name } }
}

function writeStructure({ name, schema, strict }: NonNullable<Settings['structure']>): Raw {
  return schema === null ? { type: 'json_object' } : { type: 'json_schema', json_schema: { name, schema, strict } }
}

function lose(lost: string[], path: string): [] {
  lost.push(path)
  return []
}
