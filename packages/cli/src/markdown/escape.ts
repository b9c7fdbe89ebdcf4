import { visible } from '../output.ts'

/** So long a text is told in full. */
const LONGEST = 300

/**
 * Text of a document inside a Markdown table, as code: there no Markdown, HTML, link, mention or reference is read.
 * What could end a code span or a cell is written as an entity in an element of its own.
 */
export function code(text: string): string {
  const line = visible(text).replace(/\s+/g, ' ').trim()
  const shown = [...line].length > LONGEST ? `${[...line].slice(0, LONGEST).join('')}…` : line
  if (shown === '') return ''
  return /[`|\\]/.test(shown) ? `<code>${shown.replace(/[^A-Za-z0-9 ]/gu, entity)}</code>` : `\`${shown}\``
}

const entity = (character: string): string => `&#${character.codePointAt(0)};`
