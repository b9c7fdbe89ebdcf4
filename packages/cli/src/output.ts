import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours are for people: only on a terminal, and not where `NO_COLOR` is set. */
export const colourful: boolean = process.stdout.isTTY === true && !process.env.NO_COLOR

export const paint = (style: Style, text: string): string =>
  colourful && text !== '' ? styleText(style, text, { validateStream: false }) : text

export const printJson = (value: unknown): void => print(JSON.stringify(value))

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A line on standard error, in the form of every message of this command. */
export function note(message: string): void {
  process.stderr.write(`bylaw: ${visible(message).replace(/\s*\n\s*/g, ' ')}\n`)
}

/** Text of a document, as one line that can't steer a terminal. */
export const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )

/**
 * Columns of equal width, two blanks apart.
 * @param style how a cell looks on a terminal, by column
 */
export function table(
  rows: readonly (readonly string[])[],
  style: (column: number) => Style | null = () => null,
): string {
  const shown = rows.map((row) => row.map((cell) => visible(cell).replaceAll('\n', ' ')))
  const widths: number[] = []
  for (const row of shown) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, width(cell))
  }
  return shown
    .map((row) =>
      row
        .map((cell, column) => {
          const padding = column === row.length - 1 ? '' : ' '.repeat(widths[column]! - width(cell))
          const looks = style(column)
          return (looks === null ? cell : paint(looks, cell)) + padding
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const width = (text: string): number => [...text].length

export const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
