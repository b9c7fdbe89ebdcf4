import type { Position } from '../../document/diagnostic.ts'
import type { Document, Section } from '../../document/types.ts'
import { linesOf } from './block-text.ts'

/** One sentence of a document's prose, in which what is quoted is blanked out, and where its characters stand. */
export interface Sentence {
  readonly text: string
  at(offset: number): Position
}

interface Line {
  readonly text: string
  readonly number: number
}

/** Code, quotations and targets of links: nothing that the document says itself. */
const QUOTED = [/`[^`]*`/g, /"[^"]{0,400}"/g, /“[^”]{0,400}”/g, /„[^“”]{0,400}[“”]/g, /\]\([^)\s]*\)/g]
const END = /[.!?]["”')*_]*(?=\s)/g

/** The sentences of a section's own prose, or of what stands before the first heading. */
export function sentencesOf(document: Document, section: Section | null): readonly Sentence[] {
  const first = document.sections[0]
  const next = section === null ? first : document.sections[section.index + 1]
  const lines = linesOf(document)
  const numbers = { from: section?.line ?? 0, to: next === undefined ? lines.length : next.line - 1 }
  const prose = section === null ? document.preamble : section.prose
  return paragraphs(located(prose, lines, numbers)).flatMap(sentencesIn)
}

/** Where each line of prose stands in the file. */
function located(prose: string, lines: readonly string[], { from, to }: { from: number; to: number }): readonly Line[] {
  let at = from
  return prose.split('\n').map((text) => {
    for (let number = at; number < to; number++) {
      if (lines[number] !== text && withoutMarks(lines[number]!) !== text) continue
      at = number + 1
      return { text: lines[number]!, number: number + 1 }
    }
    return { text: '', number: 0 }
  })
}

const withoutMarks = (line: string): string => line.replace(/\[\^[^\]\s]+\]/g, '')

/** Runs of lines that belong together; code, quotations and tables are left out. */
function paragraphs(lines: readonly Line[]): readonly (readonly Line[])[] {
  const found: Line[][] = [[]]
  let fence: string | null = null
  for (const line of lines) {
    const mark = /^\s*(```|~~~)/.exec(line.text)?.[1] ?? null
    if (fence !== null || mark !== null) {
      fence = fence === null ? mark : mark === fence ? null : fence
      found.push([])
    } else if (line.text.trim() === '' || /^\s*[>|]|^ {4}/.test(line.text)) found.push([])
    else if (/^\s*([-*+]|\d+[.)])\s/.test(line.text)) found.push([line])
    else found.at(-1)!.push(line)
  }
  return found.filter((each) => each.length > 0)
}

function sentencesIn(lines: readonly Line[]): readonly Sentence[] {
  const whole = lines.map(({ text }) => text).join('\n')
  const text = QUOTED.reduce((left, pattern) => left.replace(pattern, (quoted) => ' '.repeat(quoted.length)), whole)
  const ends = [...text.matchAll(END)].map((match) => match.index + match[0].length)
  const starts = [0, ...ends]
  return starts.map((start, place) => ({
    text: text.slice(start, starts[place + 1] ?? text.length),
    at: (offset) => positionIn(lines, start + offset),
  }))
}

function positionIn(lines: readonly Line[], offset: number): Position {
  let left = offset
  for (const { text, number } of lines) {
    if (left <= text.length) return { line: number, column: left + 1 }
    left -= text.length + 1
  }
  return { line: lines.at(-1)!.number, column: 1 }
}
