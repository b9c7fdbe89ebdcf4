import type { ChatRequest, ToolCall } from '../openai-chat/wire.ts'

/**
 * The tool calls that a rehearsal makes: one for each declared tool whose name stands in the text, with the first JSON
 * object after the name as its arguments, or none.
 */
export function rehearsedCalls(request: ChatRequest, text: string, newId: () => string): ToolCall[] {
  if (request.tool_choice === 'none') return []
  const calls: ToolCall[] = []
  for (const tool of request.tools ?? []) {
    const name = tool.function?.name ?? tool.custom?.name
    const found = name ? endOfName(text, name) : null
    if (!name || found === null) continue
    const input = firstObject(text.slice(found))
    if (tool.function) calls.push({ id: newId(), type: 'function', function: { name, arguments: input } })
    else calls.push({ id: newId(), type: 'custom', custom: { name, input } })
  }
  return request.parallel_tool_calls === false ? calls.slice(0, 1) : calls
}

function endOfName(text: string, name: string): number | null {
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
