import type { Cut } from './comments.ts'
import type { Element } from './elements.ts'
import type { Footnote } from './types.ts'

/** What becomes of a line when prose is made: it is kept, left out, or kept as it is, blank lines and all. */
const kept = 0
const left = 1
const verbatim = 2

/** What a line has before its text: blanks, and the marks of quotations and lists. */
const prefix = /^(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/
const empty = '<!-- -->'

/**
 * The text of a document without what is not for a model: headings, commentary, examples, blocks, footnotes, and
 * comments, which no reader of the page sees.
 */
export class Prose {
  readonly #lines: readonly string[]
  readonly #fate: Uint8Array
  readonly #cuts = new Map<number, LineCut[]>()

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
    for (const mark of footnotes) if (!mark.definition) this.#cut(mark, false)
    for (const cut of comments) this.#cut(cut, true)
  }

  #cut({ line, column, length }: Cut, comment: boolean): void {
    const cut = { from: column - 1, to: column - 1 + length, comment }
    const others = this.#cuts.get(line)
    if (others === undefined) this.#cuts.set(line, [cut])
    else others.push(cut)
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
      const cuts = this.#cuts.get(number)
      const whole = this.#lines[number - 1] ?? ''
      const line = cuts === undefined ? whole : withoutCuts(whole, cuts)
      if (line === null) continue
      const blank = line.trim() === ''
      if (blank && fate === kept && (taken.length === 0 || taken.at(-1) === '')) continue
      taken.push(blank && fate === kept ? '' : line)
    }
    return taken.join('\n').trimEnd()
  }
}

interface LineCut {
  readonly from: number
  readonly to: number
  readonly comment: boolean
}

/**
 * A line without its footnote marks and comments; null where comments were all its text. A comment before which nothing
 * stands leaves an empty one where what comes behind it could otherwise become a heading, a fence or the like.
 */
function withoutCuts(line: string, cuts: readonly LineCut[]): string | null {
  const ordered = cuts.toSorted((a, b) => a.from - b.from)
  const leads = ordered[0]!.comment && prefix.exec(line)![0].length >= ordered[0]!.from
  const start = leads ? ordered[0]!.from : 0
  const parts: string[] = []
  let at = start
  for (const { from, to, comment } of ordered) {
    const part = line.slice(at, from)
    const spaced = comment && (to >= line.length || /[ \t]/.test(line[to]!))
    parts.push(spaced ? part.trimEnd() : part)
    at = to
  }
  const rest = parts.join('') + line.slice(at)
  const before = line.slice(0, start)
  if (!leads) return rest
  if (rest.trim() === '') return /^[ \t>]*$/.test(before) ? null : before + empty
  return before + (/^\s*\p{L}/u.test(rest) ? rest.trimStart() : empty + rest)
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
