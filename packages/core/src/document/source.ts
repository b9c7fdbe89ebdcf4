import type { Position } from './diagnostic.ts'
import { limits } from './limits.ts'
import type { Report } from './report.ts'

/** A file's text by lines, without their ends (`\n`, `\r\n` or `\r`). Line n stands at index n - 1. */
export interface Source {
  readonly text: string
  readonly lines: readonly string[]
}

/** A text without the byte order mark that it may begin with. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** Splits a text, and reports characters that no text has. Too long a text is reported and read as empty. */
export function readSource(text: string, report: Report): Source {
  if (text.length > limits.characters) {
    const message = `the file has ${text.length} characters, more than the ${limits.characters} that are read`
    report.error('too-large', message, { line: 1, column: 1 })
    return { text, lines: [] }
  }
  const lines = text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n')
  if (lines.length > limits.lines) {
    const message = `the file has ${lines.length} lines, more than the ${limits.lines} that are read`
    report.error('too-large', message, { line: limits.lines + 1, column: 1 })
    return { text, lines: [] }
  }
  const source = { text, lines }
  reportCharacters(source, report)
  return source
}

function reportCharacters({ text, lines }: Source, report: Report): void {
  const nul = text.includes('\0')
  const lone = !text.isWellFormed()
  if (!nul && !lone) return
  for (const [index, line] of lines.entries()) {
    const nulAt = nul ? line.indexOf('\0') : -1
    if (nulAt >= 0) {
      report.error('nul-byte', 'a NUL character stands here; text has none', { line: index + 1, column: nulAt + 1 })
    }
    const loneAt = lone && !line.isWellFormed() ? loneSurrogate(line) : -1
    if (loneAt >= 0) {
      const code = line.charCodeAt(loneAt).toString(16).toUpperCase()
      const at = { line: index + 1, column: loneAt + 1 }
      report.error('lone-surrogate', `U+${code} stands here without its other half`, at)
    }
  }
}

function loneSurrogate(line: string): number {
  return line.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
}

/** Consecutive lines of a source as one text, with up to `indent` leading spaces of each taken off. */
export class Excerpt {
  readonly text: string
  readonly #first: number
  readonly #starts: number[] = []
  readonly #shifts: number[] = []

  /** @param first number of the first line; @param last number of the last one, inclusive; less than `first` for none */
  constructor(lines: readonly string[], first: number, last: number, indent: number) {
    this.#first = first
    const taken: string[] = []
    let length = 0
    for (let number = first; number <= last; number++) {
      const line = lines[number - 1] ?? ''
      let shift = 0
      while (shift < indent && line[shift] === ' ') shift++
      taken.push(shift === 0 ? line : line.slice(shift))
      this.#starts.push(length)
      this.#shifts.push(shift)
      length += line.length - shift + 1
    }
    this.text = taken.join('\n')
  }

  /** Where the character at `offset` stands in the file. */
  position(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    const start = this.#starts[low] ?? 0
    return { line: this.#first + Math.max(0, low), column: offset - start + (this.#shifts[low] ?? 0) + 1 }
  }
}
