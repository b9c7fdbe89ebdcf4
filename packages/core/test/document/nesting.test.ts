import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDocument } from '../../src/document/index.ts'
import { plainText } from '../../src/document/inline.ts'
import { findings, read } from './reading.ts'

const numRuns = Number(process.env.BYLAW_RUNS ?? 500)

const below = ['', '# H {#h authority=user}', '', 'Taught.', '', '```yaml bylaw', 'limit: {a: b}', '```']

describe('what nests too deep', () => {
  const admonitions = Array.from({ length: 120 }, (_, depth) => `${'    '.repeat(depth)}!!! note`)
  it.each([
    ['lists', [`${'- '.repeat(60)}x`], '1:101'],
    ['numbered lists', [`${'1. '.repeat(60)}x`], '1:151'],
    ['quotations', [`${'>'.repeat(150)}x`], '1:101'],
    ['lists in quotations', [`${'> - '.repeat(60)}x`], '1:135'],
    ['footnotes', [`${'[^n]: '.repeat(120)}x`], '1:601'],
    ['admonitions', [...admonitions, `${'    '.repeat(120)}x`], '101:401'],
    ['a fence', [`${'- '.repeat(60)}~~~`, `${'  '.repeat(60)}x`], '1:101'],
    ['an open comment', [`${'- '.repeat(60)}<!--`], '1:101'],
  ])('ends where it ends: %s', (_, lines, place) => {
    const document = read(...lines, ...below)
    expect(findings(document)).toEqual([`nested-too-deep@${place}`])
    expect(document.diagnostics[0]!.severity).toBe('warning')
    expect(document.sections).toMatchObject([{ id: 'h', authority: 'user', prose: 'Taught.' }])
    expect(document.blocks).toMatchObject([{ section: 0, line: lines.length + 6, statements: [{ kind: 'limit' }] }])
  })

  it('is text, and what stands beside it in the same list is not lost either', () => {
    const text = ['# A', `${'- '.repeat(60)}deep`, 'lazy', '- beside [x](#a)', '', '  more', '', 'after']
    const document = read(...text)
    expect(document.sections[0]!.prose).toBe(text.slice(1).join('\n'))
    expect(document.references).toMatchObject([{ target: 'a', line: 4, column: 10 }])
    expect(findings(document)).toEqual(['nested-too-deep@2:101'])
  })

  it('is reported where it goes deeper line by line', () => {
    const stairs = Array.from({ length: 80 }, (_, depth) => `${'  '.repeat(depth)}- x`)
    expect(findings(read(...stairs, ...below))).toEqual(['nested-too-deep@51:101'])
    expect(findings(read(`${'- '.repeat(50)}x`, `${'  '.repeat(50)}- y`))).toEqual(['nested-too-deep@2:101'])
  })

  it('is reported once for each list', () => {
    const deep = `${'- '.repeat(60)}x`
    expect(findings(read(deep, deep, '', 'x', '', '* y', `  ${deep}`))).toEqual([
      'nested-too-deep@1:101',
      'nested-too-deep@7:101',
    ])
  })

  it('is not what nests just deep enough', () => {
    expect(read(`${'- '.repeat(50)}x`, ...below).diagnostics).toEqual([])
    expect(read(`${'>'.repeat(100)}x`, ...below).diagnostics).toEqual([])
  })

  it('makes no block of a fence that stands in it', () => {
    const inner = '  '.repeat(60)
    const fence = [`${inner}\`\`\`yaml bylaw`, `${inner}limit: {a: b}`, `${inner}\`\`\``]
    const document = read(`${'- '.repeat(60)}x`, '', ...fence, ...below)
    expect(document.blocks.map(({ line }) => line)).toEqual([11])
    expect(findings(document)).toEqual(['nested-too-deep@1:101', 'block-not-at-top-level@3:121'])
  })

  it('loses no text of a line', () => {
    const words = (text: string) => text.match(/[a-z]+/g)
    for (const [open, close] of [
      ['**a ', '**'],
      ['[a ', '](#b)'],
      ['![a ', '](b)'],
      ['*_', '_*'],
      ['<b>', '</b>'],
    ] as const) {
      const text = `first ${open.repeat(300)}inner${close.repeat(300)} last`
      const shown = words(plainText(text, {}, () => undefined))
      expect(shown).toEqual(expect.arrayContaining(['first', 'inner', 'last']))
      const [section] = read(`# ${text}`).sections
      expect(words(section!.title)).toEqual(shown)
    }
  })
})

