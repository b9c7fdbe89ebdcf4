import type { Document, Section } from '../../document/types.ts'
import { linesOf } from './block-text.ts'
import type { Ground } from './ground.ts'
import { finding } from './report.ts'
import type { DeepFinding, Edit } from './types.ts'

/** Less than so many words are an introduction. */
const MANY = 40

const EXAMPLE = [
  '',
  '**Example**: what this section asks for',
  '',
  '~~~xml',
  '<user>',
  '…',
  '</user>',
  '<comparison>',
  '<assistant> <!-- GOOD: keeps to this section -->',
  '…',
  '</assistant>',
  '<assistant> <!-- BAD: goes against it -->',
  '…',
  '</assistant>',
  '</comparison>',
  '~~~',
]

/**
 * Sections of a root file that ask for something and can't be measured: they state an authority or stand under one, have
 * prose worth the name, and neither they nor any of their subsections has a block or an example.
 */
export function notMeasurable(ground: Ground): readonly DeepFinding[] {
  const { policy } = ground
  return policy.sections.flatMap(({ layer, index, authority, behaviors }) => {
    const { document, rank } = policy.layers[layer]!
    const section = document.sections[index]!
    if (rank > 0 || authority === null || behaviors.length > 0 || section.prose.split(/\s+/).length < MANY) return []
    if (
      isShown(document, section) ||
      policy.sections.some((each) => each.behaviors.length > 0 && isInside(each, layer, index))
    )
      return []
    const at = { file: document.file, line: section.line, column: section.column }
    return finding(
      'not-measurable',
      at,
      `“${section.title}” asks for something and has neither a behavior nor an example to measure it by`,
      {
        severity: 'info',
        length: section.title.length,
        help: 'add a behavior with what its values look like, or an example with graded answers',
        edit: withExample(document, section),
      },
    )
  })

  function isInside(each: (typeof policy.sections)[number], layer: number, index: number): boolean {
    const { document } = policy.layers[layer]!
    const [section, whole] = [document.sections[each.index], document.sections[index]!]
    return each.layer === layer && section !== undefined && section.line > whole.line && section.line <= whole.endLine
  }
}

/** Whether a block or an example stands in a section or below it. */
const isShown = ({ blocks, examples }: Document, { line, endLine }: Section): boolean =>
  [...blocks, ...examples].some((each) => each.line > line && each.line <= endLine)

/** The frame of an example at the end of the section's own text. */
function withExample(document: Document, section: Section): Edit {
  const lines = linesOf(document)
  const next = document.sections[section.index + 1]
  let last = next === undefined ? lines.length : next.line - 1
  while (last > section.line && lines[last - 1]!.trim() === '') last--
  const at = { line: last, column: lines[last - 1]!.length + 1 }
  return {
    title: 'add the frame of an example',
    file: document.file,
    from: at,
    to: at,
    text: `\n${EXAMPLE.join('\n')}`,
  }
}
