import type { Book } from '../engine/book.ts'

/** A place `file:line`, taken apart; null where it is none. */
export function readSource(source: string): { readonly file: string; readonly line: number } | null {
  const colon = source.lastIndexOf(':')
  const line = Number(source.slice(colon + 1))
  return colon > 0 && Number.isInteger(line) && line > 0 ? { file: source.slice(0, colon), line } : null
}

/** The id of the section that a place stands in; null where it stands in none. */
export function sectionOf(book: Book, source: string): string | null {
  const at = readSource(source)
  const chapter = book.chapters.find(({ file }) => file === at?.file)
  return chapter?.sections.findLast(({ line }) => line <= at!.line)?.id ?? null
}

/** The last part of a path: a stack's files stand mostly in one folder. */
export const shortSource = (source: string): string => source.split('/').at(-1)!
