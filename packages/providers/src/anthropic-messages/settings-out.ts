import { isObject } from '../body.ts'
import type { Prompt, Raw, Settings, Tool, ToolChoice } from '../exchange/prompt.ts'

/** Anthropic wants a bound; this is the one where the request says none. */
const defaultMaxTokens = 4096

interface Written {
  readonly body: Raw
  readonly lost: readonly string[]
}

/** The settings and tools of a prompt of another format; what can't be said is named by its field there. */
export function writeSettings(prompt: Prompt): Written {
  const { settings } = prompt
  const tools = prompt.tools.filter(({ type }) => type === 'function')
  const pieces: Written[] = [
    { body: { max_tokens: settings.maxTokens ?? defaultMaxTokens }, lost: [] },
    writeSampling(settings),
    writeStop(settings),
    { body: tools.length > 0 ? { tools: tools.map(writeTool), ...writeChoice(settings) } : {}, lost: [] },
    writeOutput(prompt),
    { body: settings.user === null ? {} : { metadata: { user_id: settings.user } }, lost: [] },
    { body: {}, lost: [...unwrittenTools(prompt), ...unsaid(prompt)] },
  ]
  return {
    body: Object.assign({}, ...pieces.map(({ body }) => body)),
    lost: pieces.flatMap(({ lost }) => lost),
  }
}

/** Anthropic's temperature ends at 1; what is above would be refused. */
function writeSampling({ temperature, topP }: Settings): Written {
  const tooHot = temperature !== null && temperature > 1
  return {
    body: {
      ...(temperature === null || tooHot ? {} : { temperature }),
      ...(topP === null ? {} : { top_p: topP }),
    },
    lost: tooHot ? ['temperature'] : [],
  }
}

/** A stop sequence of nothing but white space is refused. */
function writeStop({ stop }: Settings): Written {
  const said = (stop ?? []).filter((sequence) => sequence.trim() !== '')
  return {
    body: said.length > 0 ? { stop_sequences: said } : {},
    lost: said.length < (stop ?? []).length ? ['stop'] : [],
  }
}

function writeTool({ name, description, schema }: Tool): Raw {
  return { name, ...(description === null ? {} : { description }), input_schema: { type: 'object', ...schema } }
}

function writeChoice({ toolChoice, parallelCalls }: Settings): Raw {
  if (toolChoice === null && parallelCalls !== false) return {}
  const choice = choiceOf(toolChoice ?? 'auto')
  const single = parallelCalls === false && choice.type !== 'none'
  return { tool_choice: single ? { ...choice, disable_parallel_tool_use: true } : choice }
}

function choiceOf(choice: ToolChoice): Raw {
  if (typeof choice === 'object') return { type: 'tool', name: choice.name }
  return { type: choice === 'required' ? 'any' : choice }
}

const efforts: ReadonlyMap<string | number, string> = new Map([
  ['minimal', 'low'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'xhigh'],
  ['max', 'max'],
])

function writeOutput({ format, settings }: Prompt): Written {
  const { structure, effort } = settings
  const schema = structure?.schema ?? null
  const word = effort === null ? null : (efforts.get(effort) ?? null)
  const output = {
    ...(schema === null ? {} : { format: { type: 'json_schema', schema } }),
    ...(word === null ? {} : { effort: word }),
  }
  const responses = format === 'openai-responses'
  const lost = [
    ...(structure !== null && schema === null ? [responses ? 'text.format' : 'response_format'] : []),
    ...(effort !== null && word === null && effort !== 'none'
      ? [responses ? 'reasoning.effort' : 'reasoning_effort']
      : []),
  ]
  return {
    body: {
      ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
      ...(effort === 'none' ? { thinking: { type: 'disabled' } } : {}),
    },
    lost,
  }
}

/** Tools that Anthropic can't be told of: hosted ones of another upstream, and those that take free text. */
function unwrittenTools({ tools, raw }: Prompt): string[] {
  const declared: readonly unknown[] = Array.isArray(raw.tools) ? raw.tools : []
  return tools
    .filter(({ type }) => type !== 'function')
    .map((tool) => declared.indexOf(tool.raw))
    .flatMap((at) => (at < 0 ? [] : [`tools.${at}`]))
}

/** The fields that the exchange has words for. */
const understood = new Set([
  'model',
  'messages',
  'input',
  'instructions',
  'stream',
  'stream_options',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'parallel_tool_calls',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'temperature',
  'top_p',
  'stop',
  'response_format',
  'text',
  'reasoning',
  'reasoning_effort',
  'user',
  'safety_identifier',
  'n',
])

/** Fields of which it has words for one thing. */
const inPart: ReadonlyMap<string, string> = new Map([
  ['text', 'format'],
  ['reasoning', 'effort'],
])

function* unsaid({ raw, choices }: Prompt): Generator<string> {
  if (choices > 1) yield 'n'
  for (const [field, value] of Object.entries(raw)) {
    if (value !== null && !understood.has(field)) yield field
    const known = inPart.get(field)
    if (known === undefined || !isObject(value)) continue
    for (const [key, inner] of Object.entries(value)) if (inner !== null && key !== known) yield `${field}.${key}`
  }
}