interface Fence {
  readonly first: number
  readonly last: number
}

/** The blocks that a person finds by looking for marks at the left edge, outside other fences and comments. */
function fencesAtTheEdge(text: string): Fence[] {
  const found: Fence[] = []
  const lines = text.split(/\r\n|\r|\n/)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const mark = /^(?:`{3,}(?!.*`)|~{3,})/.exec(line)?.[0]
    let last = at
    if (mark !== undefined) {
      const closes = (other: string) => /^ {0,3}(`+|~+)[ \t]*$/.exec(other)?.[1]?.startsWith(mark) === true
      do last++
      while (last < lines.length && !closes(lines[last]!))
      if (/^.{3,}?\s*yaml\s+bylaw\s*$/.test(line)) found.push({ first: at + 1, last: last + 1 })
    } else if (/^ {0,3}<!--/.test(line) && !line.includes('-->', line.indexOf('<!--') + 2)) {
      do last++
      while (last < lines.length && !lines[last]!.includes('-->'))
    }
    at = last
  }
  return found
}

const opening = fc.constantFrom('- ', '> ', '1. ', '* ', '[^n]: ', '>')
const nested = fc
  .tuple(fc.array(opening, { minLength: 1, maxLength: 3 }), fc.nat(70), fc.constantFrom('x', '```', '<!--', '# h', ''))
  .map(([openings, times, leaf]) => openings.join('').repeat(times) + leaf)
const line = fc.constantFrom(
  ...[
    '',
    '',
    '',
    'text',
    '# H',
    '===',
    '---',
    '    code',
    '  - item',
    '    !!! note',
    '!!! note',
    '<div>',
    '<!-- x -->',
  ],
  ...['<!-- y', '-->', '| a |', '|---|', '[d]:', '[d]: #d "t', '> quoted', '- item', '```', '~~~', '````', '<script>'],
)
const block = fc.constantFrom('```', '~~~', '````').map((mark) => `${mark}yaml bylaw\nlimit: {a: b}\n${mark}`)
const part = fc.oneof(
  { weight: 3, arbitrary: nested },
  { weight: 4, arbitrary: line },
  { weight: 3, arbitrary: block.map((text) => `\n${text}\n`) },
  { weight: 1, arbitrary: block },
)
const dense = fc
  .tuple(fc.constantFrom('.', '---'), fc.array(part, { maxLength: 20, size: 'max' }))
  .map(([first, parts]) => [first, ...parts].join('\n'))

describe('a block', () => {
  it('is tried among deep lists, and is often read', () => {
    const documents = fc.sample(dense, 300).map((text) => readDocument('a.md', text))
    const share = (code: string) =>
      documents.filter(({ diagnostics }) => diagnostics.some((each) => each.code === code)).length / documents.length
    expect(share('nested-too-deep')).toBeGreaterThan(0.3)
    expect(share('block-not-at-top-level')).toBeGreaterThan(0.1)
    const read = documents.filter(({ blocks, diagnostics }) => blocks.length > 0 && diagnostics.length > 0)
    expect(read.length / documents.length).toBeGreaterThan(0.3)
  })

  it('at the left edge is read, or there is a finding in its lines', () => {
    fc.assert(
      fc.property(dense, (text) => {
        const { blocks, diagnostics } = readDocument('a.md', text)
        for (const { first, last } of fencesAtTheEdge(text)) {
          const seen = [...blocks, ...diagnostics].some(({ line }) => line >= first && line <= last)
          expect(seen, `line ${first} of ${JSON.stringify(text)}`).toBe(true)
        }
      }),
      { numRuns: numRuns * 2 },
    )
  })
})
