import type { Token } from 'markdown-it'

/**
 * A block that stands at the top level of the document. Only these make structure: a heading in a list or a quotation
 * is part of what is quoted, and a fence there is somebody else's text.
 */
export interface Element {
  /** markdown-it's type without `_open`: `heading`, `paragraph`, `fence`, `code_block`, `html_block`, `admonition`, `footnote`, … */
  readonly type: string
  /** First and last line, counted from 1, both inclusive. */
  readonly first: number
  readonly last: number
  /** All its tokens, its own opening and closing ones included. */
  readonly tokens: readonly Token[]
}

/** Groups block tokens by the top-level block they belong to. */
export function topLevel(tokens: readonly Token[]): Element[] {
  const elements: Element[] = []
  for (let start = 0; start < tokens.length; start++) {
    const token = tokens[start]!
    let end = start
    if (token.nesting === 1) {
      do end++
      while (end < tokens.length && tokens[end]!.level > token.level)
    }
    const [from, to] = token.map ?? [0, 0]
    const type = token.type.replace(/_open$/, '')
    elements.push({ type, first: from + 1, last: Math.max(from + 1, to), tokens: tokens.slice(start, end + 1) })
    start = end
  }
  return elements
}
