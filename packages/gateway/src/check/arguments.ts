import type { Arguments } from '@bylaw/core'
import type { Call } from '@bylaw/providers'

/**
 * The arguments that conditions read: of a function its JSON object (no text is none), of a custom tool its free text
 * as `input`. Null where the text is not one JSON object, or repeats a key: then a client may read something else.
 */
export function readArguments({ type }: Pick<Call, 'type'>, text: string): Arguments | null {
  if (type === 'custom') return { input: text }
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return writtenKeys(text) === countKeys(value) ? (value as Arguments) : null
}

/** How many keys valid JSON has as written: its strings that a colon follows. */
function writtenKeys(text: string): number {
  let keys = 0
  let inside = false
  for (const [token] of text.matchAll(/\\.|"\s*:?/g)) {
    if (token.startsWith('\\')) continue
    inside = !inside
    if (!inside && token.endsWith(':')) keys++
  }
  return keys
}

function countKeys(value: unknown): number {
  let keys = 0
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next !== 'object' || next === null) continue
    const inside = Object.values(next)
    if (!Array.isArray(next)) keys += inside.length
    for (const each of inside) left.push(each)
  }
  return keys
}
