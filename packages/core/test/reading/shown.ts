import { type Inline, type Piece, type Reading, readDocument, readingOf } from '../../src/index.ts'

/** The reading of lines as one document. */
export const reading = (...lines: readonly string[]): Reading => readingOf(readDocument('spec.md', lines.join('\n')))

/** What stands before the first heading of these lines. */
export const pieces = (...lines: readonly string[]): readonly Piece[] => reading(...lines).preamble

/** Pieces in reading order, those within others behind them. */
export const all = (pieces: readonly Piece[]): Piece[] =>
  pieces.flatMap((piece) => [piece, ...inside(piece).flatMap(all)])

function inside(piece: Piece): readonly (readonly Piece[])[] {
  if (piece.kind === 'list') return piece.items
  if (piece.kind === 'footnotes') return piece.notes.map((note) => note.pieces)
  return 'pieces' in piece ? [piece.pieces] : []
}

/** Every piece of a reading. */
export const everything = ({ preamble, sections }: Reading): Piece[] => [preamble, ...sections].flatMap(all)

/** What a reader sees of inline text. */
export const shown = (inline: readonly Inline[]): string =>
  inline
    .map((each) => {
      if ('inline' in each) return shown(each.inline)
      return each.kind === 'footnote' ? '' : each.kind === 'break' ? '\n' : each.text
    })
    .join('')

/** What a reader sees of one piece, without those within it. */
export function ownText(piece: Piece): string {
  if (piece.kind === 'paragraph') return piece.sentences.map(({ inline }) => shown(inline)).join('')
  if (piece.kind === 'table') return [piece.head, ...piece.rows].flatMap((row) => row.map(shown)).join(' ')
  if (piece.kind === 'commentary' || piece.kind === 'admonition') return piece.title
  return 'text' in piece ? piece.text : ''
}

/** The sentences of the first paragraph of a text. */
export function sentences(text: string): string[] {
  const [first] = pieces(text)
  return first?.kind === 'paragraph' ? first.sentences.map(({ inline }) => shown(inline)) : []
}

/** The inline text of the first paragraph of a text, sentence after sentence. */
export function inline(...lines: readonly string[]): Inline[] {
  const [first] = pieces(...lines)
  return first?.kind === 'paragraph' ? first.sentences.flatMap((sentence) => sentence.inline) : []
}

/** Each inline of a reading, those within others behind them. */
export const inlines = (reading: Reading): Inline[] =>
  everything(reading).flatMap((piece) => {
    if (piece.kind === 'paragraph') return piece.sentences.flatMap((sentence) => nested(sentence.inline))
    return piece.kind === 'table' ? [...piece.head, ...piece.rows.flat()].flatMap(nested) : []
  })

const nested = (inline: readonly Inline[]): Inline[] =>
  inline.flatMap((each) => ('inline' in each ? [each, ...nested(each.inline)] : [each]))
