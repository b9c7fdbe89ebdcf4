import { describe, expect, it } from 'vitest'
import { decodeText, readDocument } from '../../src/document/index.ts'
import { findings, read, readBlockOf } from './reading.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)
const codes = (text: string) => readDocument('a.md', text).diagnostics.map(({ code }) => code)

describe('decodeText', () => {
  it('takes off a byte order mark', () => {
    expect(decodeText('a', bytes(0xef, 0xbb, 0xbf, 0x61))).toEqual({ text: 'a', diagnostics: [] })
    expect(decodeText('a', new TextEncoder().encode('ü\ufffd'))).toEqual({ text: 'ü\ufffd', diagnostics: [] })
  })

  it('says where bytes are no UTF-8', () => {
    const text = new TextEncoder().encode('ü\ufffd😀\nab')
    const { diagnostics, text: read } = decodeText('a', bytes(...text, 0xff, 0x62))
    expect(diagnostics).toMatchObject([{ code: 'invalid-utf8', severity: 'error', line: 2, column: 3 }])
    expect(read).toBe('ü\ufffd😀\nab\ufffdb')
  })

  it('knows UTF-16 when it sees it', () => {
    expect(decodeText('a', bytes(0xff, 0xfe, 0x61, 0)).diagnostics[0]!.help).toContain('UTF-16')
  })

  it('does not decode 50 MB', () => {
    const { text, diagnostics } = decodeText('a', new Uint8Array(50_000_000))
    expect(text).toBe('')
    expect(diagnostics).toMatchObject([{ code: 'too-large', severity: 'error', line: 1, column: 1 }])
  })
})

describe('bad characters', () => {
  it('are errors at their place, and the text around them is read', () => {
    const document = read('# A', 'a\ud800b', 'c\0d', '```yaml bylaw', 'limit: {a: b}', '```')
    expect(findings(document)).toEqual(['lone-surrogate@2:2', 'nul-byte@3:2'])
    expect(document.diagnostics.every(({ severity }) => severity === 'error')).toBe(true)
    expect(document.blocks[0]!.statements).toHaveLength(1)
    expect(findings(read('😀'))).toEqual([])
  })

  it.each(['\r\n', '\r'])('%j ends a line like any other', (end) => {
    const lines = [
      '---',
      'bylaw: 1',
      'layer: user',
      '---',
      '# A {#a}',
      '```yaml bylaw',
      'limit:',
      '  a: b',
      'set: {c: D}',
      '```',
    ]
    const document = readDocument('a.md', lines.join(end))
    expect(document).toMatchObject({ header: { layer: { line: 3, column: 8 } }, sections: [{ id: 'a', line: 5 }] })
    expect(document.blocks[0]!.statements).toMatchObject([{ line: 8, column: 6, behavior: { name: 'a' } }])
    expect(findings(document)).toEqual(['malformed-name@9:10'])
  })
})

describe('too much', () => {
  it('of text is one diagnostic and an empty document', () => {
    for (const text of ['a'.repeat(50_000_000), '\n'.repeat(300_000)]) {
      const document = readDocument('a.md', text)
      expect(document).toMatchObject({ sections: [], blocks: [], preamble: '' })
      expect(document.diagnostics).toMatchObject([{ code: 'too-large', severity: 'error' }])
    }
  })

  it('of headings is an error at the first that is not read', () => {
    const document = readDocument('a.md', '# a\n'.repeat(100_000))
    expect(document.sections).toHaveLength(10_000)
    expect(document.diagnostics).toMatchObject([{ code: 'too-many-sections', severity: 'error', line: 10_001 }])
    expect(new Set(document.sections.map(({ id }) => id)).size).toBe(10_000)
  })

  it('of references is a warning', () => {
    const document = readDocument('a.md', '[a](#b)\n\n'.repeat(30_000))
    expect(document.references).toHaveLength(20_000)
    expect(document.diagnostics).toMatchObject([{ code: 'too-many-references', line: 40_001 }])
  })

  it('of diagnostics is summed up in one as severe as the worst', () => {
    const warnings = Array.from({ length: 250 }, (_, n) => `# A ${n} {#a${n} colour=red}`)
    const document = read(...warnings, '# B {#b authority=king}')
    expect(document.diagnostics).toHaveLength(201)
    expect(document.diagnostics[0]).toMatchObject({ line: 1 })
    expect(document.diagnostics.at(-1)).toMatchObject({ code: 'too-many-diagnostics', severity: 'error', line: 201 })
    expect(read(...warnings).diagnostics.at(-1)).toMatchObject({ severity: 'warning' })
  })

  it('of one paragraph is read without its references', () => {
    expect(codes(`[a](#b) ${'x'.repeat(60_000)}`)).toEqual(['paragraph-too-long'])
  })

  it('of tags is an error', () => {
    const document = read(`# A {#a tags=${'t,'.repeat(100)}t}`)
    expect(document.diagnostics.map(({ code }) => code)).toEqual(['too-many-tags'])
    expect(document.sections[0]!.tags).toHaveLength(32)
  })

  const example = (dialogue: string) => `**Example**: a\n\n~~~xml\n${dialogue}\n~~~`
  it.each([
    ['brackets', '['.repeat(100_000), []],
    ['link openings', '[](#'.repeat(12_000), []],
    ['image openings', `![](#${'![](#'.repeat(9_000)}`, []],
    ['quotation marks', '>'.repeat(100_000), ['nested-too-deep']],
    ['list marks', '- '.repeat(100_000), []],
    ['deep lists', `${'- '.repeat(60)}x\n`.repeat(800), ['nested-too-deep']],
    ['deep quotations', `${'>'.repeat(150)}x\n`.repeat(600), ['nested-too-deep']],
    ['lists in quotations', '> - 1. '.repeat(14_000), ['nested-too-deep']],
    ['notes in notes', `${'[^n]: '.repeat(120)}x\n`.repeat(130), ['nested-too-deep']],
    ['items below a deep list', `${'- '.repeat(60)}x\n${'- y\n'.repeat(25_000)}`, ['nested-too-deep']],
    ['emphasis', `# ${'**a_'.repeat(12_000)}`, []],
    ['code marks', '[^`'.repeat(16_000), []],
    ['link definitions', '[a]: #b\n'.repeat(50_000), []],
    [
      'attributes',
      `# a {#x ${'a=b '.repeat(50_000)}}`,
      ['unknown-attribute', 'duplicate-attribute', 'too-many-diagnostics'],
    ],
    ['open comments', example(`<assistant>${'<!-- '.repeat(100_000)}`), ['example-unclosed']],
    ['blank comments', example(`<assistant><!-- good${' '.repeat(500_000)}x --></assistant>`), []],
    ['open messages', example('<user>\n'.repeat(50_000)), ['example-unclosed', 'too-many-diagnostics']],
    ['messages in one line', example('<user>a</user>'.repeat(100_000)), []],
    ['half tags', example('<user '.repeat(100_000)), []],
    [
      'quoted material',
      example(`<user>${'<untrusted> '.repeat(50_000)}</user>`),
      ['example-unclosed', 'too-many-diagnostics'],
    ],
  ])('%s are read in bounded time', (_, text, expected) => {
    const document = readDocument('a.md', text)
    expect(document.text).toBe(text)
    expect([...new Set(document.diagnostics.map(({ code }) => code))]).toEqual(expected)
  })

  it('of a block’s keys is bounded', () => {
    const many = readBlockOf('set:', ...Array.from({ length: 15_000 }, (_, n) => `  k${n}: v`))
    expect(many.diagnostics).toEqual([])
    expect(many.blocks[0]!.statements).toHaveLength(15_000)
  })
})
