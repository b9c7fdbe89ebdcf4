import { isObject } from '../body.ts'
import type { Call, Raw } from '../exchange/prompt.ts'
import { parseJson } from '../json.ts'
import { textOf, without } from './wire.ts'

/**
 * What an item of an answer is to the house. `call`: the client acts on it, so that it has to be authorised. `opaque`: the
 * upstream has acted on it itself, or nobody here can read it.
 */
export type ItemKind = 'message' | 'reasoning' | 'call' | 'opaque'

/** Where the arguments of a call that the client runs stand, by the item's type. */
const argumentFields: Readonly<Record<string, readonly string[]>> = {
  local_shell_call: ['action'],
  shell_call: ['action'],
  apply_patch_call: ['operation'],
  computer_call: ['action', 'actions'],
  tool_search_call: ['arguments'],
}

/** Calls that the upstream runs itself, whatever they carry. */
const runUpstream = new Set([
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'mcp_call',
])

/** What of an item of a call says which call it is, and not what it does. */
const identity = ['id', 'type', 'status', 'call_id']

export function kindOf(item: Raw): ItemKind {
  const type = String(item.type)
  if (type === 'message' || type === 'reasoning') return type
  if (type === 'function_call' || type === 'custom_tool_call') return 'call'
  if (!type.endsWith('_call') || runUpstream.has(type)) return 'opaque'
  if (type === 'shell_call') return runsInContainer(item) ? 'opaque' : 'call'
  if (type === 'tool_search_call') return item.execution === 'server' ? 'opaque' : 'call'
  // A kind of call that is not known yet and that expects an answer: the client is to run it.
  return type in argumentFields || typeof item.call_id === 'string' ? 'call' : 'opaque'
}

export function runsInContainer(of: Raw): boolean {
  return isObject(of.environment) && String(of.environment.type).startsWith('container')
}

/** A call as its item says it. Of one that is neither a function's nor a custom tool's the arguments are JSON. */
export interface CallItem {
  readonly call: Call
  readonly text: string
  /** The fields that hold the arguments. */
  readonly fields: readonly string[]
}

/** Reads an item of the kind `call`; null where its name or its arguments are not what they have to be. */
export function readCall(item: Raw): CallItem | null {
  const id = textOf(item.call_id) ?? ''
  if (item.type === 'function_call') return named(item, id, 'function', 'arguments')
  if (item.type === 'custom_tool_call') return named(item, id, 'custom', 'input')
  const type = String(item.type)
  const known = argumentFields[type]
  const fields = (known ?? Object.keys(without(item, identity))).filter((field) => field in item)
  const value = known && fields.length === 1 ? item[fields[0]!] : pick(item, fields)
  return { call: { id, name: type.slice(0, -'_call'.length), type: 'function' }, text: JSON.stringify(value), fields }
}

function named(item: Raw, id: string, type: Call['type'], field: string): CallItem | null {
  const name = textOf(item.name)
  const text = item[field] == null ? '' : textOf(item[field])
  return name === null || text === null ? null : { call: { id, name, type }, text, fields: [field] }
}

function pick(item: Raw, fields: readonly string[]): Raw {
  return Object.fromEntries(fields.map((field) => [field, item[field]]))
}

/** The fields of an item that hold these arguments; null where they are no JSON that fits. */
export function argumentsAs(type: string, fields: readonly string[], text: string): Raw | null {
  if (type === 'function_call' || type === 'custom_tool_call') return { [fields[0]!]: text }
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return null
  }
  if (fields.length === 1 && type in argumentFields) return { [fields[0]!]: value }
  return isObject(value) ? value : null
}

/** Whether a call is one of a function or of a custom tool, whose arguments come piece by piece. */
export function isNamedCall(type: string): boolean {
  return type === 'function_call' || type === 'custom_tool_call'
}

/** An item without what the house reads of it. */
export function shellOf(item: Raw): Raw {
  const kind = kindOf(item)
  if (kind === 'message') return without(item, ['content'])
  if (kind === 'reasoning') return without(item, ['content', 'summary'])
  return kind === 'call' ? without(item, readCall(item)?.fields ?? []) : item
}
