import type { Inline, Sentence } from './types.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

const terminal = /\p{Sentence_Terminal}/u
/** Ends in a word that is short for another one and has something behind it. */
const abbreviated = /(?:^|[\s("'“‘[])(?:[Ee]\.g|[Ii]\.e|[Cc]f|vs|viz|resp|approx|et al|Mr|Mrs|Ms|Dr|Prof|St)\.\s*$/
/** The same, where a number comes next. */
const numbered = /(?:^|[\s(])(?:No|Nos|Fig|Sec|Art|Ch|Eq|Vol|vol|pp?)\.\s*$/
/** Ends in the number or letter of an enumeration: it belongs to what it counts. */
const enumerated = /(?:^|[:;,(–—]\s*)\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]\s*$/
/** Goes on with a small letter or with what closes something. */
const continuing = /^[\s"'“‘«([]*(?:\p{Ll}|[)\]}»”’,;:])/u

/** The sentences of a paragraph, in order; together they are the whole of its inline text. */
export function sentencesOf(inline: readonly Inline[], paragraph: string): readonly Sentence[] {
  const parts = cut(inline, boundaries(visible(inline)))
  return parts.map((part, index) => ({ id: `${paragraph}.${index + 1}`, inline: part }))
}

/** What sentences are told by: a code unit for each of the text, where code and images are words without a full stop. */
function visible(inline: readonly Inline[]): string {
  let text = ''
  for (const each of inline) {
    if ('inline' in each) text += visible(each.inline)
    else if (each.kind === 'text') text += each.text
    else text += each.kind === 'break' ? ' ' : 'X'.repeat(lengthOf(each))
  }
  return text
}

type Leaf = Exclude<Inline, { readonly inline: readonly Inline[] }>

/** Code units that a leaf takes in the visible text. */
function lengthOf(leaf: Leaf): number {
  if (leaf.kind === 'footnote') return 0
  return leaf.kind === 'break' || leaf.kind === 'image' ? 1 : leaf.text.length
}

/** Offsets at which a new sentence begins, ascending; none at 0 or at the end. */
function boundaries(text: string): readonly number[] {
  const first = text.search(terminal)
  if (first < 0 || first >= text.trimEnd().length - 1) return []
  const found: number[] = []
  let start = 0
  for (const { index } of segmenter.segment(text)) {
    if (index > start && begins(text.slice(start, index), text.slice(index, index + 40))) {
      found.push(index)
      start = index
    }
  }
  return found
}

function begins(before: string, after: string): boolean {
  if (after.trim() === '' || before.trim() === '' || continuing.test(after)) return false
  if (!terminal.test(before)) return false
  const tail = before.slice(-40)
  return !abbreviated.test(tail) && !enumerated.test(tail) && !(numbered.test(tail) && /^\d/.test(after))
}

/** A stretch of inline text that belongs to one part. */
interface Stretch {
  readonly part: number
  readonly inline: Inline[]
}

/** Cuts inline text at offsets into its visible text. What an offset falls into is closed before it and opened again. */
function cut(inline: readonly Inline[], offsets: readonly number[]): readonly (readonly Inline[])[] {
  if (offsets.length === 0) return inline.length === 0 ? [] : [inline]
  return stretches(inline, { at: 0, part: 0, offsets }).map((each) => each.inline)
}

interface Cursor {
  at: number
  part: number
  readonly offsets: readonly number[]
}

function stretches(inline: readonly Inline[], cursor: Cursor): Stretch[] {
  const found: Stretch[] = []
  const add = (part: number, each: Inline): void => {
    const last = found.at(-1)
    if (last?.part === part) last.inline.push(each)
    else found.push({ part, inline: [each] })
  }
  for (const each of inline) {
    if ('inline' in each) {
      for (const { part, inline } of stretches(each.inline, cursor)) add(part, { ...each, inline })
    } else if (each.kind === 'text') {
      for (const { part, text } of texts(each.text, cursor)) add(part, { kind: 'text', text })
    } else {
      const length = lengthOf(each)
      if (length > 0) advance(cursor)
      add(cursor.part, each)
      cursor.at += length
    }
  }
  return found
}

function* texts(text: string, cursor: Cursor): Generator<{ readonly part: number; readonly text: string }> {
  let start = 0
  while (start < text.length) {
    advance(cursor)
    const room = (cursor.offsets[cursor.part] ?? Number.POSITIVE_INFINITY) - cursor.at
    const piece = text.slice(start, start + room)
    yield { part: cursor.part, text: piece }
    cursor.at += piece.length
    start += piece.length
  }
}

/** Moves to the part in which the next visible character stands; a footnote's mark stays with what is before it. */
function advance(cursor: Cursor): void {
  while (cursor.part < cursor.offsets.length && cursor.offsets[cursor.part]! <= cursor.at) cursor.part++
}
