import type { Example, Inline, Piece } from '@bylaw/core'
import type { Chapter } from './book.ts'

/** A stretch of text that can be found and pointed at. */
export interface Passage {
  /** Within its section: `p-3.2`, `ex-1`, `fn-1`, `line-40`; empty: the section itself. */
  readonly anchor: string
  readonly kind: 'sentence' | 'example' | 'block'
  readonly text: string
  /** Of an example: the grades that its answers have. */
  readonly grades: readonly string[]
}

/** The passages of a section, in order. */
export function passagesOf(pieces: readonly Piece[], examples: Chapter['examples'], within = ''): readonly Passage[] {
  return pieces.flatMap((piece) => passagesIn(piece, examples, within))
}

function passagesIn(piece: Piece, examples: Chapter['examples'], within: string): readonly Passage[] {
  const said = (text: string, anchor = within): Passage => ({ anchor, kind: 'sentence', text, grades: [] })
  switch (piece.kind) {
    case 'paragraph':
      return piece.sentences.map(({ id, inline }) => said(plainText(inline), id))
    case 'list':
      return piece.items.flatMap((item) => passagesOf(item, examples, within))
    case 'quote':
    case 'commentary':
    case 'admonition':
      return passagesOf(piece.pieces, examples, within)
    case 'code':
    case 'html':
      return [said(piece.text)]
    case 'table':
      return [piece.head, ...piece.rows].map((row) => said(row.map(plainText).join(' · ')))
    case 'rule':
      return []
    case 'example': {
      const example = examples[piece.example]!
      const grades = [...new Set(example.answers.flatMap(({ grade }) => grade ?? []))]
      return [{ anchor: piece.id, kind: 'example', text: exampleText(example), grades }]
    }
    case 'block':
      return [{ anchor: `line-${piece.line}`, kind: 'block', text: piece.text, grades: [] }]
    case 'footnotes':
      return piece.notes.flatMap(({ label, pieces }) => passagesOf(pieces, examples, `fn-${label}`))
  }
}

function exampleText({ title, turns, answers }: Example): string {
  const graded = answers.filter((answer) => !turns.includes(answer))
  const told = [...turns, ...graded].flatMap((turn) =>
    'why' in turn && turn.why !== null ? [turn.text, turn.why as string] : [turn.text],
  )
  return [title, ...told].join('\n')
}

/** Running text as a reader sees it, without its markup. */
export function plainText(inline: readonly Inline[]): string {
  return inline
    .map((each) => {
      if ('inline' in each) return plainText(each.inline)
      if (each.kind === 'footnote') return ''
      return each.kind === 'break' ? ' ' : each.text
    })
    .join('')
}
