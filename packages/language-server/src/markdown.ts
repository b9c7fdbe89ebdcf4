/**
 * Text of a document as Markdown that shows it and does nothing else, in the middle of a line: no link, emphasis, tag or
 * cell of a table can begin in it. Control and direction marks are shown as `U+…`. No more is escaped than has to be:
 * some editors show Markdown as it is written.
 */
export function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|~]|:(?=\/\/)|@|(?<=www)\./gi, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
}

/** Text as code, in marks that it can't close. Outside of tables: there a bar would end the cell. */
export function code(text: string): string {
  const said = oneLine(text)
  const longest = Math.max(0, ...[...said.matchAll(/`+/g)].map(({ 0: run }) => run.length))
  const mark = '`'.repeat(longest + 1)
  const padding = said.startsWith('`') || said.endsWith('`') ? ' ' : ''
  return `${mark}${padding}${said}${padding}${mark}`
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu,
      (character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
    )
    .trim()
