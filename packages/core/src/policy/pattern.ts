import type { Pattern } from './types.ts'

export const TOOLS = 'tool.'

export const isFamily = (pattern: Pattern): boolean => pattern.endsWith('.*')

/** `tool.github.` of `tool.github.*`. */
const prefixOf = (family: Pattern): string => family.slice(0, -1)

/** Whether the pattern names the id: itself, or as a family every id below its prefix (a narrower family, too), never the prefix. */
export const covers = (pattern: Pattern, id: string): boolean =>
  pattern === id ||
  (isFamily(pattern) && id.length > pattern.length - 1 && id.startsWith(prefixOf(pattern)) && id !== pattern)

/** The families that cover an id, longest prefix first: `a.b.*`, `a.*` for `a.b.c` or `a.b.c.*`. */
export function familiesAbove(id: string): string[] {
  const stem = isFamily(id) ? id.slice(0, -2) : id
  const families: string[] = []
  for (let dot = stem.lastIndexOf('.', stem.length - 2); dot > 0; dot = stem.lastIndexOf('.', dot - 1)) {
    families.push(`${stem.slice(0, dot)}.*`)
  }
  return families
}

/** The declaration that gives an id or a pattern its domain: its own, else that of the longest family above it. */
export function declarationOf<T>(id: string, declared: ReadonlyMap<string, T>): T | null {
  const own = declared.get(id)
  if (own !== undefined) return own
  for (const family of familiesAbove(id)) {
    const found = declared.get(family)
    if (found !== undefined) return found
  }
  return null
}

/**
 * The behavior id of a tool: the source pinned by configuration, and the name with every byte (of its UTF-8) outside
 * `[A-Za-z0-9_-]` percent-escaped, dots and `%` too, so that no name can reach into another family. What has no name is
 * called `%`, so that it lies inside the family of its source like everything else.
 */
export function toolId(source: string, name: string): string {
  return `${TOOLS}${escapeName(source)}.${escapeName(name)}`
}

function escapeName(name: string): string {
  if (name === '') return '%'
  let out = ''
  for (const byte of new TextEncoder().encode(name)) {
    const char = String.fromCharCode(byte)
    out += /[A-Za-z0-9_-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
