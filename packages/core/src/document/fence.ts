import type { Element } from './elements.ts'
import { Excerpt } from './source.ts'

/** The lines between a fence's marks, without the indentation of the opening one. */
export function fenceBody(element: Element, lines: readonly string[]): Excerpt {
  const indent = /^ {0,3}/.exec(lines[element.first - 1] ?? '')![0].length
  return new Excerpt(lines, element.first + 1, isClosed(element, lines) ? element.last - 1 : element.last, indent)
}

/** Whether a fence has its closing mark; one without runs to the end of the document. */
export function isClosed({ first, last, tokens }: Element, lines: readonly string[]): boolean {
  const end = (lines[last - 1] ?? '').trim()
  const { markup } = tokens[0]!
  return last > first && end.startsWith(markup) && end === markup[0]!.repeat(end.length)
}
