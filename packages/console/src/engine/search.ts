import MiniSearch, { type SearchResult } from 'minisearch'
import { type Book, type BookSection, bookOf } from './book.ts'
import { type Held, heldOf } from './opened.ts'
import { type Passage, passagesOf } from './passages.ts'

/** A piece of text, and whether it is what was looked for. */
export interface Stretch {
  readonly text: string
  readonly hit: boolean
}

/** One place where something was found. */
export interface Hit {
  readonly kind: 'title' | 'sentence' | 'example' | 'block' | 'behavior'
  readonly anchor: string
  readonly text: readonly Stretch[]
}

/** What was found in one section, the best first. */
export interface FoundSection {
  readonly chapter: number
  /** Null: before the first heading. */
  readonly section: number | null
  readonly title: string
  readonly authority: string | null
  readonly hits: readonly Hit[]
  /** Hits that are not listed. */
  readonly more: number
}

/** An answer to a search. */
export interface Found {
  readonly sections: readonly FoundSection[]
  /** Everything that was found, listed or not. */
  readonly count: number
  /** Filters that are none (`colour:red`), as written. */
  readonly unread: readonly string[]
}

/** What is looked for: words, and where. */
export interface Looked {
  readonly words: string
  readonly levels: readonly string[]
  readonly behaviors: readonly string[]
  readonly examples: readonly string[]
  readonly unread: readonly string[]
}

const sectionsListed = 30
const hitsListed = 3

/** Reads `honest level:root example:bad`: words, and filters that must all fit. */
export function readSearch(text: string): Looked {
  const parts = text.trim().split(/\s+/).filter(Boolean)
  const named = (name: string) =>
    parts.flatMap((part) =>
      part.startsWith(`${name}:`) && part.length > name.length + 1 ? [part.slice(name.length + 1).toLowerCase()] : [],
    )
  const isFilter = (part: string) => /^[a-z]+:\S*$/.test(part) && !part.includes('://')
  const known = /^(level|behavior|example):/
  return {
    words: parts.filter((part) => !isFilter(part)).join(' '),
    levels: named('level'),
    behaviors: named('behavior'),
    examples: named('example'),
    unread: parts.filter((part) => isFilter(part) && !known.test(part)),
  }
}

interface Indexed extends Omit<Passage, 'kind'> {
  readonly id: number
  readonly kind: Hit['kind']
  readonly chapter: number
  readonly section: number | null
}

interface Index {
  readonly search: MiniSearch<Indexed>
  readonly all: readonly Indexed[]
  readonly book: Book
}

const indexes = new WeakMap<Held, Index>()

/** Finds passages of a stack's texts; the index is made when it is first asked for. */
export function searchIn(key: string, text: string): Found {
  const held = heldOf(key)
  const index = indexes.get(held) ?? indexOf(key)
  indexes.set(held, index)
  const looked = readSearch(text)
  const nothing =
    looked.words === '' && [looked.levels, looked.behaviors, looked.examples].every((list) => list.length === 0)
  if (nothing) return { sections: [], count: 0, unread: looked.unread }
  return { ...grouped(resultsOf(index, looked), index, looked), unread: looked.unread }
}

function indexOf(key: string): Index {
  const book = bookOf(key)
  const all: Indexed[] = []
  const add = (passage: Omit<Indexed, 'id'>) => {
    if (passage.text.trim() !== '') all.push({ ...passage, id: all.length })
  }
  book.chapters.forEach(({ preamble, sections, examples }, chapter) => {
    for (const passage of passagesOf(preamble, examples)) add({ ...passage, chapter, section: null })
    sections.forEach(({ title, pieces, behaviors }, section) => {
      const place = { chapter, section, anchor: '', grades: [] }
      add({ ...place, kind: 'title', text: title })
      for (const behavior of behaviors) add({ ...place, kind: 'behavior', text: behavior })
      for (const passage of passagesOf(pieces, examples)) add({ ...passage, chapter, section })
    })
  })
  const search = new MiniSearch<Indexed>({ fields: ['text'], storeFields: [], tokenize: wordsOf })
  search.addAll(all)
  return { search, all, book }
}

