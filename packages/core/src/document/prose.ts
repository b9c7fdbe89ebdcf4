import type { Cut } from './comments.ts'
import type { Element } from './elements.ts'
import type { Footnote } from './types.ts'

/** What becomes of a line when prose is made: it is kept, left out, or kept as it is, blank lines and all. */
const kept = 0
const left = 1
const verbatim = 2

/** What a line has before its text: blanks, and the marks of quotations and lists. */
const prefix = /^(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/
const nothing = '<!-- -->'

/**
 * The text of a document without what is not for a model: headings, commentary, examples, blocks, footnotes, and
 * comments, which no reader of the page sees.
 */
export class Prose {
  readonly #lines: readonly string[]
  readonly #fate: Uint8Array
  readonly #marks: ReadonlyMap<number, readonly Cut[]>
  readonly #comments: ReadonlyMap<number, readonly Cut[]>

  /** @param comments where they stand, line by line */
  constructor(
    lines: readonly string[],
    elements: readonly Element[],
    footnotes: readonly Footnote[],
    comments: readonly Cut[],
  ) {
    this.#lines = lines
    this.#fate = new Uint8Array(lines.length + 1)
    for (const element of elements) {
      const { type } = element
      if (type === 'fence' || type === 'code_block') this.#fate.fill(verbatim, element.first, element.last + 1)
      else if (!taught(element)) this.leaveOut(element.first, element.last)
    }
    this.#marks = Map.groupBy(
      footnotes.filter(({ definition }) => !definition),
      ({ line }) => line,
    )
    this.#comments = Map.groupBy(comments, ({ line }) => line)
  }

  /** Leaves these lines out, both inclusive and counted from 1. */
  leaveOut(first: number, last: number): void {
    this.#fate.fill(left, first, last + 1)
  }

  /** The prose of these lines, trimmed, runs of blank lines outside code made one. */
  text(first: number, last: number): string {
    const taken: string[] = []
    for (let number = first; number <= last; number++) {
      const fate = this.#fate[number]
      if (fate === left) continue
      const line = this.#withoutMarks(number)
      const blank = line.trim() === ''
      if (blank && fate === kept && (taken.length === 0 || taken.at(-1) === '')) continue
      taken.push(blank && fate === kept ? '' : line)
    }
    return taken.join('\n').trimEnd()
  }

  #withoutMarks(number: number): string {
    let line = this.#lines[number - 1] ?? ''
    const marks = this.#marks.get(number)
    if (marks === undefined) return line
    for (const { column, length } of marks.toSorted((a, b) => b.column - a.column)) {
      line = line.slice(0, column - 1) + line.slice(column - 1 + length)
    }
    return line
  }
}

/** `!!! meta`, with or without a title. Other admonitions are prose. */
export function isCommentary(element: Element): boolean {
  return element.type === 'admonition' && (element.tokens[0]!.meta as { kind: string }).kind === 'meta'
}

/** Whether an element may be part of what a model is taught. */
export function taught(element: Element): boolean {
  return element.type !== 'heading' && element.type !== 'footnote' && !isCommentary(element)
}

/** The body of a commentary without its indentation. */
export function commentaryText({ first, last }: Element, lines: readonly string[]): string {
  const body = lines.slice(first, last).map((line) => line.replace(/^ {0,3}(?: |\t)/, ''))
  return body.join('\n').trim()
}
