import type { Call, Prompt } from '../exchange/prompt.ts'

/** A call and its arguments. */
export interface RehearsedCall {
  readonly call: Call
  readonly text: string
}

/**
 * The tool calls that a rehearsal makes: one for each declared tool whose name stands in the text, with the first JSON
 * object after the name as its arguments, or none. Tools that an upstream would run itself are never called.
 */
export function rehearsedCalls(prompt: Prompt, text: string, newId: () => string): RehearsedCall[] {
  const { toolChoice, parallelCalls } = prompt.settings
  if (toolChoice === 'none') return []
  const calls: RehearsedCall[] = []
  for (const { name, type } of prompt.tools) {
    const found = type === 'hosted' ? null : endOfName(text, name)
    if (type === 'hosted' || found === null) continue
    calls.push({ call: { id: newId(), name, type }, text: firstObject(text.slice(found)) })
  }
  return parallelCalls === false ? calls.slice(0, 1) : calls
}

function endOfName(text: string, name: string): number | null {
  if (name === '') return null
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length
    const alone = !/[\w-]$/.test(text.slice(0, at)) && !/^[\w-]/.test(text.slice(end))
    if (alone) return end
  }
  return null
}

/** The first object in the text that is valid JSON, as written; `{}` where there is none. */
function firstObject(text: string): string {
  const start = text.indexOf('{')
  if (start < 0) return '{}'
  for (let end = text.indexOf('}', start); end >= 0; end = text.indexOf('}', end + 1)) {
    const piece = text.slice(start, end + 1)
    if (isJson(piece)) return piece
  }
  return '{}'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
