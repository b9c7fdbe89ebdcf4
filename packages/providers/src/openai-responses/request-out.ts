import type { Revised } from '../exchange/format.ts'
import { lostFields } from '../exchange/lost.ts'
import type { Message, Part, Prompt, Raw, Settings } from '../exchange/prompt.ts'
import { itemOfText, onlyText, type Writing, writeItems } from './items-out.ts'
import { writeTool, writeToolChoice } from './tools.ts'
import { textOf, without } from './wire.ts'

interface Written {
  readonly body: Raw
  readonly lost: readonly string[]
}

/** Fields that mean the same in Chat Completions. */
const carried = ['metadata', 'service_tier', 'prompt_cache_key', 'store']

/**
 * The body to send upstream. A message of the house that comes first and speaks as system is put into `instructions`: an
 * upstream that keeps the conversation does not keep those, so that they never pile up.
 */
export function writeRequest(prompt: Prompt, revised: Revised): Written {
  const own = prompt.format === 'openai-responses'
  const lost: string[] = []
  const placed = place(prompt, revised.messages, own, lost)
  if (own) return { body: { ...ownBase(prompt.raw, revised), ...placed }, lost }
  const body = { model: revised.model, ...placed, stream: revised.stream, store: false, ...settings(prompt, lost) }
  const carries = prompt.format === 'openai-chat' ? carried : []
  lost.push(...lostFields(prompt).filter((field) => !carries.includes(field)))
  return { body, lost }
}

function ownBase(raw: Raw, revised: Revised): Raw {
  const base = without(raw, ['instructions', 'prompt', ...(Array.isArray(raw.input) ? [] : ['input'])])
  const kept = revised.stream ? base : without(base, ['stream_options'])
  const stream = revised.stream === (raw.stream === true) ? {} : { stream: revised.stream }
  return { ...kept, ...(raw.instructions === null ? { instructions: null } : {}), ...stream, model: revised.model }
}

/** The messages, where they stand in a body: `instructions`, a stored `prompt`, `input`. */
function place(prompt: Prompt, messages: readonly Message[], own: boolean, lost: string[]): Raw {
  const instructions: string[] = []
  const beside: Record<string, unknown> = {}
  const input: (Raw | string)[] = []
  for (const message of messages) {
    const field = own ? besideOf(message) : null
    const first = message.role === 'system' && input.length === 0 && !(own && message.raw)
    const system = first ? onlyText(message) : null
    if (field === 'instructions') instructions.push(String(message.raw!.instructions))
    else if (field === 'prompt') beside.prompt = message.raw!.prompt
    else if (field === 'input') input.push(String(message.raw!.input))
    else if (own && message.raw) input.push(message.raw)
    else if (system !== null) instructions.push(system)
    else input.push(...writeItems(message, writingOf(prompt, message, own, lost)))
  }
  if (instructions.length > 0) beside.instructions = instructions.join('\n\n')
  const asked = input.length > 0 || !own || Array.isArray(prompt.raw.input)
  return { ...beside, ...(asked ? { input: inputOf(input) } : {}) }
}

/** Which field beside the items of the input a message came from. */
function besideOf({ raw }: Message): 'instructions' | 'prompt' | 'input' | null {
  if (!raw || raw.type != null || raw.role != null) return null
  return (['instructions', 'prompt', 'input'] as const).find((field) => Object.hasOwn(raw, field)) ?? null
}

function inputOf(input: readonly (Raw | string)[]): string | readonly Raw[] {
  if (input.length === 1 && typeof input[0] === 'string') return input[0]
  return input.map((item) => (typeof item === 'string' ? itemOfText(item) : item))
}

function writingOf(prompt: Prompt, message: Message, own: boolean, lost: string[]): Writing {
  const parts = prompt.messages.flatMap((one) => one.parts)
  const calls = parts.filter((part) => part.kind === 'call' && part.call.type === 'custom')
  const index = prompt.messages.indexOf(message)
  const path = index < 0 ? 'messages' : `${own ? 'input' : 'messages'}.${index}`
  return {
    own,
    customCalls: new Set(calls.map((part) => (part as Extract<Part, { kind: 'call' }>).call.id)),
    lose: (part) => lost.push(`${path}.${part.kind}`),
  }
}

function settings(prompt: Prompt, lost: string[]): Raw {
  const { maxTokens, temperature, topP, stop, toolChoice, parallelCalls, structure, effort, user } = prompt.settings
  const tools = toolsOf(prompt, lost)
  if (typeof effort === 'number') lost.push('thinking')
  if (stop !== null) lost.push(prompt.format === 'openai-chat' ? 'stop' : 'stop_sequences')
  if (prompt.choices > 1) lost.push('n')
  const body: Record<string, unknown> = {
    max_output_tokens: maxTokens,
    temperature,
    top_p: topP,
    tools: tools.length > 0 ? tools : null,
    tool_choice: toolChoice === null || tools.length === 0 ? null : writeToolChoice(toolChoice, prompt.tools),
    parallel_tool_calls: tools.length === 0 ? null : parallelCalls,
    text: structure === null ? null : { format: formatOf(structure) },
    reasoning: typeof effort === 'string' ? { effort } : null,
    user,
  }
  if (prompt.format === 'openai-chat') for (const field of carried) body[field] = prompt.raw[field]
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value != null))
}

function toolsOf(prompt: Prompt, lost: string[]): readonly Raw[] {
  return prompt.tools.flatMap((tool, index) => {
    const written = writeTool(tool)
    if (written === null) lost.push(`tools.${index}`)
    return written === null ? [] : [written]
  })
}

function formatOf({ name, schema, strict }: NonNullable<Settings['structure']>): Raw {
  if (schema === null) return { type: 'json_object' }
  return { type: 'json_schema', name: textOf(name) || 'answer', schema, strict }
}
