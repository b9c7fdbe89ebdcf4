import type { Token } from 'markdown-it'
import type { AdmonitionMeta } from '../document/admonition.ts'
import { withoutComments } from '../document/comments.ts'
import type { FootnoteMeta } from '../document/footnotes.ts'
import { type InlineScope, readInline } from './inline.ts'
import { sentencesOf } from './sentences.ts'
import type { Inline, Piece } from './types.ts'

/** A footnote's definition, read when the section it stands in is at its end. */
interface Note {
  readonly open: Token
  readonly tokens: readonly Token[]
}

/** One section while its text is read: the counts that ids are made of, and the notes that stand at its end. */
export interface SectionScope extends InlineScope {
  paragraphs: number
  examples: number
  readonly notes: Note[]
}

interface Cursor {
  readonly tokens: readonly Token[]
  at: number
}

/** The pieces that block tokens make, in order; footnote definitions among them are noted in the scope. */
export function piecesOf(tokens: readonly Token[], scope: SectionScope): readonly Piece[] {
  return readUntilClosed({ tokens, at: 0 }, scope)
}

/** The notes of a section, those within notes behind them; none where it has none. */
export function footnotesOf(scope: SectionScope): readonly Piece[] {
  const { notes } = scope
  if (notes.length === 0) return []
  const read: { label: string; pieces: readonly Piece[] }[] = []
  for (const { open, tokens } of notes) {
    read.push({ label: (open.meta as FootnoteMeta).label, pieces: piecesOf(tokens, scope) })
  }
  return [{ kind: 'footnotes', line: lineOf(notes[0]!.open), notes: read }]
}

function readUntilClosed(cursor: Cursor, scope: SectionScope): Piece[] {
  const pieces: Piece[] = []
  while (cursor.at < cursor.tokens.length) {
    const token = cursor.tokens[cursor.at++]!
    if (token.nesting === -1) break
    const piece = token.nesting === 1 ? readOpened(token, cursor, scope) : leafOf(token)
    if (piece !== null) pieces.push(piece)
  }
  return pieces
}

function readOpened(token: Token, cursor: Cursor, scope: SectionScope): Piece | null {
  const line = lineOf(token)
  switch (token.type) {
    case 'paragraph_open':
      return paragraphOf(line, readInline(contentOf(cursor), scope), scope)
    case 'heading_open': {
      const inline = readInline(contentOf(cursor), scope)
      return paragraphOf(line, inline.length === 0 ? [] : [{ kind: 'strong', inline }], scope)
    }
    case 'bullet_list_open':
    case 'ordered_list_open':
      return { kind: 'list', line, start: startOf(token), items: readItems(cursor, scope) }
    case 'blockquote_open':
      return { kind: 'quote', line, pieces: readUntilClosed(cursor, scope) }
    case 'admonition_open':
      return admonitionOf(token, readUntilClosed(cursor, scope))
    case 'footnote_open':
      scope.notes.push({ open: token, tokens: skipped(cursor) })
      return null
    case 'table_open':
      return tableOf(line, skipped(cursor), scope)
    default:
      skipped(cursor)
      return null
  }
}

function leafOf(token: Token): Piece | null {
  const line = lineOf(token)
  const { type, content } = token
  if (type === 'fence' || type === 'code_block') {
    return { kind: 'code', line, info: token.info.trim(), text: content.replace(/\n$/, '') }
  }
  if (type === 'hr') return { kind: 'rule', line }
  if (type !== 'html_block') return null
  const text = withoutComments(content).trim()
  return text === '' ? null : { kind: 'html', line, text }
}

function readItems(cursor: Cursor, scope: SectionScope): (readonly Piece[])[] {
  const items: (readonly Piece[])[] = []
  while (cursor.at < cursor.tokens.length) {
    const token = cursor.tokens[cursor.at++]!
    if (token.nesting === -1) break
    items.push(readUntilClosed(cursor, scope))
  }
  return items
}

function paragraphOf(line: number, inline: readonly Inline[], scope: SectionScope): Piece | null {
  if (inline.length === 0) return null
  const id = `p-${++scope.paragraphs}`
  return { kind: 'paragraph', id, line, sentences: sentencesOf(inline, id) }
}

function admonitionOf(token: Token, pieces: readonly Piece[]): Piece {
  const { kind, title } = token.meta as Pick<AdmonitionMeta, keyof AdmonitionMeta>
  const shown = { line: lineOf(token), title: title ?? '', pieces }
  return kind === 'meta' ? { kind: 'commentary', ...shown } : { kind: 'admonition', name: kind, ...shown }
}

function tableOf(line: number, tokens: readonly Token[], scope: SectionScope): Piece {
  const rows: (readonly Inline[])[][] = []
  const align: ('left' | 'center' | 'right' | null)[] = []
  for (const token of tokens) {
    if (token.type === 'tr_open') rows.push([])
    else if (token.type === 'inline') rows.at(-1)?.push(readInline(token.content, scope))
    else if (token.type === 'th_open') align.push(alignmentOf(token))
  }
  return { kind: 'table', line, align, head: rows[0] ?? [], rows: rows.slice(1) }
}

function alignmentOf(cell: Token): 'left' | 'center' | 'right' | null {
  const style = String(cell.attrGet('style') ?? '')
  return (['left', 'center', 'right'] as const).find((side) => style.endsWith(`:${side}`)) ?? null
}

const lineOf = (token: Token): number => (token.map?.[0] ?? 0) + 1

function startOf(token: Token): number | null {
  return token.type === 'bullet_list_open' ? null : Number(token.attrGet('start') ?? 1)
}

/** The text of a paragraph or a heading, whose opening token was read. */
function contentOf(cursor: Cursor): string {
  return skipped(cursor)[0]?.content ?? ''
}

/** The tokens up to the one that closes what was opened last, without it. */
function skipped(cursor: Cursor): readonly Token[] {
  const start = cursor.at
  let depth = 1
  while (cursor.at < cursor.tokens.length) {
    depth += cursor.tokens[cursor.at++]!.nesting
    if (depth === 0) return cursor.tokens.slice(start, cursor.at - 1)
  }
  return cursor.tokens.slice(start)
}
