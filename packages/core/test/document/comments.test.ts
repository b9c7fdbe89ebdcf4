import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commentsIn, withoutComments } from '../../src/document/comments.ts'
import { readDocument } from '../../src/document/index.ts'
import { findings, read } from './reading.ts'

const numRuns = Number(process.env.BYLAW_RUNS ?? 500)

const prose = (...lines: string[]) => read(...lines).preamble

describe('comments', () => {
  it.each([
    ['in a paragraph', ['a <!-- x --> b'], 'a b'],
    ['at its end', ['a <!-- x -->', 'b<!-- y -->'], 'a\nb'],
    ['within a word', ['a<!-- x -->b'], 'ab'],
    ['over several lines', ['a <!-- x', 'y', 'z --> b', 'c'], 'a\nb\nc'],
    ['in a list', ['- a <!-- x', '  y', '  z --> b', '- c'], '- a\n  b\n- c'],
    ['in a quotation', ['> a <!-- x', '> y --> b', '> c'], '> a\n> b\n> c'],
    ['in a table', ['| a \\| <!-- x --> | <!-- y --> b |', '|---|---|', '| <!-- z --> | c |'], null],
    ['in HTML', ['<div>', '<!-- x -->', '<p>a<!-- y -->b', '</div>'], '<div>\n<p>ab\n</div>'],
    ['before HTML', ['<!-- x --><p>', 'a'], '<!-- --><p>\na'],
    ['in an admonition', ['!!! note', '    a <!-- x --> b', '', '    <!-- y -->', '    c'], null],
    ['in an image', ['a ![i<!-- x -->](u) b'], 'a ![i](u) b'],
    ['in a link', ['a [i<!-- x -->](u) b'], 'a [i](u) b'],
    ['by themselves', ['a', '', '<!-- x', '', 'y -->', '', 'b'], 'a\n\nb'],
    ['in a row', ['<!-- x --><!-- y --> <!-- z -->', '', 'a'], 'a'],
    ['beside footnote marks', ['a[^n]<!-- x[^m] -->[^n]b'], 'ab'],
    ['that are empty', ['a <!--> b <!---> c -->'], 'a b c -->'],
    ['that only a page takes for such', ['<?x?>', '', 'a <?y?> b <!Z> c', '', '<!DOCTYPE x>'], 'a b c'],
  ])('%s are not part of the prose', (_, lines, expected) => {
    const document = read(...lines)
    expect(document.diagnostics).toEqual([])
    expect(document.preamble).not.toMatch(/[xyz]/)
    if (expected !== null) expect(document.preamble).toBe(expected)
  })

  it('leave the cells and columns of what stands around them', () => {
    expect(prose('| a \\| <!-- x --> | b |', '|---|---|', '| <!-- z --> | c |')).toBe(
      '| a \\| | b |\n|---|---|\n| | c |',
    )
    const document = read('a <!-- [x](#x) [^x] --> [b](#b)[^n]')
    expect(document.references).toMatchObject([{ target: 'b', line: 1, column: 25 }])
    expect(document.footnotes).toMatchObject([{ label: 'n', line: 1, column: 32 }])
  })

  it.each([
    ['a span', ['a `<!-- x -->` b']],
    ['a fence', ['```', '<!-- x -->', '```']],
    ['a fence in a list', ['- a', '', '  ```', '  <!-- x -->', '  ```']],
    ['indented code', ['    <!-- x -->']],
    ['an escape', ['a \\<!-- x --> b']],
    ['text that never closes it', ['a <!-- x']],
  ])('are text in %s', (_, lines) => {
    const document = read(...lines)
    expect(document.preamble).toBe(lines.join('\n'))
    expect(document.diagnostics).toEqual([])
  })

  it('leave no heading, fence or list that was none', () => {
    expect(prose('<!-- x --># a')).toBe('<!-- --># a')
    expect(prose('<!-- x -->~~~')).toBe('<!-- -->~~~')
    expect(prose('a <!--', 'x --># b')).toBe('a\n<!-- --># b')
    expect(prose('a', '- <!-- x -->', '- b')).toBe('a\n- <!-- -->\n- b')
    expect(prose('<!-- x --> a')).toBe('a')
  })

  it('that are never closed are reported, and what they hide is not taught', () => {
    const document = read('# A', 'a', '', '<!-- x', '', 'b', '', '# C')
    expect(document.diagnostics).toMatchObject([{ code: 'unclosed-comment', severity: 'warning', line: 4, column: 1 }])
    expect(document.sections).toMatchObject([{ prose: 'a' }])
    expect(findings(read('<div>', 'a <!-- x', '', '# A'))).toEqual(['unclosed-comment@2:3'])
  })

  it('that are never closed hide no block without a word', () => {
    const document = read('<!-- x', '', '```yaml bylaw', 'limit: {a: b}', '```')
    expect(findings(document)).toEqual(['unclosed-comment@1:1', 'block-not-at-top-level@3:1'])
  })

  it('are all left out of a paragraph too long to be parsed, which is said', () => {
    const document = read(`${'a '.repeat(30_000)}\`<!-- x -->\` <!-- y --> b`)
    expect(findings(document)).toEqual(['paragraph-too-long@1:1'])
    expect(document.preamble).toMatch(/a `` b$/)
  })

  it('are found at their columns behind a character that is no text', () => {
    expect(prose('> \0 <!-- x --> a', '', '| \0 | b <!-- y --> c |', '|---|---|')).toBe(
      '> \0 a\n\n| \0 | b c |\n|---|---|',
    )
  })

  it.each([
    ['in one line', `a${'<!-- -->'.repeat(12_000)}`],
    ['in one line of HTML', `<pre>${'a<!-->'.repeat(16_000)}`],
    ['in many lines of HTML', `<pre>\n${'a<!-->\n'.repeat(14_000)}`],
    ['never closed', `a ${'<!-- '.repeat(20_000)}`],
    ['never closed, in HTML', `<pre>\n${'<!--\n'.repeat(20_000)}`],
    ['in one cell', `| ${'\\|<!-->'.repeat(12_000)} |\n|---|`],
    ['in images', `${'!['.repeat(6_000)}<!-- -->${'](a)'.repeat(6_000)}`],
  ])('are read in bounded time: %s', (_, text) => {
    expect(readDocument('a.md', text).diagnostics.map(({ code }) => code)).not.toContain('unreadable')
  })
})

