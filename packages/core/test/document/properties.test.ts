import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Document,
  danglingReferences,
  decodeText,
  formatDiagnostic,
  readDocument,
  slug,
} from '../../src/document/index.ts'
import { structured } from './documents.ts'
import { textAt } from './reading.ts'

const numRuns = Number(process.env.BYLAW_RUNS ?? 500)

function expectPlaced(document: Document): void {
  const lines = document.text.split(/\r\n|\r|\n/)
  const places = [
    ...[...document.diagnostics, ...document.sections, ...document.examples, ...document.blocks],
    ...[...document.references, ...document.footnotes],
  ]
  for (const { line, column } of places) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length + 1)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
  }
}

describe('reading', () => {
  it('is tried on documents that are dense with structure', () => {
    const documents = fc.sample(structured, 300).map((text) => readDocument('a.md', text))
    const share = (has: (document: Document) => boolean) => documents.filter(has).length / documents.length
    expect(share(({ blocks }) => blocks.some(({ statements }) => statements.length > 0))).toBeGreaterThan(0.25)
    expect(share(({ examples }) => examples.some(({ turns }) => turns.length > 0))).toBeGreaterThan(0.25)
    expect(share(({ header }) => header.present)).toBeGreaterThan(0.5)
  })

  it('never throws, and every place lies in the text', () => {
    fc.assert(
      fc.property(fc.oneof(structured, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const document = readDocument('a.md', text)
        expect(document.diagnostics.map(({ code }) => code)).not.toContain('unreadable')
        expectPlaced(document)
        for (const diagnostic of document.diagnostics) formatDiagnostic(diagnostic, document.text, { color: true })
        danglingReferences([document])
      }),
      { numRuns },
    )
  })

  it('never throws on bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { text, diagnostics } = decodeText('a.md', bytes)
        expect(text.isWellFormed()).toBe(true)
        expect(diagnostics.length === 0).toBe(Buffer.from(bytes).equals(withMark(text, bytes)))
      }),
      { numRuns },
    )
  })

  it('is deterministic', () => {
    fc.assert(
      fc.property(structured, (text) => {
        expect(readDocument('a.md', text)).toEqual(readDocument('a.md', text))
      }),
      { numRuns: 100 },
    )
  })

  it('places references, marks and names where their text stands', () => {
    fc.assert(
      fc.property(structured, (text) => {
        const document = readDocument('a.md', text)
        for (const reference of document.references) expect(textAt(document, reference, 1)).toBe('[')
        for (const { label, length, ...mark } of document.footnotes) {
          expect(textAt(document, mark, length)).toBe(mark.definition ? `[^${label}]:` : `[^${label}]`)
        }
        for (const statement of document.blocks.flatMap((block) => block.statements)) {
          const named = statement.kind === 'trust' ? statement.fact : statement.behavior
          expect(textAt(document, named, named.name.length)).toBe(named.name)
        }
      }),
      { numRuns },
    )
  })

  it('makes prose of lines of the source only', () => {
    fc.assert(
      fc.property(structured, (text) => {
        const document = readDocument('a.md', text)
        const source = document.text.split(/\r\n|\r|\n/)
        for (const prose of [document.preamble, ...document.sections.map((section) => section.prose)]) {
          expect(prose).toBe(prose.trimEnd())
          let at = 0
          for (const line of prose.split('\n')) {
            at = source.findIndex((written, index) => index >= at && isPartOf(line, written))
            expect(at, line).toBeGreaterThanOrEqual(0)
          }
        }
      }),
      { numRuns },
    )
  })

  it('gives every section its own id, and nests them', () => {
    fc.assert(
      fc.property(structured, (text) => {
        const { sections } = readDocument('a.md', text)
        expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length)
        for (const { index, parent, depth, line, endLine } of sections) {
          expect(endLine).toBeGreaterThanOrEqual(line)
          if (parent === null) continue
          expect(parent).toBeLessThan(index)
          expect(sections[parent]!.depth).toBeLessThan(depth)
          expect(sections[parent]!.endLine).toBeGreaterThanOrEqual(endLine)
        }
      }),
      { numRuns },
    )
  })

  it('loses nothing of a dialogue', () => {
    const part = fc.constantFrom(
      ...[
        '<user>',
        '</user>',
        '<assistant>',
        '</assistant>',
        '<comparison>',
        '</comparison>',
        '<settings>',
        '</settings>',
      ],
      ...['<untrusted>', '</untrusted>', '\n', '```\n', ' ', '<div>', '<!-- x -->', 'w1 ', 'w2 ', 'w3 ', 'w4 '],
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const document = readDocument('a.md', `**Example**: e\n\n~~~~~xml\n${parts.join('')}\n~~~~~`)
        const { turns, answers, notes } = document.examples[0]!
        const compared = answers.filter((answer) => !turns.includes(answer))
        const kept = [...turns.map(({ text }) => text), ...compared.map(({ text }) => text), ...notes].join(' ')
        const words = (text: string) => (text.match(/w\d/g) ?? []).toSorted()
        expect(words(kept)).toEqual(words(parts.join('')))
      }),
      { numRuns },
    )
  })

  it('gives slugs that are never taken', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a-1', 'a 1', 'A', 'b', '', 'a-1-1', 'constructor')), (titles) => {
        const taken = new Map<string, number>()
        const slugs = titles.map((title) => slug(title, taken))
        expect(new Set(slugs).size).toBe(titles.length)
      }),
      { numRuns },
    )
  })
})

/** The bytes of a text, with the byte order mark again where the original had one. */
function withMark(text: string, original: Uint8Array): Buffer {
  const mark = original[0] === 0xef && original[1] === 0xbb && original[2] === 0xbf
  return Buffer.from(mark ? `\ufeff${text}` : text)
}

/** Whether a line of prose has the characters of a source's line in their order; an empty comment stands for one. */
function isPartOf(line: string, written: string): boolean {
  let at = 0
  for (const character of line.replaceAll('<!-- -->', '')) {
    at = written.indexOf(character, at) + 1
    if (at === 0) return false
  }
  return true
}
