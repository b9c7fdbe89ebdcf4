import type { Env, Token } from 'markdown-it'
import type { Position } from './diagnostic.ts'
import { limits } from './limits.ts'
import { parseInline } from './markdown.ts'

const markup = /[\\`*_~<&![\]\n]/

/**
 * Text as a reader sees it, without its markup; line breaks are spaces, footnote marks and HTML tags are left out.
 * @param titleOf the title to show for `[?](#id)`; where it knows none, the id is shown
 */
export function plainText(content: string, env: Env, titleOf: (id: string) => string | undefined): string {
  if (!markup.test(content) || content.length > limits.paragraph) return content.slice(0, limits.paragraph).trim()
  const tokens = parseInline(content, env)
  return textOf(tokens, titleOf).replace(/\s+/g, ' ').trim()
}

/** Tokens whose content is shown; `text_special` is an escape or an entity, already read. */
const written: ReadonlySet<string> = new Set(['text', 'text_special', 'code_inline', 'image'])

/** The text of inline tokens. */
export function textOf(
  tokens: readonly Token[],
  titleOf: (id: string) => string | undefined = () => undefined,
): string {
  let text = ''
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    if (written.has(token.type)) text += token.content
    else if (token.type === 'softbreak' || token.type === 'hardbreak') text += ' '
    else if (
      token.type === 'link_open' &&
      tokens[index + 1]?.content === '?' &&
      tokens[index + 2]?.type === 'link_close'
    ) {
      const id = crossReference(token)
      if (id === null) continue
      text += titleOf(id) ?? id
      index += 2
    }
  }
  return text
}

/** The id that a link within the document points to, or null for any other link. */
export function crossReference(link: Token): string | null {
  const address = String(link.attrGet('href') ?? '')
  if (!address.startsWith('#') || address.length === 1) return null
  try {
    return decodeURIComponent(address.slice(1))
  } catch {
    return address.slice(1)
  }
}

/** Inline text with what is needed to find its characters in the file. */
export interface InlineText {
  readonly content: string
  /** Where the character at an offset into `content` stands. */
  position(offset: number): Position
}

/** The inline texts of an element in reading order. Their lines are suffixes of the file's lines, cells of a table apart. */
export function inlineTexts(tokens: readonly Token[], lines: readonly string[]): InlineText[] {
  const texts: InlineText[] = []
  let row: Row = { number: 0, text: '', escapes: false }
  let cursor = 0
  for (const token of tokens) {
    if (token.type === 'tr_open') {
      const text = asParsed(lines[token.map![0]])
      row = { number: token.map![0] + 1, text, escapes: text.includes('\\|') }
      cursor = 0
    } else if (token.type === 'inline' && token.map !== null) {
      texts.push(new ParagraphText(token.content, token.map[0] + 1, lines))
    } else if (token.type === 'inline' && token.content !== '') {
      const cell = cellText(token.content, row, cursor)
      cursor = cell.end
      texts.push(cell)
    }
  }
  return texts
}

/** The text of a block of HTML. Its lines, too, are suffixes of the file's lines. */
export function htmlText({ content, map }: Token, lines: readonly string[]): InlineText {
  return new ParagraphText(content, map![0] + 1, lines)
}

/** Index of the last of these ascending numbers that is at most `limit`; -1 where none is. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = -1
  let high = numbers.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (numbers[middle]! <= limit) low = middle
    else high = middle - 1
  }
  return low
}

/** Each line of a paragraph or heading ends a line of the file, but for trailing blanks and a heading's closing `#`. */
class ParagraphText implements InlineText {
  readonly content: string
  readonly #first: number
  readonly #lines: readonly string[]
  /** Of each line of the content: its offset, and the offset and column of its first character that is no blank. */
  #starts: number[] = []
  #places: { text: number; column: number }[] | null = null

  constructor(content: string, first: number, lines: readonly string[]) {
    this.content = content
    this.#first = first
    this.#lines = lines
  }

  position(offset: number): Position {
    this.#places ??= this.#locate()
    const index = lastAtMost(this.#starts, Math.max(0, offset))
    const { text, column } = this.#places[index]!
    return { line: this.#first + index, column: column + Math.max(0, offset - text) }
  }

  #locate() {
    let start = 0
    return this.content.split('\n').map((piece, index) => {
      const text = start + piece.length - piece.trimStart().length
      const column = Math.max(0, asParsed(this.#lines[this.#first + index - 1]).lastIndexOf(piece.trim())) + 1
      this.#starts.push(start)
      start += piece.length + 1
      return { text, column }
    })
  }
}

interface Row {
  readonly number: number
  readonly text: string
  /** Whether a `|` stands in it that ends no cell. */
  readonly escapes: boolean
}

/** A line as the parser was given it. */
function asParsed(line = ''): string {
  return line.replaceAll('\0', '\ufffd')
}

/** A table's cell, where `\|` stands for each `|` of the content. */
function cellText(content: string, row: Row, cursor: number): InlineText & { end: number } {
  const written = row.escapes ? content.replaceAll('|', '\\|') : content
  const base = Math.max(cursor, row.text.indexOf(written, cursor))
  const pipes: number[] = []
  if (written.length > content.length) {
    for (let pipe = content.indexOf('|'); pipe >= 0; pipe = content.indexOf('|', pipe + 1)) pipes.push(pipe)
  }
  return {
    content,
    end: base + written.length,
    position(offset) {
      const before = lastAtMost(pipes, offset - 1) + 1
      return { line: row.number, column: base + offset + before + 1 }
    },
  }
}
