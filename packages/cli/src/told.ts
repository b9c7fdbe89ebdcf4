import type { Assertion, Diagnostic, Document, Position } from '@bylaw/core'

/** A stretch of a file and what to write in its place. */
export interface Suggestion {
  readonly title: string
  readonly file: string
  readonly from: Position
  readonly to: Position
  readonly text: string
}

/** A diagnostic, with what `--deep` adds: a situation that shows it, other places, and an edit. */
export interface Told extends Diagnostic {
  readonly facts?: readonly Assertion[] | null
  readonly related?: readonly (Position & { readonly file: string; readonly message: string })[]
  readonly edit?: Suggestion | null
}

/** The lines that an edit takes away and those that it puts in their place, without what stays the same. */
export function changedLines({ from, to, text }: Suggestion, document: Document): { old: string[]; new: string[] } {
  const lines = document.text.split(/\r\n|\r|\n/)
  const old = lines.slice(from.line - 1, to.line)
  const before = (lines[from.line - 1] ?? '').slice(0, from.column - 1)
  const after = (lines[to.line - 1] ?? '').slice(to.column - 1)
  const written = `${before}${text}${after}`.split(/\r\n|\r|\n/)
  let start = 0
  while (start < Math.min(old.length, written.length) && old[start] === written[start]) start++
  let end = 0
  const most = Math.min(old.length, written.length) - start
  while (end < most && old.at(-1 - end) === written.at(-1 - end)) end++
  return { old: old.slice(start, old.length - end), new: written.slice(start, written.length - end) }
}
