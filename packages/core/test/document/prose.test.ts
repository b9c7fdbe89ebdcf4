import { describe, expect, it } from 'vitest'
import { danglingReferences, readDocument } from '../../src/document/index.ts'
import { findings, read, textAt } from './reading.ts'

describe('prose', () => {
  it('is the own text of a section, without what is not for a model', () => {
    const document = read(
      '# A {#a authority=root}',
      '',
      'First[^n1].',
      '',
      '!!! meta "Commentary"',
      '    For people, see [B](#b).',
      '',
      '    Still for people.',
      '',
      '<!-- a draft -->',
      '',
      '**Example**: one',
      '',
      '~~~xml',
      '<user>hi</user>',
      '~~~',
      '',
      'Second `[^n1]`.',
      '',
      '```yaml bylaw',
      'limit: {a: b}',
      '```',
      '',
      '[^n1]: a note',
      '    over two lines',
      '',
      '```',
      'code',
      '',
      '',
      '# code',
      '```',
      '## B {#b}',
      'B text',
    )
    expect(document.sections[0]!.prose).toBe('First.\n\nSecond `[^n1]`.\n\n```\ncode\n\n\n# code\n```')
    expect(document.sections[0]!.commentary).toEqual(['For people, see [B](#b).\n\nStill for people.'])
    expect(document.sections[1]!.prose).toBe('B text')
    expect(document.references).toMatchObject([{ target: 'b', text: 'B', line: 6, column: 21, length: 7, section: 0 }])
    expect(document.footnotes).toMatchObject([
      { label: 'n1', definition: false, line: 3, column: 6, length: 5 },
      { label: 'n1', definition: true, line: 24, column: 1, length: 6 },
    ])
    expect(document.diagnostics).toEqual([])
  })

  it('before the first heading is the preamble: all there is in a plain prompt', () => {
    expect(read('You help.', '', 'Be brief.').preamble).toBe('You help.\n\nBe brief.')
    expect(read('---', 'bylaw: 1', '---', '', 'Intro', '# A', 'a').preamble).toBe('Intro')
  })

  it('keeps admonitions other than commentary', () => {
    expect(read('# A', '!!! note "Mind"', '    this').sections[0]!.prose).toBe('!!! note "Mind"\n    this')
  })

  it('ends a commentary where the indentation ends', () => {
    const [section] = read('# A', '!!! meta "Commentary"', '    one', 'two').sections
    expect(section).toMatchObject({ prose: 'two', commentary: ['one'] })
  })
})

describe('cross references', () => {
  it('are found wherever Markdown has a link, each at its place', () => {
    const document = read(
      '# A [one](#x)',
      '',
      'text `[no](#no)` and [two](#x), \\[no](#no)',
      '  [three *bold*](#x) ![no](#no)',
      '',
      '> quoted [four](#x)',
      '> - [five](#x)',
      '',
      '| `[no](#no)` | b |',
      '|---|---|',
      '| x \\| [six](#x) | [seven](#x) |',
      '',
      '~~~',
      '[no](#no)',
      '~~~',
      '',
      '[eight](<#x>) [nine][def] [no](http://x#x) [?](#x)',
      '',
      '[def]: #x',
    )
    expect(document.references.map(({ text }) => text)).toEqual(
      'one two three bold four five six seven eight nine ?'
        .replace('three bold', 'three_bold')
        .split(' ')
        .map((word) => word.replace('_', ' ')),
    )
    for (const reference of document.references) {
      const text = textAt(document, reference, reference.length)
      expect(text).toMatch(/^\[.*[)\]]$/)
      expect(text.replace(/\*/g, '')).toContain(`[${reference.text}]`)
    }
  })

  it('have the right columns in CRLF text with a byte order mark', () => {
    const document = readDocument('a.md', '\ufeff# A\r\n\r\nsee [B](#b)\r\nand [C](#c)[^n]\r\n')
    expect(document.references.map(({ line, column }) => [line, column])).toEqual([
      [3, 5],
      [4, 5],
    ])
    expect(document.footnotes[0]).toMatchObject({ line: 4, column: 12 })
    expect(document.sections[0]!.prose).toBe('see [B](#b)\nand [C](#c)')
  })

  it('dangle where no document of the stack has the section', () => {
    const one = readDocument('one.md', '# A {#alpha}\n[b](#beta) [c](#alhpa) [d](#nowhere)')
    const two = readDocument('two.md', '# B {#beta}\n[a](#alpha)')
    expect(one.diagnostics).toEqual([])
    expect(danglingReferences([one, two])).toMatchObject([
      {
        code: 'dangling-reference',
        severity: 'warning',
        file: 'one.md',
        line: 2,
        column: 12,
        length: 11,
        help: 'did you mean `alpha`?',
      },
      { code: 'dangling-reference', line: 2, column: 24 },
    ])
    expect(findings({ diagnostics: danglingReferences([two]) })).toEqual(['dangling-reference@2:1'])
  })

  it('reach ids that are percent-encoded in the address', () => {
    const document = read('# Größe', '[a](#gr%C3%B6%C3%9Fe) [b](#größe) [c](#%)')
    expect(document.references.map(({ target }) => target)).toEqual(['größe', 'größe', '%'])
  })
})