const container = fc.constantFrom(['> ', '> '], ['- ', '  '], ['1. ', '   '], ['!!! note\n    ', '    '])
const content = fc.constantFrom(
  ...[
    'a <!-- hidden --> b',
    'a <!-- hidden\nhidden --> b',
    '<!-- hidden -->',
    '<!-- hidden --> b',
    '<!--\nhidden\n-->',
  ],
  ...['<div>\n<!-- hidden -->\nb</div>', '*a <!-- hidden --> b*', '| a | b <!-- hidden --> |\n|---|---|\n| c | d |'],
  ...['a <?hidden?> b', '# a <!-- hidden -->', '`b` <!-- hidden --> `b', 'b\\\n<!-- hidden -->'],
)
/** Content within lists, quotations and admonitions, which may nest deeper than is read. */
const within = fc.tuple(fc.array(container, { maxLength: 4 }), fc.nat(30), content).map(([path, times, text]) => {
  const all = Array.from({ length: path.length === 0 ? 0 : Math.max(1, times) }, () => path).flat()
  return all.reduceRight(
    (inner, [first, other]) =>
      first +
      inner
        .split('\n')
        .map((line, at) => (at === 0 ? line : other + line))
        .join('\n'),
    text,
  )
})

describe('the prose of a document', () => {
  it('has nothing that a page hides, however deep it stands', () => {
    fc.assert(
      fc.property(fc.array(within, { minLength: 1, maxLength: 4 }), (parts) => {
        const document = readDocument('a.md', parts.join('\n\nb\n\n'))
        for (const text of [document.preamble, ...document.sections.map((section) => section.prose)]) {
          expect(text).not.toContain('hidden')
        }
        const count = (text: string) => text.split('b').length
        const taught = [document.preamble, ...document.sections.map((section) => section.prose)].join('\n')
        expect(count(taught)).toBeGreaterThanOrEqual(parts.length)
      }),
      { numRuns },
    )
  })

  it('is HTML without its comments, each cut where it stands', () => {
    const piece = fc.constantFrom('<!--', '-->', '<!', '<?', '>', '-', 'a', '\n', '<b>', '<!-->')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const html = pieces.join('')
        const comments = commentsIn(html)
        for (const { start, end, closed } of comments) {
          expect(html.slice(start)).toMatch(/^<[!?]/)
          expect(end).toBeGreaterThan(start)
          if (closed) expect(html[end - 1]).toBe('>')
          else expect(end).toBe(html.length)
        }
        expect(comments.slice(0, -1).every(({ closed }) => closed)).toBe(true)
        if (comments.every(({ closed }) => closed)) expect(withoutComments(html)).not.toMatch(/^[^<]*<!--/)
      }),
      { numRuns },
    )
  })
})

it('reads the attributes of a heading that has comments behind them', () => {
  const heading = (text: string) => readDocument('spec.md', `${text}\n`).sections[0]!
  for (const text of ['# A {#a authority=root} <!-- x -->', '# A {#a authority=root} <!-- {#b} --> <!-- y -->'])
    expect([heading(text).title, heading(text).id, heading(text).own]).toEqual(['A', 'a', 'root'])
  expect(heading('# A <!-- {#b authority=user} -->').own).toBeNull()
})
