import { type Element, topLevel } from '../document/elements.ts'
import { fenceBody } from '../document/fence.ts'
import { readFrontMatter } from '../document/front-matter.ts'
import { parseBlocks } from '../document/markdown.ts'
import { Report } from '../document/report.ts'
import { readSections } from '../document/sections.ts'
import { readSource } from '../document/source.ts'
import type { Document } from '../document/types.ts'
import { footnotesOf, piecesOf, type SectionScope } from './pieces.ts'
import type { Piece, Reading } from './types.ts'

/**
 * The text of a document as data for a page, section by section. Total: what can't be read is shown as it is written.
 * @param titles titles of sections of other documents, by id, for `[?](#id)`
 */
export function readingOf(document: Document, titles: ReadonlyMap<string, string> = new Map()): Reading {
  try {
    return readParts(document, titles)
  } catch {
    const sections = document.sections.map(() => [])
    return { preamble: [{ kind: 'code', line: 1, info: '', text: document.text }], sections }
  }
}

interface Elements {
  readonly document: Document
  readonly elements: readonly Element[]
  readonly lines: readonly string[]
  /** Index of an example or a block by the line it begins in. */
  readonly examples: ReadonlyMap<number, number>
  readonly blocks: ReadonlyMap<number, number>
}

function readParts(document: Document, titles: ReadonlyMap<string, string>): Reading {
  const report = new Report(document.file)
  const { lines } = readSource(document.text, report)
  const { header, last } = readFrontMatter(lines, report)
  const body = '\n'.repeat(last) + lines.slice(last).join('\n').replaceAll('\0', '\ufffd')
  const { tokens, env } = parseBlocks(body)
  const elements = topLevel(tokens)
  const { sectionOf } = readSections(elements, lines, env, header, report)

  const own = new Map(document.sections.map(({ id, title }) => [id, title]))
  const titleOf = (id: string) => own.get(id) ?? titles.get(id)
  const newScope = (): SectionScope => ({ env, titleOf, paragraphs: 0, examples: 0, notes: [] })
  const preamble = { scope: newScope(), pieces: [] as Piece[] }
  const sections = document.sections.map(() => ({ scope: newScope(), pieces: [] as Piece[] }))
  const headings = new Set(document.sections.map(({ line }) => line))
  const source: Elements = { document, elements, lines, ...placesOf(document) }
  for (let index = 0; index < elements.length; ) {
    const section = sectionOf[index]
    const { scope, pieces } = section == null ? preamble : sections[section]!
    const { type, first } = elements[index]!
    if (type === 'heading' && headings.has(first)) index++
    else index = readElement(source, index, scope, pieces)
  }
  const whole = ({ scope, pieces }: typeof preamble): readonly Piece[] => [...pieces, ...footnotesOf(scope)]
  return { preamble: whole(preamble), sections: sections.map(whole) }
}

const placesOf = ({ examples, blocks }: Document): Pick<Elements, 'examples' | 'blocks'> => ({
  examples: new Map(examples.map(({ line }, index) => [line, index])),
  blocks: new Map(blocks.map(({ line }, index) => [line, index])),
})

/** Adds what an element makes; returns the index of the next element that is not part of it. */
function readElement(source: Elements, index: number, scope: SectionScope, pieces: Piece[]): number {
  const { elements, lines } = source
  const element = elements[index]!
  const { type, first: line } = element
  const example = type === 'paragraph' ? source.examples.get(line) : undefined
  if (example !== undefined) {
    pieces.push({ kind: 'example', id: `ex-${++scope.examples}`, line, example })
    let dialogue = index + 1
    while (dialogue < elements.length && elements[dialogue]!.type !== 'fence') dialogue++
    return dialogue + 1
  }
  const block = type === 'fence' ? source.blocks.get(line) : undefined
  if (block !== undefined) pieces.push({ kind: 'block', line, block, text: fenceBody(element, lines).text })
  else for (const piece of piecesOf(element.tokens, scope)) pieces.push(piece)
  return index + 1
}
