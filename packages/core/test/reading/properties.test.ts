import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, type Inline, type Piece, readDocument, readingOf } from '../../src/index.ts'
import { sentencesOf } from '../../src/reading/sentences.ts'
import { structured } from '../document/documents.ts'
import { all, everything, inlines, ownText, shown } from './shown.ts'

const numRuns = Number(process.env.BYLAW_RUNS ?? 500)

/** Markup around `#`, which becomes a word of its own each time. */
const piece = fc.constantFrom(
  ...['# # {#a tags=x}', '## *#* #', '#', '# #', '===', '---', '', '', '  ', '***', '#. # `#.  #`! #?'],
  ...['*# **#** ~~#~~*', '**#', '#** #*', '`#', '[#](#zz) [#](https://a.example)', '[#](javascript:#)', '![#](x) #'],
  ...['> #', '> # #', '- #', '  - #', '      #', '1. #', '12) #', '    #', '\t#', '- - > #', '> 1. #'],
  ...[
    '[^n]: #',
    '#[^n] #',
    '    # [^n]',
    '\n| # | *#* |\n|---|:-:|',
    '| # | # |',
    '!!! meta "#"',
    '!!! note',
    '    !!! tip "#"',
  ],
  ...['<div>#', '#</div>', '# <b>#</b>', '<!-- c -->', '# <!-- c --> #', '\\# &amp; #\\', '#  ', '#&#35;.'],
  ...['```#', '```', '~~~xml', '~~~', '````', '   ```', '**Example**: # [?](#zz)', '<user>', '</user>', '# "#." #'],
  ...['\n**Example**: #\n\n#\n\n~~~xml\n<user>#</user>\n~~~', '```yaml bylaw\nbehavior: #\n```\n'],
)

