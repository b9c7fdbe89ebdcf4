import type { Book } from '../engine/book.ts'
import type { Entry } from './contents.ts'

/** What was there before where it says the same: nothing that is built on it is built anew. */
export const same = <T>(before: T | undefined, after: T): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(after) ? before : after

/** A book with the files of the one before that are the same. */
export function keptBook(before: Book | null, { chapters, invariants }: Book): Book {
  return { chapters: chapters.map((chapter, place) => same(before?.chapters[place], chapter)), invariants }
}

/** Entries, those of before where they are the same. */
export function keptEntries(before: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  const known = new Map(before.map((entry) => [entry.key, entry]))
  return entries.map((entry) => {
    const was = known.get(entry.key)
    const alike = was !== undefined && was.pieces === entry.pieces && was.section === entry.section
    return alike && was.chapter === entry.chapter && was.index === entry.index ? was : same(was, entry)
  })
}

/** The same for things by name. */
export function keptByName<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...after].map(([name, each]) => [name, same(before.get(name), each)]))
}
