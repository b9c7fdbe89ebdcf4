import type { Arguments } from '@bylaw/core'

/** The arguments of a tool call as written: nothing, a JSON object, or what is no such thing. */
type ReadArguments =
  | { readonly state: 'none' }
  | { readonly state: 'read'; readonly args: Arguments }
  | { readonly state: 'unreadable' }

/** Whether a behavior is about calls of a tool. */
export const isTool = (behavior: string): boolean => behavior.startsWith('tool.')

export function readArguments(behavior: string | null, text: string): ReadArguments {
  if (behavior === null || !isTool(behavior) || text.trim() === '') return { state: 'none' }
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? { state: 'read', args: value as Arguments } : { state: 'unreadable' }
  } catch {
    return { state: 'unreadable' }
  }
}