/** Words as they are looked for: letters and digits; what joins parts of a name separates them. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const weights: Readonly<Record<Hit['kind'], number>> = { title: 4, behavior: 3, sentence: 1.5, example: 1, block: 0.7 }

function resultsOf({ search, all, book }: Index, looked: Looked): readonly SearchResult[] {
  const fits = (id: number) => fitting(all[id]!, book, looked)
  const filter = ({ id }: SearchResult) => fits(id)
  if (wordsOf(looked.words).length === 0) return search.search(MiniSearch.wildcard, { filter })
  return search.search(looked.words, {
    filter,
    combineWith: 'AND',
    prefix: (term) => term.length > 1,
    fuzzy: (term) => (term.length > 5 ? 0.2 : false),
    boostDocument: (id) => weights[all[id as number]!.kind],
  })
}

function fitting(
  { kind, grades, chapter, section }: Indexed,
  book: Book,
  { levels, behaviors, examples }: Looked,
): boolean {
  const within: BookSection | null = section === null ? null : book.chapters[chapter]!.sections[section]!
  const level = levels.every((each) => (within?.authority ?? '') === each)
  const behavior = behaviors.every(
    (each) => within?.behaviors.some((id) => id === each || id.startsWith(each)) ?? false,
  )
  const example = examples.every((each) => kind === 'example' && (each === 'any' || grades.includes(each)))
  return level && behavior && example
}

function grouped(results: readonly SearchResult[], { all, book }: Index, looked: Looked): Omit<Found, 'unread'> {
  const groups = new Map<string, SearchResult[]>()
  for (const result of results) {
    const { chapter, section } = all[result.id]!
    const place = `${chapter} ${section}`
    groups.set(place, [...(groups.get(place) ?? []), result])
  }
  const best = [...groups.values()].slice(0, sectionsListed)
  const sections = best.map((group): FoundSection => {
    const { chapter, section } = all[group[0]!.id]!
    const { title, authority } = headOf(book, chapter, section)
    const hits = group.slice(0, hitsListed).map((result) => hitOf(all[result.id]!, result, looked))
    return { chapter, section, title, authority, hits, more: group.length - hits.length }
  })
  return { sections, count: results.length }
}

function headOf(book: Book, chapter: number, section: number | null): { title: string; authority: string | null } {
  const { title, file, sections } = book.chapters[chapter]!
  return section === null ? { title: title ?? file, authority: null } : sections[section]!
}

function hitOf({ kind, anchor, text }: Indexed, { match }: SearchResult, { words }: Looked): Hit {
  return { kind, anchor, text: marked(text, words === '' ? [] : Object.keys(match)) }
}

const shownBefore = 60
const shownLength = 220

/** The part of a text around the first of some words, with the words marked. */
export function marked(text: string, words: readonly string[]): readonly Stretch[] {
  const longest = words.toSorted((a, b) => b.length - a.length).join('|')
  const spoken = text.replace(/\s+/g, ' ').trim()
  const found = longest === '' ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${longest})(?![\\p{L}\\p{N}])`, 'giu')
  const [from, part] = around(spoken, found === null ? 0 : Math.max(spoken.search(found), 0))
  const stretches: Stretch[] = from > 0 ? [{ text: '… ', hit: false }] : []
  let at = 0
  for (const { 0: word, index } of found === null ? [] : part.matchAll(found)) {
    if (index > at) stretches.push({ text: part.slice(at, index), hit: false })
    stretches.push({ text: word, hit: true })
    at = index + word.length
  }
  stretches.push({ text: part.slice(at) + (from + part.length < spoken.length ? ' …' : ''), hit: false })
  return stretches.filter((stretch) => stretch.text !== '')
}

function around(text: string, first: number): readonly [number, string] {
  if (text.length <= shownLength) return [0, text]
  const before = first <= shownBefore ? 0 : text.indexOf(' ', first - shownBefore) + 1
  const from = before > first ? first : before
  const end = text.lastIndexOf(' ', from + shownLength)
  return [from, text.slice(from, end > from ? end : from + shownLength)]
}
