import { describe, expect, it } from 'vitest'
import { slug } from '../../src/document/index.ts'
import { findings, read } from './reading.ts'

describe('headings', () => {
  it('have ids, plain titles, depths, parents and ends', () => {
    const document = read(
      '# A *fine* `spec` {#top}',
      'text',
      '## [Part](http://x) &amp; one ##',
      '### Deep',
      '## Two',
      '# End',
    )
    expect(
      document.sections.map(({ id, title, depth, parent, endLine }) => [id, title, depth, parent, endLine]),
    ).toEqual([
      ['top', 'A fine spec', 1, null, 5],
      ['part--one', 'Part & one', 2, 0, 4],
      ['deep', 'Deep', 3, 1, 4],
      ['two', 'Two', 2, 0, 5],
      ['end', 'End', 1, null, 6],
    ])
    expect(document.diagnostics).toEqual([])
  })

  it('inherit authority and tags from above', () => {
    const document = read(
      '# A {#a authority=platform tags=x}',
      '## B {#b authority=operator tags=y,x}',
      '### C',
      '## D',
      '# E',
    )
    expect(document.sections.map(({ own, authority }) => [own, authority])).toEqual([
      ['root', 'root'],
      ['developer', 'developer'],
      [null, 'developer'],
      [null, 'root'],
      [null, null],
    ])
    expect(document.sections.map(({ tags }) => tags.map(({ name }) => name))).toEqual([
      ['x'],
      ['y', 'x'],
      ['y', 'x'],
      ['x'],
      [],
    ])
    expect(document.sections[1]!.tags[0]).toEqual({ name: 'y', line: 2, column: 34 })
  })

  it('are read in both forms at the top level, and nowhere else', () => {
    const document = read(
      'Setext',
      '======',
      '',
      '> # quoted',
      '',
      '- # listed',
      '',
      '```',
      '# code',
      '```',
      '',
      '    # indented',
    )
    expect(document.sections.map(({ id }) => id)).toEqual(['setext'])
  })

  it('give a slug only where no explicit id has it', () => {
    const document = read('# Same', '# Same', '# Other {#same}', '# same 1')
    expect(document.sections.map(({ id }) => id)).toEqual(['same-1', 'same-2', 'same', 'same-1-1'])
  })

  it('may be called like members of every object', () => {
    const document = read('# A {#__proto__}', '# B {#constructor authority=root}', '[x](#__proto__) [y](#toString)')
    expect(document.sections.map(({ id }) => id)).toEqual(['__proto__', 'constructor'])
    expect(document.diagnostics).toEqual([])
  })
})

describe('attributes', () => {
  it.each([
    ['# A {#a authority=king}', 'unknown-authority@1:9'],
    ['# A {#a authority=}', 'unknown-authority@1:9'],
    ['# A {#a colour=red}', 'unknown-attribute@1:9'],
    ['# A {#a .wide}', 'unknown-attribute@1:9'],
    ['# A {#a b/c}', 'unknown-attribute@1:9'],
    ['# A {#a!}', 'malformed-attribute@1:6'],
    ['# A {#a tags=x,,y}', 'malformed-attribute@1:16'],
    ['# A {#a authority=root', 'malformed-attribute@1:5'],
    ['# A {#a authority=root authority=user}', 'duplicate-attribute@1:24'],
  ])('%s: %s', (line, finding) => {
    const document = read(line)
    expect(findings(document)).toEqual([finding])
    expect(document.sections[0]!.title).toBe('A')
  })

  it('leave a section with an unknown authority to inherit', () => {
    const document = read('# A {authority=root}', '## B {authority=usr}')
    expect(document.sections[1]).toMatchObject({ own: null, authority: 'root' })
    expect(document.diagnostics[0]).toMatchObject({
      severity: 'error',
      help: 'did you mean `user`?',
      line: 2,
      column: 7,
      length: 13,
    })
  })

  it('know the levels of the file itself', () => {
    const document = read('---', 'bylaw: 1', 'chain: [root, board, user]', '---', '# A {authority=board}')
    expect(document.sections[0]!.own).toBe('board')
    expect(document.diagnostics).toEqual([])
  })

  it('are not every pair of braces', () => {
    const document = read('# The set {a, b}', '# Escaped \\{#x}', '# Code `{#x}`')
    expect(document.sections.map(({ title }) => title)).toEqual(['The set {a, b}', 'Escaped {#x}', 'Code {#x}'])
    expect(document.diagnostics).toEqual([])
  })

  it('are reported where an id is given twice', () => {
    const document = read('# A {#same}', '', '## B {#same}')
    expect(document.diagnostics).toMatchObject([
      { code: 'duplicate-id', severity: 'error', line: 3, column: 7, length: 5 },
    ])
    expect(document.diagnostics[0]!.message).toContain('line 1')
    expect(new Set(document.sections.map(({ id }) => id)).size).toBe(2)
  })
})

describe('slug', () => {
  it.each([
    ['Hello, World!', 'hello-world'],
    ['a  b', 'a--b'],
    ['Größe & Maß', 'größe--maß'],
    ['snake_case-and-1.2', 'snake_case-and-12'],
    ['日本語', '日本語'],
    ['', 'section'],
  ])('%s -> %s', (title, expected) => expect(slug(title, new Map())).toBe(expected))

  it('counts what is taken, and never gives one twice', () => {
    const taken = new Map<string, number>()
    const slugs = ['a', 'a', 'a-1', 'a', 'a'].map((title) => slug(title, taken))
    expect(slugs).toEqual(['a', 'a-1', 'a-1-1', 'a-2', 'a-3'])
  })
})
