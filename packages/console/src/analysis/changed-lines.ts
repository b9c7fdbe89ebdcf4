/** One line of a text, before or after something was changed. */
export interface ChangedLine {
  readonly kind: 'same' | 'gone' | 'new'
  /** Its number in the text it stands in, counted from 1. */
  readonly line: number
  readonly text: string
}

/** The lines that one change between two texts touches, with a few around them. */
export function changedLines(before: string, after: string, around = 2): readonly ChangedLine[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const shorter = Math.min(old.length, now.length)
  let from = 0
  while (from < shorter && old[from] === now[from]) from++
  let end = 0
  while (end < shorter - from && old[old.length - 1 - end] === now[now.length - 1 - end]) end++
  if (from === old.length && from === now.length) return []
  const first = Math.max(0, from - around)
  const kept = old.length - end
  return [
    ...told('same', old.slice(first, from), first),
    ...told('gone', old.slice(from, kept), from),
    ...told('new', now.slice(from, now.length - end), from),
    ...told('same', old.slice(kept, kept + around), kept),
  ]
}

/** The lines of a text. */
export const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/)

const told = (kind: ChangedLine['kind'], lines: readonly string[], from: number): readonly ChangedLine[] =>
  lines.map((text, place) => ({ kind, line: from + place + 1, text }))
