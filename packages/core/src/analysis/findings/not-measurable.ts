import type { Document, Section } from '../../document/types.ts'
import type { Policy } from '../../policy/types.ts'
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
  return policy.sections.flatMap(({ layer, index, authority }) => {
    const { document, rank } = policy.layers[layer]!
    const section = document.sections[index]!
    if (rank > 0 || authority === null || section.prose.split(/\s+/).length < MANY) return []
    if (isShown(document, section) || isDeclaredFor(policy, layer, section)) return []
    const at = { file: document.file, line: section.line, column: section.column }
    const message = `“${section.title}” asks for something and has neither a behavior nor an example to measure it by`
    return finding('not-measurable', at, message, {
      severity: 'info',
      length: section.title.length,
      help: 'add a behavior with what its values look like, or an example with graded answers',
      edit: withExample(document, section),
    })
  })
}

/** Whether a behavior is declared for a section or one below it: in an overlay, that is. */
const isDeclaredFor = ({ sections, layers }: Policy, layer: number, { line, endLine }: Section): boolean =>
  sections.some((each) => {
    const place = layers[each.layer]!.document.sections[each.index]!.line
    return each.layer === layer && each.behaviors.length > 0 && place >= line && place <= endLine
  })

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
