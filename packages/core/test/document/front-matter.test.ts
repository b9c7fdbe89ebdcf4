import { describe, expect, it } from 'vitest'
import { readDocument } from '../../src/document/index.ts'
import { findings, read } from './reading.ts'

const front = (...lines: string[]) => read('---', ...lines, '---', '# A')

describe('front matter', () => {
  it('says who speaks and what a root spec is made of', () => {
    const { header, diagnostics, sections } = front(
      'bylaw: 1',
      'title: A spec',
      'version: 1.10',
      'layer: platform',
      'chain: [root, operator, user]',
      'tags: {under_18: \'u.age == "under_18"\'}',
      'goals:',
      '  - strict: [safe, helpful]',
      '  - weighed: [one, two words]',
    )
    expect(diagnostics).toEqual([])
    expect(sections).toHaveLength(1)
    expect(header).toMatchObject({
      ...{ present: true, title: 'A spec', version: '1.10', layer: { name: 'root', line: 5, column: 8 } },
      chain: [{ name: 'root' }, { name: 'developer', line: 6, column: 15 }, { name: 'user' }],
      tags: [
        { name: 'under_18', line: 7, column: 8, condition: { text: 'u.age == "under_18"', exact: true, column: 19 } },
      ],
      goals: [
        { kind: 'strict', line: 9, goals: [{ name: 'safe' }, { name: 'helpful' }] },
        { kind: 'weighed', goals: [{ name: 'one' }, { name: 'two words', line: 10, column: 20 }] },
      ],
    })
    expect(front('bylaw: 1', 'goals: {weighed: [a]}').header.goals).toMatchObject([{ kind: 'weighed' }])
  })

  it.each([
    ['bylaw: 2', 'unknown-version@2:8'],
    ['bylaw: "1"', 'unknown-version@2:8'],
    ['bylaw: 1\ntitel: x', 'unknown-key@3:1'],
    ['bylaw: 1\nlayer: 3', 'quote-this@3:8'],
    ['bylaw: 1\nlayer: Root', 'malformed-name@3:8'],
    ['bylaw: 1\nchain: root', 'not-a-list@3:8'],
    ['bylaw: 1\nchain: [root]', 'too-few-levels@3:8'],
    ['bylaw: 1\nchain: [root, user, user]', 'duplicate-value@3:21'],
    ['bylaw: 1\nchain: [root, guideline]', 'not-a-level@3:15'],
    ['bylaw: 1\nchain: [root, none]', 'not-a-level@3:15'],
    ['bylaw: 1\ntags: [a]', 'not-a-mapping@3:7'],
    ['bylaw: 1\ntags: {a: true}', 'quote-this@3:11'],
    ['bylaw: 1\ngoals: {strong: [a]}', 'unknown-key@3:9'],
    ['bylaw: 1\ngoals: {strict: a}', 'not-a-list@3:17'],
    ['bylaw: 1\nversion: [1]', 'malformed-version@3:10'],
    ['bylaw: 1\ntitle: &a x', 'yaml-anchor@3:8'],
    ['bylaw: 1\nx', 'yaml-syntax@3:1'],
  ])('%j: %s', (yaml, finding) => {
    const document = front(...yaml.split('\n'))
    expect(findings(document)[0]).toContain(finding)
    expect(document.diagnostics[0]!.severity).toBe('error')
    expect(document.sections).toHaveLength(1)
  })

  it('stands in the first line or not at all', () => {
    const body = ['---', 'bylaw: 1', 'layer: root', '---']
    expect(read('', ...body).header).toMatchObject({ present: false, layer: null })
    expect(readDocument('a.md', `\ufeff${body.join('\r\n')}`).header).toMatchObject({
      present: true,
      layer: { name: 'root' },
    })
    expect(read('text', '', ...body).header.present).toBe(false)
  })

  it('that is never closed is an error', () => {
    expect(read('---', 'bylaw: 1', '# A').diagnostics).toMatchObject([
      { code: 'unclosed-front-matter', severity: 'error' },
    ])
  })

  it('of others is left alone, with one remark', () => {
    const document = front('title: Post', 'layout: page', 'tags: [a, b]', 'layer: user', 'date: 2024-01-01')
    expect(document.header).toMatchObject({ title: 'Post', tags: [], layer: { name: 'user' } })
    expect(document.diagnostics).toMatchObject([{ code: 'foreign-front-matter', severity: 'info' }])
    expect(front('title: "never closed').diagnostics).toMatchObject([{ severity: 'info' }])
    expect(document.sections).toHaveLength(1)
  })

  it('is not every rule that a text begins with', () => {
    const document = read('---', '', 'Some text, and # no heading.', '', '---', '', 'More.')
    expect(document).toMatchObject({ header: { present: false }, diagnostics: [] })
    expect(document.preamble).toContain('Some text')
    expect(read('---', 'No end.')).toMatchObject({ header: { present: false }, diagnostics: [] })
  })

  it('is not what a block stands in: the block between two rules is read', () => {
    const document = read(
      '---',
      '',
      'Text.',
      '',
      '```yaml bylaw',
      'limit: {a: b}',
      'set:',
      '  c: d',
      '```',
      '',
      '---',
      'x',
    )
    expect(document).toMatchObject({ header: { present: false }, diagnostics: [], blocks: [{ line: 5, endLine: 9 }] })
    expect(front('description: |', '  ```yaml bylaw', '  limit: {a: b}', '  ```')).toMatchObject({
      header: { present: true },
      blocks: [],
    })
  })
})
