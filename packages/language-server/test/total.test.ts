import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { structured } from '../../core/test/document/documents.ts'
import { completionsAt, typedLength } from '../src/completion.ts'
import { diagnosticsOf } from '../src/diagnostics.ts'
import { hoverText } from '../src/hover.ts'
import { Library } from '../src/library.ts'
import { placeOfCursor } from '../src/place-of-cursor.ts'
import { linesOf } from '../src/places.ts'
import { rename } from '../src/rename.ts'
import { spec } from './stack.ts'

/** Random text, and the spec of the tests cut and spoilt somewhere. */
const text = fc.oneof(
  structured,
  fc
    .tuple(
      fc.nat(spec.length),
      fc.nat(30),
      fc.constantFrom('', '{', '"', "'", '\n', '\t', '\r', '```', '---\n', ': ', '[x](#'),
    )
    .map(([at, cut, put]) => spec.slice(0, at) + put + spec.slice(at + cut)),
)

describe('any text, at any place', () => {
  it('has an answer, with ranges inside the text', () => {
    const numRuns = Number(process.env.BYLAW_RUNS ?? 500)
    let asked = 0
    fc.assert(
      fc.property(text, fc.nat(), (said, draw) => {
        const library = new Library({ read: () => null, stamp: () => null, stacks: () => [] })
        library.show('/a.md', said)
        const document = library.document('/a.md')!
        const offset = draw % (document.text.length + 1)
        const lines = linesOf(document)
        expect(lines.offsetAt(lines.positionAt(offset))).toBeLessThanOrEqual(offset)
        const views = library.stacksOf('/a.md')
        for (const { range } of diagnosticsOf(document, views)) {
          expect(range.start.line).toBeLessThan(lines.count)
          expect(lines.offsetAt(range.end)).toBeGreaterThanOrEqual(lines.offsetAt(range.start))
        }
        for (const view of views) {
          const place = placeOfCursor(document, offset)
          if (place !== null) {
            expect(typedLength(place)).toBeLessThanOrEqual(offset)
            completionsAt(place, view)
          }
          const occurrence = view.glossary.at(document, offset)
          if (occurrence === null) continue
          asked++
          hoverText(occurrence, views)
          expect(view.glossary.references(occurrence).length).toBeGreaterThanOrEqual(occurrence.exact ? 1 : 0)
          rename(occurrence, 'zz-new', views)
        }
      }),
      { numRuns },
    )
    expect(asked).toBeGreaterThan(numRuns / 20)
  })
})
