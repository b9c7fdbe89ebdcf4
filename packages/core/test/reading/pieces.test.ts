import { describe, expect, it } from 'vitest'
import type { Piece } from '../../src/index.ts'
import { all, ownText, pieces, reading, shown } from './shown.ts'

const kinds = (found: readonly Piece[]): string[] => found.map(({ kind }) => kind)
const paragraph = (id: string, line: number, text: string): Piece => ({
  ...{ kind: 'paragraph', id, line },
  sentences: [{ id: `${id}.1`, inline: [{ kind: 'text', text }] }],
})

const EXAMPLE = ['**Example**: a question', '', 'A note.', '', '~~~xml', '<user>', 'Hi', '</user>', '~~~']
const BLOCK = ['```yaml bylaw', 'behavior: b', 'values: [v, w]', 'default: v', '```']

describe('sections', () => {
  it('hold what stands under their heading, up to the next one', () => {
    const { preamble, sections } = reading('Before.', '# A', 'In A.', '## B', 'In B.', '', '# C')
    expect(preamble).toEqual([paragraph('p-1', 1, 'Before.')])
    expect(sections).toEqual([[paragraph('p-1', 3, 'In A.')], [paragraph('p-1', 5, 'In B.')], []])
  })

  it('begin below the front matter', () => {
    expect(reading('---', 'bylaw: 1', 'title: T', '---', 'Text.')).toEqual({
      preamble: [paragraph('p-1', 5, 'Text.')],
      sections: [],
    })
  })

  it('are not made of headings inside something else, which are shown as strong text', () => {
    const [quote] = pieces('> # Said elsewhere')
    const strong = { kind: 'strong', inline: [{ kind: 'text', text: 'Said elsewhere' }] }
    const sentences = [{ id: 'p-1.1', inline: [strong] }]
    expect(quote).toEqual({
      kind: 'quote',
      line: 1,
      pieces: [{ kind: 'paragraph', id: 'p-1', line: 1, sentences }],
    })
  })

  it('count their paragraphs through lists, quotations and notes', () => {
    const { sections } = reading('# A', 'One.', '- Two.', '', '  Three.', '', '[^n]: Six.', '', '> Four.', '', 'Five.')
    const ids = all(sections[0]!).flatMap((piece) => (piece.kind === 'paragraph' ? [[piece.id, ownText(piece)]] : []))
    expect(ids).toEqual([
      ['p-1', 'One.'],
      ['p-2', 'Two.'],
      ['p-3', 'Three.'],
      ['p-4', 'Four.'],
      ['p-5', 'Five.'],
      ['p-6', 'Six.'],
    ])
  })
})

describe('blocks of text', () => {
  it('are lists, with the number of the first item', () => {
    const items = [[paragraph('p-1', 1, 'a')], [paragraph('p-2', 2, 'b')]]
    expect(pieces('- a', '- b')).toEqual([{ kind: 'list', line: 1, start: null, items }])
    expect(pieces('7. a', '8. b')).toEqual([{ kind: 'list', line: 1, start: 7, items }])
    expect(pieces('0. a')[0]).toMatchObject({ start: 0 })
  })

  it('are code, fenced or indented, and rules', () => {
    expect(pieces('```ts x', ' a', '', '```', '', '    b', '', '***')).toEqual([
      { kind: 'code', line: 1, info: 'ts x', text: ' a\n' },
      { kind: 'code', line: 6, info: '', text: 'b' },
      { kind: 'rule', line: 8 },
    ])
  })

  it('are code to the end where a fence is never closed', () => {
    expect(pieces('~~~', 'a', '# b')).toEqual([{ kind: 'code', line: 1, info: '', text: 'a\n# b' }])
  })

  it('are tables', () => {
    const [table] = pieces('| a | b | c | d |', '|:--|:-:|--:|---|', '| 1 | *2* | `3\\|` | |')
    expect(table).toMatchObject({ kind: 'table', line: 1, align: ['left', 'center', 'right', null] })
    if (table?.kind !== 'table') throw new Error('no table')
    expect(table.head.map(shown)).toEqual(['a', 'b', 'c', 'd'])
    expect(table.rows.map((row) => row.map(shown))).toEqual([['1', '2', '3|', '']])
  })

  it('are HTML as the text it is, without comments', () => {
    const html = ['<div onclick="x()">', '<!-- c --><script>alert(1)</script>', '</div>']
    expect(pieces(...html)).toEqual([
      { kind: 'html', line: 1, text: '<div onclick="x()">\n<script>alert(1)</script>\n</div>' },
    ])
    expect(pieces('<!-- a', '', 'b -->', '', '<!-->', '', '<!-- c --> <!-- d -->')).toEqual([])
    expect(pieces('<!-- never', 'closed')).toEqual([{ kind: 'html', line: 1, text: '<!-- never\nclosed' }])
  })

  it('are nothing where nothing of a paragraph is shown', () => {
    expect(pieces('x', '', 'a <!-- c -->', '', '[d]: #d', '', '- <!-- e -->')).toMatchObject([
      { kind: 'paragraph', id: 'p-1' },
      { kind: 'paragraph', id: 'p-2' },
      { kind: 'list', items: [[]] },
    ])
  })
})

