import type { Span } from '../judgement.ts'

/** What stands for somebody else's words: blocks of code, quoted lines, untrusted text, words in quotation marks. */
const QUOTATIONS: readonly RegExp[] = [
  /^ {0,3}(```|~~~)[^\n]*\n[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm,
  /^ {0,3}>[^\n]*(?:\n[^\n]+)*/gm,
  /<(untrusted_text|quote|blockquote|document)\b[^>]{0,200}>[\s\S]*?(?:<\/\1>|$(?![\s\S]))/g,
  /"[^"\n]{1,2000}"|“[^”\n]{1,2000}”|«[^»\n]{1,2000}»|„[^“”\n]{1,2000}[“”]/g,
]

/** The quotations in a text, as far as they show without understanding it. */
export const quotationsIn = (text: string): readonly Span[] =>
  QUOTATIONS.flatMap((quotation) =>
    [...text.matchAll(quotation)].map(({ 0: match, index }) => ({ start: index, end: index + match.length })),
  )

/** Whether a stretch stands wholly inside one of these. */
export const isWithin = (outer: readonly Span[], { start, end }: Span): boolean =>
  outer.some((each) => each.start <= start && end <= each.end)
