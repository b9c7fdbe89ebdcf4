import type { Piece } from '@bylaw/core'
import type { ComponentChildren } from 'preact'
import type { Chapter } from '../engine/book.ts'
import { BlockPiece } from './block.tsx'
import { ExamplePiece } from './example.tsx'
import { domId, inlineNodes, sentenceNodes, type TextScope } from './inline.tsx'

/** What pieces of an entry are shown with. */
export interface PieceScope extends TextScope {
  readonly chapter: Chapter
  /** Whether examples can be tried: their section is the one that its id names. */
  readonly playable: boolean
  /** The title of a behavior. */
  titleOf(behavior: string): string
  /** A behavior is pointed at in the text; null: none any more. */
  pointAt(behavior: string | null): void
}

/** The text of an entry. */
export function pieceNodes(pieces: readonly Piece[], scope: PieceScope): ComponentChildren {
  return pieces.map((piece, place) => pieceNode(piece, scope, place))
}

function pieceNode(piece: Piece, scope: PieceScope, key: number): ComponentChildren {
  switch (piece.kind) {
    case 'paragraph':
      return (
        <p key={key} id={domId(scope.entry, piece.id)}>
          {sentenceNodes(piece.sentences, scope)}
        </p>
      )
    case 'list':
      return listNode(piece, scope, key)
    case 'quote':
      return <blockquote key={key}>{pieceNodes(piece.pieces, scope)}</blockquote>
    case 'code':
    case 'html':
      return (
        <pre key={key} class="spec-code">
          {piece.text}
        </pre>
      )
    case 'table':
      return tableNode(piece, scope, key)
    case 'rule':
      return <hr key={key} />
    case 'commentary':
      return (
        <div key={key} class="spec-commentary">
          <p class="spec-label">{commentaryLabel(piece.title)}</p>
          {pieceNodes(piece.pieces, scope)}
        </div>
      )
    case 'admonition':
      return (
        <div key={key} class="spec-admonition">
          <p class="spec-label">{piece.title === '' ? piece.name : piece.title}</p>
          {pieceNodes(piece.pieces, scope)}
        </div>
      )
    case 'example':
      return <ExamplePiece key={key} id={piece.id} example={scope.chapter.examples[piece.example]!} scope={scope} />
    case 'block':
      return <BlockPiece key={key} block={scope.chapter.blocks[piece.block]!} text={piece.text} scope={scope} />
    case 'footnotes':
      return notesNode(piece, scope, key)
  }
}

const commentaryLabel = (title: string): string =>
  title === '' || title === 'Commentary' ? 'Commentary, not binding' : `${title} (commentary, not binding)`

function listNode({ start, items }: Extract<Piece, { kind: 'list' }>, scope: PieceScope, key: number) {
  const shown = items.map((item, place) => <li key={place}>{pieceNodes(item, scope)}</li>)
  return start === null ? (
    <ul key={key}>{shown}</ul>
  ) : (
    <ol key={key} start={start}>
      {shown}
    </ol>
  )
}

function tableNode({ align, head, rows }: Extract<Piece, { kind: 'table' }>, scope: PieceScope, key: number) {
  const side = (place: number) => (align[place] == null ? undefined : `spec-${align[place]}`)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section key={key} class="spec-table" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, place) => (
              <th key={place} scope="col" class={side(place)}>
                {inlineNodes(cell, scope)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, place) => (
                <td key={place} class={side(place)}>
                  {inlineNodes(cell, scope)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function notesNode({ notes }: Extract<Piece, { kind: 'footnotes' }>, scope: PieceScope, key: number) {
  return (
    <ol key={key} class="spec-notes">
      {notes.map(({ label, pieces }) => (
        <li key={label} id={domId(scope.entry, `fn-${label}`)}>
          <span class="spec-note">{label}</span>
          <div>{pieceNodes(pieces, scope)}</div>
        </li>
      ))}
    </ol>
  )
}
