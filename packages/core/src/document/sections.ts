import type { Env, Token } from 'markdown-it'
import { AttributeReader, type Attributes, noAttributes, splitHeading } from './attributes.ts'
import type { Position } from './diagnostic.ts'
import type { Element } from './elements.ts'
import { inlineTexts, plainText } from './inline.ts'
import { defaultChain } from './levels.ts'
import { limits } from './limits.ts'
import type { Report } from './report.ts'
import { slug } from './slug.ts'
import type { Header, Named, Section } from './types.ts'

/** A section before its prose is known. */
export type SectionFrame = Omit<Section, 'prose' | 'commentary'>

export interface Sections {
  readonly frames: readonly SectionFrame[]
  /** For each element the index of the section it stands in, null before the first heading. */
  readonly sectionOf: readonly (number | null)[]
}

interface HeadingRead extends Position {
  readonly title: string
  readonly depth: number
  readonly attributes: Attributes
}

/** Reads the headings among the elements: ids, authorities and tags with what is inherited. */
export function readSections(
  elements: readonly Element[],
  lines: readonly string[],
  env: Env,
  header: Header,
  report: Report,
): Sections {
  const chain = header.chain?.map((level) => level.name) ?? []
  const reader = new AttributeReader(new Set([...defaultChain, ...chain, 'guideline']), report)
  const headings: HeadingRead[] = []
  const sectionOf: (number | null)[] = []
  let full = false
  for (const element of elements) {
    if (element.type === 'heading' && headings.length < limits.sections) {
      headings.push(readHeading(element, lines, env, reader, report))
    } else if (element.type === 'heading' && !full) {
      full = true
      const message = `more than ${limits.sections} headings; the text below belongs to the last one read`
      report.error('too-many-sections', message, { line: element.first, column: 1 })
    }
    sectionOf.push(headings.length === 0 ? null : headings.length - 1)
  }
  const ids = assignIds(headings, report)
  return { frames: nest(headings, ids, lines.length), sectionOf }
}

function readHeading(
  element: Element,
  lines: readonly string[],
  env: Env,
  reader: AttributeReader,
  report: Report,
): HeadingRead {
  const open = element.tokens[0] as Token
  const [text] = inlineTexts(element.tokens, lines)
  const content = text?.content ?? ''
  const heading = splitHeading(content)
  const title = plainText(heading.title, env, () => undefined)
  const line = lines[element.first - 1] ?? ''
  const at = { line: element.first, column: line.length - line.trimStart().length + 1 }
  let attributes = noAttributes
  if (heading.attributes !== null && text !== undefined) {
    const brace = text.position(heading.offset - 1)
    const length = heading.attributes.length + 1
    if (heading.closed) attributes = reader.read(heading.attributes, (offset) => text.position(heading.offset + offset))
    else report.error('malformed-attribute', 'these attributes are not closed', brace, length, 'add `}`')
  }
  return { title, depth: Number(open.tag.slice(1)), attributes, ...at }
}

/** Explicit ids first, so that no slug takes one; then slugs in reading order. */
function assignIds(headings: readonly HeadingRead[], report: Report): string[] {
  const taken = new Map<string, number>()
  const first = new Map<string, Named>()
  const ids = headings.map(({ attributes: { id } }) => {
    if (id === null) return null
    const before = first.get(id.name)
    if (before !== undefined) {
      const message = `\`${id.name}\` is already the id of the heading in line ${before.line}`
      report.error('duplicate-id', message, id, id.name.length + 1, 'give one of the two another id')
      return null
    }
    first.set(id.name, id)
    taken.set(id.name, 0)
    return id.name
  })
  return headings.map((heading, index) => ids[index] ?? slug(heading.attributes.id?.name ?? heading.title, taken))
}

function nest(headings: readonly HeadingRead[], ids: readonly string[], lastLine: number): SectionFrame[] {
  const ends = endLines(headings, lastLine)
  const frames: SectionFrame[] = []
  for (const [index, { title, depth, attributes, line, column }] of headings.entries()) {
    let parent: number | null = index === 0 ? null : index - 1
    while (parent !== null && frames[parent]!.depth >= depth) parent = frames[parent]!.parent
    const above = parent === null ? null : frames[parent]!
    const own = attributes.authority
    const inherited = above?.tags.filter((tag) => !attributes.tags.some(({ name }) => name === tag.name)) ?? []
    frames.push({
      ...{ index, id: ids[index]!, title, depth, parent, line, column, own },
      authority: own ?? above?.authority ?? null,
      tags: attributes.tags.length === 0 ? (above?.tags ?? []) : [...inherited, ...attributes.tags],
      endLine: ends[index]!,
    })
  }
  return frames
}

/** A section ends before the next heading of the same or a higher rank. */
function endLines(headings: readonly HeadingRead[], lastLine: number): number[] {
  const ends: number[] = []
  const next: number[] = []
  for (let index = headings.length - 1; index >= 0; index--) {
    const { depth, line } = headings[index]!
    let end = lastLine
    for (let rank = 1; rank <= depth; rank++) end = Math.min(end, next[rank] ?? lastLine)
    ends[index] = end
    next[depth] = line - 1
  }
  return ends
}
