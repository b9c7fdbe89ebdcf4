import { commentCuts } from './comments.ts'
import type { Position } from './diagnostic.ts'
import { type Element, topLevel } from './elements.ts'
import { readExamples } from './examples.ts'
import { readFrontMatter } from './front-matter.ts'
import { limits } from './limits.ts'
import { parseBlocks } from './markdown.ts'
import { commentaryText, isCommentary, Prose, taught } from './prose.ts'
import { References } from './references.ts'
import { Report } from './report.ts'
import { readSections, type SectionFrame } from './sections.ts'
import { readSource, withoutMark } from './source.ts'
import { Fences } from './statement-fences.ts'
import type { Document, Section } from './types.ts'

/**
 * Reads a file's text. Total: it never throws, and takes time and memory in proportion to the text. What can't be read is
 * in `diagnostics`; what is well-formed beside it stays. `text` of the result is without a byte order mark.
 * @param file the name that diagnostics show
 */
export function readDocument(file: string, text: string): Document {
  const report = new Report(file)
  const whole = withoutMark(text)
  try {
    return readParts(file, whole, report)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    report.error('unreadable', `this file could not be read: ${why}`, { line: 1, column: 1 })
    return { ...emptyDocument(file, whole), diagnostics: report.diagnostics() }
  }
}

function emptyDocument(file: string, text: string): Document {
  const { header } = readFrontMatter([], new Report(file))
  const nothing = {
    preamble: '',
    sections: [],
    examples: [],
    blocks: [],
    references: [],
    footnotes: [],
    diagnostics: [],
  }
  return { file, text, header, ...nothing }
}

function readParts(file: string, text: string, report: Report): Document {
  const { lines } = readSource(text, report)
  const { header, last: headerEnd } = readFrontMatter(lines, report)
  const body = '\n'.repeat(headerEnd) + lines.slice(headerEnd).join('\n').replaceAll('\0', '\ufffd')
  const { tokens, env, tooDeep } = parseBlocks(body)
  const elements = topLevel(tokens)
  reportTooDeep(elements, tooDeep, report)
  const { frames, sectionOf } = readSections(elements, lines, env, header, report)

  const references = new References(lines, env, report)
  for (const [index, element] of elements.entries()) references.read(element, sectionOf[index]!)
  const { footnotes } = references
  const comments = elements.flatMap((element) => (taught(element) ? commentCuts(element, lines, env, report) : []))
  const prose = new Prose(lines, elements, footnotes, comments)
  const fences = new Fences(lines, report)
  for (const [index, element] of elements.entries()) {
    if (fences.read(element, sectionOf[index]!)) prose.leaveOut(element.first, element.last)
  }
  const titles = new Map(frames.map(({ id, title }) => [id, title]))
  const titleOf = (id: string) => titles.get(id)
  const examples = readExamples({ elements, sectionOf, lines, env, titleOf }, prose, report)
  const commentaries = frames.map((): string[] => [])
  for (const [index, element] of elements.entries()) {
    const section = sectionOf[index]
    if (section != null && isCommentary(element)) commentaries[section]!.push(commentaryText(element, lines))
  }
  const sections = frames.map((frame) => toSection(frame, frames, lines.length, prose, commentaries[frame.index]!))
  const preamble = prose.text(headerEnd + 1, frames[0] === undefined ? lines.length : frames[0].line - 1)
  const found = { examples, blocks: fences.blocks, references: references.references, footnotes }
  return { file, text, header, preamble, sections, ...found, diagnostics: report.diagnostics() }
}

/** One finding for each element, at its first place that nests too deep: one list may have thousands. */
function reportTooDeep(elements: readonly Element[], tooDeep: readonly Position[], report: Report): void {
  let next = 0
  for (const { last } of elements) {
    const place = tooDeep[next]
    if (place === undefined) return
    if (place.line > last) continue
    const help = `lists, quotations and notes are read ${limits.nesting} levels deep; a list takes two`
    report.warning('nested-too-deep', 'this nests too deep, and is read as plain text', place, 1, help)
    while (next < tooDeep.length && tooDeep[next]!.line <= last) next++
  }
}

/** A section's own text ends where the next heading stands, whichever its rank. */
function toSection(
  frame: SectionFrame,
  frames: readonly SectionFrame[],
  lastLine: number,
  prose: Prose,
  commentary: readonly string[],
): Section {
  const next = frames[frame.index + 1]
  return { ...frame, prose: prose.text(frame.line, next === undefined ? lastLine : next.line - 1), commentary }
}
