import { isObject } from '../body.ts'
import type { Raw, Tool, ToolChoice } from '../exchange/prompt.ts'
import { runsInContainer } from './items.ts'
import { textOf, without } from './wire.ts'

/** Tools that the client runs, under the name that their calls are read with. */
const clientRun: Readonly<Record<string, string>> = {
  local_shell: 'local_shell',
  shell: 'shell',
  apply_patch: 'apply_patch',
  computer: 'computer',
  computer_use_preview: 'computer',
}

/** The tools that one declaration makes known: a namespace declares several. */
export function readTool(raw: Raw): readonly Tool[] {
  const type = String(raw.type)
  const description = textOf(raw.description)
  if (type === 'namespace' && Array.isArray(raw.tools)) return raw.tools.flatMap((inner) => readTool(inner))
  if (type === 'function') {
    const schema = isObject(raw.parameters) ? raw.parameters : null
    return [{ name: textOf(raw.name) ?? '', type: 'function', description, schema, raw }]
  }
  if (type === 'custom') return [{ name: textOf(raw.name) ?? '', type: 'custom', description, schema: null, raw }]
  const name = type === 'tool_search' && raw.execution === 'client' ? type : clientRunName(type, raw)
  return [{ name: name ?? type, type: name === null ? 'hosted' : 'function', description, schema: null, raw }]
}

function clientRunName(type: string, raw: Raw): string | null {
  if (type === 'shell' && runsInContainer(raw)) return null
  return Object.hasOwn(clientRun, type) ? clientRun[type]! : null
}

export function readToolChoice(choice: string | Raw | null | undefined): ToolChoice | null {
  if (choice == null) return null
  if (typeof choice === 'string') return choice === 'none' || choice === 'required' ? choice : 'auto'
  if (choice.type === 'allowed_tools') return choice.mode === 'required' ? 'required' : 'auto'
  return { name: textOf(choice.name) ?? String(choice.type) }
}

/** A tool of another format; null where this one can't have it. */
export function writeTool(tool: Tool): Raw | null {
  const said = { name: tool.name, ...(tool.description === null ? {} : { description: tool.description }) }
  if (tool.type === 'custom') return { type: 'custom', ...said, ...customFormat(tool) }
  if (tool.type === 'hosted') return null
  const parameters = tool.schema ?? { type: 'object', properties: {} }
  const own = isObject(tool.raw?.function) ? tool.raw.function : tool.raw
  return { type: 'function', ...said, parameters, strict: own?.strict === true }
}

/** The grammar of a custom tool: Chat Completions nests it once more. */
function customFormat(tool: Tool): Raw {
  const custom = isObject(tool.raw?.custom) ? tool.raw.custom : null
  const format = custom && isObject(custom.format) ? custom.format : null
  if (format === null) return {}
  const grammar = isObject(format.grammar) ? format.grammar : {}
  return { format: { ...without(format, ['grammar']), ...grammar } }
}

export function writeToolChoice(choice: ToolChoice, tools: readonly Tool[]): string | Raw {
  if (typeof choice === 'string') return choice
  const custom = tools.some((tool) => tool.name === choice.name && tool.type === 'custom')
  return { type: custom ? 'custom' : 'function', name: choice.name }
}
