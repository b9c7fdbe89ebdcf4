import type { Arguments } from '@bylaw/core'
import { type Call, isObject, readStrictly } from '@bylaw/providers'

/**
 * The arguments that conditions read: of a function its JSON object (no text is none), of a custom tool its free text
 * as `input`. Null where the text is not one JSON object, or repeats a key: then a client may read something else.
 */
export function readArguments({ type }: Pick<Call, 'type'>, text: string): Arguments | null {
  if (type === 'custom') return { input: text }
  if (text.trim() === '') return {}
  const value = readStrictly(text)
  return isObject(value) ? value : null
}