/** Random Markdown, without front matter, in which every word stands once. A `#` that makes a heading stays. */
const numbered = fc.array(piece, { maxLength: 40, size: 'max' }).map((lines) => {
  let count = 0
  return ['', ...lines]
    .map((line) => {
      const [heading = ''] = /^#+ (?=[#*])/.exec(line) ?? []
      const rest = line.slice(heading.length).replace(/(?<![({&])#(?!\d|zz)/g, () => `w${++count}`)
      return heading + rest.replaceAll('javascript:w', 'javascript:v')
    })
    .join('\n')
})

const words = (text: string): string[] => text.match(/w\d+/g) ?? []

/** The words of a document as its reading shows them, notes last in each section. */
function shownWords(document: Document): string[] {
  const { preamble, sections } = readingOf(document)
  const titles = document.sections.map(({ title }) => words(title))
  const parts = sections.map((section, index) => [...titles[index]!, ...wordsOf(section, document)])
  return [...wordsOf(preamble, document), ...parts.flat()]
}

const wordsOf = (pieces: readonly Piece[], { examples }: Document): string[] =>
  all(pieces).flatMap((piece) => {
    if (piece.kind === 'code') return words(`${piece.info} ${piece.text}`)
    if (piece.kind !== 'example') return words(ownText(piece))
    const { title, notes, turns, answers } = examples[piece.example]!
    const said = [...turns, ...answers.filter((answer) => !turns.includes(answer))].map(({ text }) => text)
    return words([title, ...notes, ...said].join(' ')).toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
  })

describe('a reading', () => {
  it('is tried on documents with every kind of piece', () => {
    const texts = [...fc.sample(numbered, 500), ...fc.sample(structured, 300)]
    const found = new Set(texts.flatMap((text) => everything(readingOf(readDocument('a.md', text)))).map((p) => p.kind))
    expect([...found].sort()).toEqual([
      ...['admonition', 'block', 'code', 'commentary', 'example', 'footnotes', 'html', 'list', 'paragraph', 'quote'],
      ...['rule', 'table'],
    ])
  })

  it('shows every word of the text once', () => {
    fc.assert(
      fc.property(numbered, (text) => {
        expect(shownWords(readDocument('a.md', text)).toSorted()).toEqual(words(text).toSorted())
      }),
      { numRuns },
    )
  })

  it('shows the words in the order in which they stand', () => {
    fc.assert(
      fc.property(numbered, (text) => {
        const plain = text.replaceAll(/^\[\^n\]: /gm, '')
        expect(shownWords(readDocument('a.md', plain))).toEqual(words(plain))
      }),
      { numRuns },
    )
  })

  it('never throws, and shows each example and each block once', () => {
    fc.assert(
      fc.property(fc.oneof(structured, numbered, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const document = readDocument('a.md', text)
        const pieces = everything(readingOf(document))
        const blocks = pieces.flatMap((piece) => (piece.kind === 'block' ? [piece] : []))
        const examples = pieces.flatMap((piece) => (piece.kind === 'example' ? [piece] : []))
        expect(blocks.map(({ block }) => block)).toEqual(document.blocks.map((_, index) => index))
        expect(blocks.map(({ line }) => line)).toEqual(document.blocks.map(({ line }) => line))
        expect(examples.map(({ example }) => example)).toEqual(document.examples.map((_, index) => index))
        expect(examples.map(({ line }) => line)).toEqual(document.examples.map(({ line }) => line))
      }),
      { numRuns },
    )
  })

  it('gives ids that are unique within a section, and lines that lie in it', () => {
    fc.assert(
      fc.property(fc.oneof(structured, numbered), (text) => {
        const document = readDocument('a.md', text)
        const { sections } = readingOf(document)
        expect(sections).toHaveLength(document.sections.length)
        for (const [index, pieces] of sections.entries()) {
          const ids = all(pieces).flatMap((piece) => {
            if (piece.kind === 'paragraph') return [piece.id, ...piece.sentences.map(({ id }) => id)]
            return piece.kind === 'example' ? [piece.id] : []
          })
          expect(new Set(ids).size).toBe(ids.length)
          const end = document.sections[index + 1]?.line ?? Number.POSITIVE_INFINITY
          for (const { line } of all(pieces)) {
            expect(line).toBeGreaterThan(document.sections[index]!.line)
            expect(line).toBeLessThan(end)
          }
        }
      }),
      { numRuns },
    )
  })

  it('has no link but to the web or a mailbox, and nothing empty', () => {
    const address = fc.constantFrom(
      'javascript:a',
      'JavaScript&colon;a',
      'https://a',
      'data:,a',
      'mailto:a',
      'x',
      '#a',
      '',
    )
    const link = fc.tuple(
      fc.constantFrom('[a](', '[![b](c)](', '![b](', '[*a*](<'),
      address,
      fc.constantFrom(')', '>)'),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            link.map((parts) => parts.join('')),
            fc.constantFrom('<https://b>', '<data:b>'),
          ),
        ),
        (texts) => {
          for (const each of inlines(readingOf(readDocument('a.md', texts.join(' '))))) {
            if (each.kind === 'link') expect(each.address).toMatch(/^(https:\/\/|mailto:)/)
            if ('inline' in each) expect(each.inline).not.toEqual([])
          }
        },
      ),
      { numRuns },
    )
  })

  it('cuts sentences without losing or doubling anything', () => {
    const leaf = fc.constantFrom('A. ', 'b! C', '. ', ' ', 'e.g. D', '1. ', '“', '.”', '中。', '😀')
    const { inline } = fc.letrec<{
      inline: readonly Inline[]
      one: Inline
    }>((tie) => ({
      inline: fc.array(tie('one'), { minLength: 1, maxLength: 6, depthIdentifier: 'inline' }),
      one: fc.oneof(
        { depthIdentifier: 'inline', maxDepth: 4 },
        leaf.map((text) => ({ kind: 'text' as const, text })),
        leaf.map((text) => ({ kind: 'code' as const, text })),
        fc.constant({ kind: 'break' as const }),
        fc.constant({ kind: 'footnote' as const, label: 'n' }),
        fc.constant({ kind: 'image' as const, address: 'x', text: 'I. J' }),
        tie('inline').map((inline) => ({ kind: 'strong' as const, inline })),
      ),
    }))
    const leaves = (each: Inline): unknown[] =>
      'inline' in each ? each.inline.flatMap(leaves) : each.kind === 'text' ? [...each.text] : [each]
    fc.assert(
      fc.property(inline, (inline) => {
        const sentences = sentencesOf(inline, 'p-1')
        expect(sentences.flatMap((sentence) => sentence.inline.flatMap(leaves))).toEqual(inline.flatMap(leaves))
        expect(sentences.map(({ inline }) => shown(inline)).join('')).toBe(shown(inline))
        expect(sentences.map(({ id }) => id)).toEqual(sentences.map((_, index) => `p-1.${index + 1}`))
      }),
      { numRuns },
    )
  })
})
