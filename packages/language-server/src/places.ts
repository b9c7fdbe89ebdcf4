import type { Document, Position as Place } from '@bylaw/core'
import type { Position, Range } from 'vscode-languageserver'

/** Lines of a text as core and the protocol count them: offsets on one side, line and column on the other. */
export class Lines {
  readonly #text: string
  readonly #starts: number[] = [0]

  constructor(text: string) {
    this.#text = text
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length)
  }

  /** The offset of a place counted from 1; within the text, whatever the place. */
  offset({ line, column }: Place): number {
    return this.offsetAt({ line: line - 1, character: column - 1 })
  }

  offsetAt({ line, character }: Position): number {
    const start = this.#starts[Math.max(0, line)]
    return start === undefined ? this.#text.length : Math.min(start + Math.max(0, character), this.endOf(line))
  }

  /** Where the line (counted from 0) ends, before its line end. */
  endOf(line: number): number {
    let end = this.#starts[line + 1] ?? this.#text.length
    while (end > (this.#starts[line] ?? end) && /[\r\n]/.test(this.#text[end - 1]!)) end--
    return end
  }

  positionAt(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low, character: offset - this.#starts[low]! }
  }

  range({ start, end }: Span): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) }
  }

  get count(): number {
    return this.#starts.length
  }
}

/** A stretch of a text, the end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

const known = new WeakMap<Document, Lines>()

/** The lines of a document, counted once. */
export function linesOf(document: Document): Lines {
  let lines = known.get(document)
  if (lines === undefined) {
    lines = new Lines(document.text)
    known.set(document, lines)
  }
  return lines
}
