import type { Env } from 'markdown-it'
import { readDialogue } from './dialogue.ts'
import type { Element } from './elements.ts'
import { fenceBody } from './fence.ts'
import { plainText } from './inline.ts'
import type { Prose } from './prose.ts'
import type { Report } from './report.ts'
import type { Example } from './types.ts'

const heading = /^\*\*Example(?:\*\*\s*:|:\*\*|\*\*)\s*/i

/** What examples are read from: the elements with the section that each stands in. */
export interface ExampleSource {
  readonly elements: readonly Element[]
  readonly sectionOf: readonly (number | null)[]
  readonly lines: readonly string[]
  readonly env: Env
  /** The title of a section, for `[?](#id)` in an example's title. */
  readonly titleOf: (id: string) => string | undefined
}

/** Reads the examples, and takes them out of the prose. */
export function readExamples(source: ExampleSource, prose: Prose, report: Report): Example[] {
  const examples: Example[] = []
  const { elements } = source
  for (let index = 0; index < elements.length; index++) {
    const content = titleContent(elements[index]!)
    if (content === null) continue
    const fence = dialogueFence(elements, index)
    const { first, last } = elements[index]!
    if (fence < 0) {
      const help = 'write the dialogue in a `~~~xml` fence below the title'
      const length = source.lines[first - 1]?.length
      report.warning(
        'example-without-dialogue',
        'this example has no dialogue',
        { line: first, column: 1 },
        length,
        help,
      )
      continue
    }
    examples.push(readExample(source, index, fence, content, report))
    prose.leaveOut(first, Math.max(last, elements[fence]!.last))
    index = fence
  }
  return examples
}

function titleContent({ type, tokens }: Element): string | null {
  const content = type === 'paragraph' ? tokens[1]!.content : ''
  return heading.test(content) ? content.replace(heading, '') : null
}

/** The next fence of XML, with at most running text in between; -1 where something else comes first. */
function dialogueFence(elements: readonly Element[], title: number): number {
  for (let index = title + 1; index < elements.length; index++) {
    const element = elements[index]!
    if (element.type === 'fence') return /^\s*(xml\b.*)?$/i.test(element.tokens[0]!.info) ? index : -1
    const running = ['paragraph', 'bullet_list', 'ordered_list', 'blockquote'].includes(element.type)
    if (!running || titleContent(element) !== null) return -1
  }
  return -1
}

function readExample(source: ExampleSource, title: number, fence: number, content: string, report: Report): Example {
  const { elements, lines, env, titleOf } = source
  const { first } = elements[title]!
  const body = fenceBody(elements[fence]!, lines)
  const dialogue = readDialogue(
    body.text,
    (offset) => body.position(offset),
    ({ code, message, start, length }) => report.warning(code, message, body.position(start), length),
  )
  const between = elements
    .slice(title + 1, fence)
    .map((element) => lines.slice(element.first - 1, element.last).join('\n'))
  return {
    title: plainText(content, env, titleOf),
    section: source.sectionOf[title] ?? null,
    turns: dialogue.turns,
    answers: dialogue.answers,
    notes: [...between.map((text) => text.trim()), ...dialogue.notes],
    line: first,
    column: lines[first - 1]!.indexOf('**') + 1,
  }
}