describe('what is no running text', () => {
  it('is commentary, for people only', () => {
    expect(pieces('!!! meta "Why"', '    Since.', '', '    - a')).toEqual([
      {
        ...{ kind: 'commentary', line: 1, title: 'Why' },
        pieces: [
          paragraph('p-1', 2, 'Since.'),
          { kind: 'list', line: 4, start: null, items: [[paragraph('p-2', 4, 'a')]] },
        ],
      },
    ])
  })

  it('is another admonition, by its name', () => {
    expect(pieces('!!! Warning', '    Text.')).toEqual([
      { kind: 'admonition', line: 1, name: 'warning', title: '', pieces: [paragraph('p-1', 2, 'Text.')] },
    ])
  })

  it('is an example: its title, what stands below it and its dialogue are one', () => {
    const { preamble, sections } = reading(...EXAMPLE, '', '# A', ...EXAMPLE, '', ...EXAMPLE, '', 'After.')
    expect(preamble).toEqual([{ kind: 'example', id: 'ex-1', line: 1, example: 0 }])
    expect(sections).toEqual([
      [
        { kind: 'example', id: 'ex-1', line: 12, example: 1 },
        { kind: 'example', id: 'ex-2', line: 22, example: 2 },
        paragraph('p-1', 32, 'After.'),
      ],
    ])
  })

  it('is no example without a dialogue, or inside something else', () => {
    expect(kinds(pieces('**Example**: a', '', 'b', '', '***'))).toEqual(['paragraph', 'paragraph', 'rule'])
    expect(kinds(all(pieces(...EXAMPLE.map((line) => `> ${line}`))))).toEqual([
      'quote',
      'paragraph',
      'paragraph',
      'code',
    ])
  })

  it('is a block, with its YAML as written', () => {
    expect(pieces('Text.', '', ...BLOCK, '', ...BLOCK.slice(0, -1))).toEqual([
      paragraph('p-1', 1, 'Text.'),
      { kind: 'block', line: 3, block: 0, text: 'behavior: b\nvalues: [v, w]\ndefault: v' },
      { kind: 'block', line: 9, block: 1, text: 'behavior: b\nvalues: [v, w]\ndefault: v' },
    ])
  })

  it('is code where a block can not be read, or counts for nothing', () => {
    const broken = pieces('```yaml bylaw', '- a', '```', '', ...BLOCK)
    expect(broken).toMatchObject([
      { kind: 'code', line: 1, info: 'yaml bylaw', text: '- a' },
      { kind: 'block', line: 5, block: 0 },
    ])
    expect(kinds(all(pieces(...BLOCK.map((line) => `> ${line}`))))).toEqual(['quote', 'code'])
  })

  it('is the notes of a section, at its end', () => {
    const note = ['a[^1]', '', '[^1]: One.', '', '    More.', '', '- b', '', '  [^2]: Two.', '', 'c']
    const { sections } = reading('# A', ...note, '', '# B')
    expect(kinds(sections[0]!)).toEqual(['paragraph', 'list', 'paragraph', 'footnotes'])
    expect(sections[0]!.at(-1)).toEqual({
      ...{ kind: 'footnotes', line: 4 },
      notes: [
        { label: '1', pieces: [paragraph('p-4', 4, 'One.'), paragraph('p-5', 6, 'More.')] },
        { label: '2', pieces: [paragraph('p-6', 10, 'Two.')] },
      ],
    })
    expect(sections[1]).toEqual([])
  })
})

describe('what nests too deep to be read', () => {
  it.each([
    ['lists', '- '.repeat(60)],
    ['quotations', '>'.repeat(150)],
    ['notes', `${'> '.repeat(99)}[^n]: `],
  ])('is shown as written: %s', (_, opening) => {
    const found = all(pieces(`${opening}secret`, '', 'behind'))
    expect(found.map(ownText).join('\n')).toContain('secret')
    expect(found.map(ownText).join('\n')).toContain('behind')
  })

  it('is read where it is fifty lists deep but for the innermost', () => {
    expect(all(pieces(`${'- '.repeat(49)}text`)).at(-1)).toMatchObject({ kind: 'paragraph', id: 'p-1' })
  })
})
