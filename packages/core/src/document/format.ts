import type { Diagnostic, Severity } from './diagnostic.ts'

/** Columns of a line of the text that are shown, unless lines are to fit a width. */
const EXCERPT = 120
/** Columns that stand before an excerpt or are kept free behind it. */
const MARGIN = 12

interface FormatOptions {
  readonly color?: boolean
  /** Columns that no line exceeds: what is longer is wrapped or cut. Left out: only the excerpt is cut. */
  readonly width?: number
}
const colours: Record<Severity, string> = { error: '31', warning: '33', info: '36' }

/**
 * A diagnostic as a compiler shows it: what is wrong, where, the line with a caret, and what to do about it. Control
 * characters of the text are shown as `\u{…}`, so that no document can steer a terminal.
 * @param text the file's text, as in `Document.text`
 */
export function formatDiagnostic(diagnostic: Diagnostic, text: string, options: FormatOptions = {}): string {
  const paint = (code: string, part: string) => (options.color === true ? `\u001b[${code}m${part}\u001b[0m` : part)
  const { severity, code, message, file, line, column, length, help } = diagnostic
  const colour = colours[severity]
  const gutter = ' '.repeat(String(line).length)
  const width = options.width ?? Number.POSITIVE_INFINITY
  const said = wrapped(`: ${visible(message)}`, width, severity.length + code.length + 2, 2)
  const out = [
    `${paint(`1;${colour}`, `${severity}[${code}]`)}${paint('1', said)}`,
    `${gutter}${paint('34', '-->')} ${visible(file)}:${line}:${column}`,
  ]
  const source = text.split(/\r\n|\r|\n/, line)[line - 1]
  if (source !== undefined) {
    const { shown, before, marked } = excerptOf(source, column - 1, length, Math.min(EXCERPT, width - MARGIN))
    const bar = paint('34', '|')
    const caret = paint(`1;${colour}`, '^'.repeat(Math.max(1, marked)))
    out.push(
      `${gutter} ${bar}`,
      `${paint('34', String(line))} ${bar} ${shown}`,
      `${gutter} ${bar} ${' '.repeat(before)}${caret}`,
    )
  }
  if (help !== undefined) {
    const hang = gutter.length + 'help: '.length + 3
    out.push(`${gutter} ${paint('34', '=')} ${paint('1', 'help')}: ${wrapped(visible(help), width, hang, hang)}`)
  }
  return out.join('\n')
}

/** The part of a line around the mark, tabs as four blanks, and how many columns of it come before and under the mark. */
function excerptOf(
  source: string,
  column: number,
  length: number,
  width: number,
): { shown: string; before: number; marked: number } {
  const from = column < width - 20 ? 0 : column - 40
  const to = Math.min(source.length, from + width)
  const lead = from > 0 ? '…' : ''
  const before = lead + visible(source.slice(from, column))
  const marked = visible(source.slice(column, Math.min(to, column + length)))
  const after = visible(source.slice(Math.min(to, column + length), to))
  const shown = `${before}${marked}${after}${to < source.length ? '…' : ''}`
  return { shown, before: before.length, marked: marked.length }
}

/** Words over several lines: the first has `used` columns taken, the others begin `hang` columns in. */
function wrapped(text: string, width: number, used: number, hang: number): string {
  const next = `\n${' '.repeat(hang)}`
  let out = ''
  let column = used
  for (const [place, word] of text.split(' ').entries()) {
    const breaks = place > 0 && column + 1 + word.length > width
    out += breaks ? next : place > 0 ? ' ' : ''
    column = breaks ? hang : column + Math.min(place, 1)
    let rest = word
    while (column + rest.length > width) {
      const room = Math.max(1, width - column)
      out += rest.slice(0, room) + next
      rest = rest.slice(room)
      column = hang
    }
    out += rest
    column += rest.length
  }
  return out
}

function visible(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu,
      escapeCharacter,
    )
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
