import type { Inline, Piece } from '@bylaw/core'
import type { Book, BookSection, Chapter } from '../engine/book.ts'

/** One stretch of a stack under a heading of its own, or what stands in a file before the first one. */
export interface Entry {
  /** Names it in an address: the section's id; with `~2` behind it where the id was there before. */
  readonly key: string
  readonly chapter: number
  /** Index within the chapter; null for what stands before the first heading. */
  readonly index: number | null
  readonly title: string
  /** Of its heading on the page, 2 to 6, never more than one deeper than the one before. */
  readonly rank: number
  readonly parent: string | null
  readonly section: BookSection | null
  readonly pieces: readonly Piece[]
  /** About how many lines of a page it takes. */
  readonly lines: number
}

/** Everything there is to read, in order, one entry for each heading. */
export function entriesOf(book: Book): readonly Entry[] {
  const used = new Map<string, number>()
  const keyed = (id: string): string => {
    const count = (used.get(id) ?? 0) + 1
    used.set(id, count)
    return count === 1 ? id : `${id}~${count}`
  }
  return book.chapters.flatMap((chapter, index) => entriesOfChapter(chapter, index, keyed))
}

function entriesOfChapter(chapter: Chapter, place: number, keyed: (id: string) => string): readonly Entry[] {
  const { sections, preamble, examples } = chapter
  const keys = sections.map(({ id }) => keyed(id))
  const ranks = ranksOf(sections)
  const entries = sections.map(
    (section, index): Entry => ({
      key: keys[index]!,
      chapter: place,
      index,
      title: section.title,
      rank: ranks[index]!,
      parent: section.parent === null ? null : keys[section.parent]!,
      section,
      pieces: section.pieces,
      lines: linesOf(section.pieces, examples),
    }),
  )
  if (preamble.length === 0 && sections.length > 0) return entries
  const title = chapter.title ?? chapter.file
  const first = {
    key: keyed(`~${place + 1}`),
    chapter: place,
    index: null,
    title,
    rank: 2,
    parent: null,
    section: null,
  }
  return [{ ...first, pieces: preamble, lines: linesOf(preamble, examples) }, ...entries]
}

/** Ranks of headings below the page's own: no step down is skipped, whatever the file does. */
function ranksOf(sections: readonly BookSection[]): readonly number[] {
  const ranks: number[] = []
  for (const { parent } of sections) ranks.push(parent === null ? 2 : Math.min(ranks[parent]! + 1, 6))
  return ranks
}

const inLine = 70

function linesOf(pieces: readonly Piece[], examples: Chapter['examples']): number {
  return pieces.reduce((lines, piece) => lines + linesOfPiece(piece, examples), 2)
}

function linesOfPiece(piece: Piece, examples: Chapter['examples']): number {
  switch (piece.kind) {
    case 'paragraph':
      return 1 + wrapped(piece.sentences.reduce((length, { inline }) => length + lengthOf(inline), 0))
    case 'list':
      return piece.items.reduce((lines, item) => lines + linesOf(item, examples) - 2, 1)
    case 'quote':
    case 'commentary':
    case 'admonition':
      return 2 + linesOf(piece.pieces, examples)
    case 'example': {
      const { turns, answers } = examples[piece.example]!
      const said = [...turns, ...answers.filter((answer) => !turns.includes(answer))]
      return 3 + said.reduce((lines, { text }) => lines + 2 + wrapped(text.length) / 2, 0)
    }
    case 'table':
      return 2 + 2 * piece.rows.length
    case 'block':
      return 3
    case 'code':
    case 'html':
      return 1 + piece.text.split('\n').length
    default:
      return 2
  }
}

const lengthOf = (inline: readonly Inline[]): number =>
  inline.reduce((length, each) => {
    if ('inline' in each) return length + lengthOf(each.inline)
    return length + ('text' in each ? each.text.length : 1)
  }, 0)

const wrapped = (characters: number): number => Math.ceil(characters / inLine)

/** The entry that an address names; a key that is not there names none. */
export const entryAt = (entries: readonly Entry[], key: string | undefined): number =>
  key === undefined ? -1 : entries.findIndex((entry) => entry.key === key)

/** Keys of the entries that one stands in, nearest first. */
export function ancestorsOf(entries: readonly Entry[], key: string | null): readonly string[] {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]))
  const found: string[] = []
  for (let at = key === null ? null : (byKey.get(key)?.parent ?? null); at !== null; at = byKey.get(at)?.parent ?? null)
    found.push(at)
  return found
}

/** One entry with those below it. */
export interface Branch {
  readonly entry: Entry
  readonly below: readonly Branch[]
  /** The authorities stated here and below, each once. */
  readonly levels: readonly string[]
}

/** The entries of one chapter as a tree. */
export function branchesOf(entries: readonly Entry[], parent: string | null = null): readonly Branch[] {
  return entries
    .filter((entry) => entry.parent === parent)
    .map((entry) => {
      const below = branchesOf(entries, entry.key)
      const own = entry.section?.own ?? null
      const levels = [...new Set([...(own === null ? [] : [own]), ...below.flatMap(({ levels: each }) => each)])]
      return { entry, below, levels }
    })
}
