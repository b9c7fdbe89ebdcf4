import { diffArrays, diffWordsWithSpace } from 'diff'
import { type Book, type BookSection, bookOf, type Chapter } from './book.ts'
import { type Passage, passagesOf } from './passages.ts'

/** A stretch of text that both versions have, or only one of them. */
export interface Stretch {
  readonly kind: 'both' | 'newer' | 'older'
  readonly text: string
}

/** A paragraph, an example or a block, compared word by word. */
export interface ComparedText {
  readonly kind: 'text' | 'example' | 'block'
  readonly stretches: readonly Stretch[]
}

/** A section of either version, or of both. */
export interface ComparedSection {
  readonly id: string
  readonly title: string
  /** Where it was called otherwise. */
  readonly olderTitle: string | null
  readonly state: 'added' | 'removed' | 'changed' | 'same'
  /** Who may loosen what is in it, before and after; null where it was not there or nothing is said. */
  readonly authority: { readonly older: string | null; readonly newer: string | null }
  /** Behaviors and families declared in it, for it, or spoken of in its blocks, in either version. */
  readonly behaviors: readonly string[]
  /** Of a section that is the same: none. */
  readonly texts: readonly ComparedText[]
}

/** The texts of two stacks, section by section: in the newer one's order, what went stands where it stood. */
export const compareBooks = (older: string, newer: string): readonly ComparedSection[] =>
  comparedBooks(bookOf(older), bookOf(newer))

interface Read {
  readonly section: BookSection
  readonly chapter: Chapter
}

/** The same, of books that are at hand. */
export function comparedBooks(older: Book, newer: Book): readonly ComparedSection[] {
  const [before, after] = [sectionsOf(older), sectionsOf(newer)]
  const pairs = matched(before, after)
  const went = removedBehind(before, new Set(pairs.values()))
  const removed = (place: Read | null) => (went.get(place) ?? []).map((was) => comparedSection(was, null))
  return [
    ...removed(null),
    ...after.flatMap((now) => {
      const was = pairs.get(now) ?? null
      return [comparedSection(was, now), ...(was === null ? [] : removed(was))]
    }),
  ]
}

const sectionsOf = ({ chapters }: Book): readonly Read[] =>
  chapters.flatMap((chapter) => chapter.sections.map((section) => ({ section, chapter })))

/** The older section of every newer one that has one: with the same id, else with the same title. */
function matched(before: readonly Read[], after: readonly Read[]): ReadonlyMap<Read, Read> {
  const pairs = new Map<Read, Read>()
  const free = new Set(before)
  for (const name of [({ id }: BookSection) => id, ({ title }: BookSection) => title.toLowerCase()]) {
    for (const now of after) {
      if (pairs.has(now)) continue
      const was = [...free].find(({ section }) => name(section) === name(now.section))
      if (was === undefined) continue
      pairs.set(now, was)
      free.delete(was)
    }
  }
  return pairs
}

/** Older sections that are gone, by the last one before them that is not; null: by the beginning. */
function removedBehind(before: readonly Read[], kept: ReadonlySet<Read>): ReadonlyMap<Read | null, readonly Read[]> {
  const went = new Map<Read | null, Read[]>()
  let place: Read | null = null
  for (const was of before) {
    if (kept.has(was)) place = was
    else went.set(place, [...(went.get(place) ?? []), was])
  }
  return went
}

function comparedSection(was: Read | null, now: Read | null): ComparedSection {
  const { id, title } = (now ?? was)!.section
  const [older, newer] = [was?.section ?? null, now?.section ?? null]
  const texts = comparedTexts(was === null ? [] : passages(was), now === null ? [] : passages(now))
  const same =
    older !== null &&
    newer !== null &&
    older.title === newer.title &&
    older.authority === newer.authority &&
    texts.every(({ stretches }) => stretches.every(({ kind }) => kind === 'both'))
  return {
    id,
    title,
    olderTitle: older !== null && older.title !== title ? older.title : null,
    state: older === null ? 'added' : newer === null ? 'removed' : same ? 'same' : 'changed',
    authority: { older: older?.authority ?? null, newer: newer?.authority ?? null },
    behaviors: [...new Set([now, was].flatMap((each) => (each === null ? [] : behaviorsOf(each))))],
    texts: same ? [] : texts,
  }
}

const behaviorsOf = ({ section, chapter }: Read): readonly string[] => [
  ...section.behaviors,
  ...section.pieces.flatMap((piece) => (piece.kind === 'block' ? chapter.blocks[piece.block]!.speaksOf : [])),
]

interface Text {
  readonly kind: ComparedText['kind']
  readonly text: string
}

/** The paragraphs, examples and blocks of a section as texts. */
function passages({ section, chapter }: Read): readonly Text[] {
  const texts: { kind: Text['kind']; text: string; paragraph: string }[] = []
  for (const passage of passagesOf(section.pieces, chapter.examples)) {
    const last = texts.at(-1)
    const paragraph = paragraphOf(passage)
    if (paragraph !== '' && last?.paragraph === paragraph) last.text += passage.text
    else texts.push({ kind: passage.kind === 'sentence' ? 'text' : passage.kind, text: passage.text, paragraph })
  }
  return texts
}

const paragraphOf = ({ kind, anchor }: Passage): string =>
  kind === 'sentence' ? (/^p-\d+/.exec(anchor)?.[0] ?? '') : ''

function comparedTexts(before: readonly Text[], after: readonly Text[]): readonly ComparedText[] {
  const runs = diffArrays([...before], [...after], { comparator: (was, now) => was.text === now.text })
  const texts: ComparedText[] = []
  let went: readonly Text[] = []
  for (const { value, added, removed } of runs) {
    if (removed) {
      went = value
      continue
    }
    texts.push(...(added ? rewritten(went, value) : [...went.map(gone), ...value.map(kept)]))
    went = []
  }
  return [...texts, ...went.map(gone)]
}

const kept = ({ kind, text }: Text): ComparedText => ({ kind, stretches: [{ kind: 'both', text }] })
const gone = ({ kind, text }: Text): ComparedText => ({ kind, stretches: [{ kind: 'older', text }] })
const came = ({ kind, text }: Text): ComparedText => ({ kind, stretches: [{ kind: 'newer', text }] })

/** So many words two texts have to share, of the longer one's, to be one text that was rewritten. */
const shared = 0.35

/** Texts that went and texts that came in their place: in order, those that are alike are told as one. */
function rewritten(went: readonly Text[], newer: readonly Text[]): readonly ComparedText[] {
  const texts: ComparedText[] = []
  let at = 0
  for (const now of newer) {
    const found = went.findIndex((was, place) => place >= at && was.kind === now.kind && alike(was.text, now.text))
    if (found < 0) {
      texts.push(came(now))
      continue
    }
    texts.push(...went.slice(at, found).map(gone), { kind: now.kind, stretches: byWord(went[found]!.text, now.text) })
    at = found + 1
  }
  return [...went.slice(at).map(gone), ...texts]
}

function alike(one: string, other: string): boolean {
  const [some, others] = [wordsOf(one), wordsOf(other)]
  const both = [...some].filter((word) => others.has(word)).length
  return both >= shared * Math.max(some.size, others.size)
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

const byWord = (was: string, now: string): readonly Stretch[] =>
  diffWordsWithSpace(was, now).map(({ value, added, removed }) => ({
    kind: added ? 'newer' : removed ? 'older' : 'both',
    text: value,
  }))
