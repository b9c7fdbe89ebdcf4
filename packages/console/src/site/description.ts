import type { Inline, Piece } from '@bylaw/core'
import type { Book } from '../engine/book.ts'

/** So many characters describe a page. */
const LONGEST = 200

/** What a search engine or a preview says of a spec: the first paragraph of its text, or the beginning of it. */
export function descriptionOf({ chapters }: Book): string {
  const pieces = chapters.flatMap(({ preamble, sections }) => [...preamble, ...sections.flatMap((each) => each.pieces)])
  const text = pieces.map(textOf).find((each) => each !== '') ?? ''
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).replace(/\s+\S*$/, '')} …`
}

const textOf = (piece: Piece): string =>
  piece.kind === 'paragraph'
    ? piece.sentences
        .map(({ inline }) => plain(inline))
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim()
    : ''

const plain = (inline: readonly Inline[]): string => inline.map(plainOf).join('')

function plainOf(inline: Inline): string {
  if ('inline' in inline) return plain(inline.inline)
  return inline.kind === 'text' || inline.kind === 'code' ? inline.text : ' '
}
