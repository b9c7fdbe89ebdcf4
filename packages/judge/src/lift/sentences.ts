/** A sentence of a prompt. */
export interface Sentence {
  /** As it stands there, white space at its ends aside. */
  readonly text: string
  /** The line it begins on, counted from 1. */
  readonly line: number
}

/** Ends a sentence: a full stop and the like before white space, a line that begins a list item or heading, a blank line. */
const END = /(?<=[.!?。！？]["')\]]*)\s+|\n(?=[ \t]*(?:[-*+]|\d+[.)]|#{1,6})\s)|\n\s*\n/gu

const CODE = /^ {0,3}(```|~~~)[^\n]*\n[\s\S]*?(?:^ {0,3}\1[^\n]*|$(?![\s\S]))/gm

/** The sentences of a prompt, in order, with list items and headings as sentences of their own; none of blocks of code. */
export function sentencesOf(text: string): readonly Sentence[] {
  const prompt = text.replaceAll(CODE, (code) => code.replaceAll(/[^\n]/g, ' '))
  const sentences: Sentence[] = []
  let line = 1
  let from = 0
  const add = (until: number, next: number): void => {
    const piece = prompt.slice(from, until)
    const text = piece.trim()
    const lead = piece.length - piece.trimStart().length
    if (/[\p{L}\p{N}]/u.test(text)) sentences.push({ text, line: line + newlines(piece.slice(0, lead)) })
    line += newlines(prompt.slice(from, next))
    from = next
  }
  for (const { 0: gap, index } of prompt.matchAll(END)) add(index, index + gap.length)
  add(prompt.length, prompt.length)
  return sentences
}

const newlines = (text: string): number => text.split('\n').length - 1
