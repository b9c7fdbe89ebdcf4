import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Document, danglingReferences, readDocument } from '../../src/document/index.ts'
import { textAt } from './reading.ts'

/** OpenAI's Model Spec, which is not part of this repository: `BYLAW_MODEL_SPEC` names a folder that holds its releases. */
const folder = process.env.BYLAW_MODEL_SPEC ?? resolve(import.meta.dirname, '../../../../../shared/data/model-spec')

const releases = [
  {
    name: '2025-12-18.md',
    sections: 80,
    examples: 183,
    compared: 181,
    graded: { good: 193, bad: 196, ok: 8 },
    own: { root: 22, system: 3, developer: 1, user: 15, guideline: 18 },
    marks: 116,
    commentaries: 28,
  },
  {
    name: '2025-02-12.md',
    sections: 71,
    examples: 154,
    compared: 153,
    graded: { good: 168, bad: 162, ok: 7 },
    own: { root: 20, developer: 1, user: 12, guideline: 18 },
    marks: 120,
    commentaries: 20,
  },
]

const tally = (words: readonly (string | null)[]) => {
  const counts: Record<string, number> = {}
  for (const word of words) if (word !== null) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

describe.each(releases)('the Model Spec $name', ({ name, ...expected }) => {
  const path = resolve(folder, name)
  const absent = !existsSync(path)
  const open = () => readDocument(name, readFileSync(path, 'utf8'))

  it.skipIf(absent)('is read with nothing lost', () => {
    const document = open()
    const answers = document.examples.flatMap((example) => example.answers)
    expect({
      sections: document.sections.length,
      examples: document.examples.length,
      compared: document.examples.filter((example) => example.answers.length > 0).length,
      graded: tally(answers.map(({ grade }) => grade)),
      own: tally(document.sections.map(({ own }) => own)),
      marks: document.footnotes.length,
      commentaries: document.sections.flatMap(({ commentary }) => commentary).length,
    }).toEqual(expected)
    expect(document.diagnostics).toEqual([])
    expect(danglingReferences([document])).toEqual([])
  })

  it.skipIf(absent)('has every line of its own text in a section', () => {
    const document = open()
    const kept = document.sections.flatMap(({ prose, commentary }) => [prose, ...commentary]).join('\n')
    const lost = ownLines(document).filter((line) => !kept.includes(line))
    expect(lost).toEqual([])
  })

  it.skipIf(absent)('has each reference and footnote at its place, as many as a plain search finds', () => {
    const document = open()
    for (const reference of document.references) {
      expect(textAt(document, reference, reference.length)).toMatch(/^\[[^\]]*\]\(#[^)]*\)$/)
    }
    for (const note of document.footnotes) expect(textAt(document, note, note.length)).toBe(`[^${note.label}]`)
    const outside = document.text.replace(/^~~~xml$[\s\S]*?^~~~$/gm, '')
    expect(document.references).toHaveLength(outside.match(/\]\(#/g)!.length)
    expect(document.footnotes).toHaveLength(outside.match(/\[\^\w+\]/g)!.length)
  })
})

/** Lines that are neither heading, nor example, nor the opening of commentary, without footnote marks. */
function ownLines(document: Document): string[] {
  const text = document.text.replace(/^\*\*Example\*\*.*\n+~~~xml$[\s\S]*?^~~~$/gm, '')
  const lines = text.split('\n').map((line) => line.replace(/\[\^\w+\]/g, '').trim())
  return lines.filter((line) => line !== '' && !/^#{1,6} |^!!!/.test(line))
}
