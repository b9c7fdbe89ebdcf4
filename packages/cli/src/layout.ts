import type { styleText } from 'node:util'
import { indented, paint, visible } from './output.ts'

type Style = Parameters<typeof styleText>[0]

/** No line for people is longer, however wide the terminal; nor narrower laid out than the least. */
const WIDEST = 100
const NARROWEST = 40
/** So narrow a column is not made narrower. */
const LEAST = 6
const GAP = '  '

/** Columns that text for people may take: those of the terminal, 100 at most; 100 where it is none. */
export const columns: number = Math.max(NARROWEST, Math.min(WIDEST, process.stdout.columns || WIDEST))

export const lengthOf = (text: string): number => [...text].length

/** Text as lines no longer than `width`, broken at blanks, else after a mark inside a word, else anywhere. */
export function wrapped(text: string, width = columns): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (lengthOf(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const parts = broken(word, width)
    lines.push(...parts.slice(0, -1))
    line = parts.at(-1)!
  }
  return [...lines, line]
}

/** A word as parts no longer than `width`. */
function broken(word: string, width: number): string[] {
  const parts: string[] = []
  let rest = [...word]
  while (rest.length > width) {
    const mark = rest.slice(0, width).findLastIndex((each) => '-./@=,:&|'.includes(each))
    const end = mark > 0 ? mark + 1 : width
    parts.push(rest.slice(0, end).join(''))
    rest = rest.slice(end)
  }
  return [...parts, rest.join('')]
}

/** Text of a document as a paragraph whose further lines stand under the first one's `hang`th column. */
export function hanging(text: string, hang = 0, width = columns): string {
  const [first = '', ...rest] = wrapped(visible(text).replaceAll('\n', ' '), width - hang)
  return [first, ...rest.map((line) => ' '.repeat(hang) + line)].join('\n')
}

/** One line of a document, cut where it does not fit behind `used` columns. */
export function cropped(line: string, used: number): string {
  const shown = [...visible(line)]
  return shown.length <= columns - used ? shown.join('') : `${shown.slice(0, columns - used - 1).join('')}…`
}

/** Paragraphs set in by two blanks, that many times. */
export const inset = (texts: readonly string[], depth = 1): string => {
  const lines = texts.map((text) => hanging(text, 2, columns - 2 * depth)).join('\n')
  return Array.from({ length: depth }).reduce<string>(indented, lines)
}

/**
 * A table that fits: where it is too wide, its widest columns give way and their cells take several lines.
 * @param style how a cell looks on a terminal, by column
 */
export function fitted(
  rows: readonly (readonly string[])[],
  style: (column: number) => Style | null = () => null,
  width = columns,
): string {
  const shown = rows.map((row) => row.map((cell) => visible(cell).replaceAll('\n', ' ')))
  const widths = widthsWithin(shown, width)
  return shown.flatMap((row) => linesOf(row, widths, style)).join('\n')
}

function widthsWithin(rows: readonly (readonly string[])[], width: number): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => lengthOf(row[column] ?? ''))),
  )
  const total = (): number => widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length)
  while (total() > width && Math.max(...widths) > LEAST) widths[widths.indexOf(Math.max(...widths))]!--
  return widths
}

function linesOf(row: readonly string[], widths: readonly number[], style: (column: number) => Style | null): string[] {
  const cells = row.map((cell, column) => wrapped(cell, widths[column]!))
  return Array.from({ length: Math.max(...cells.map((lines) => lines.length)) }, (_, line) =>
    cells
      .map((lines, column) => {
        const text = lines[line] ?? ''
        const looks = style(column)
        const padding = ' '.repeat(column === cells.length - 1 ? 0 : widths[column]! - lengthOf(text))
        return (looks === null ? text : paint(looks, text)) + padding
      })
      .join(GAP)
      .trimEnd(),
  )
}
