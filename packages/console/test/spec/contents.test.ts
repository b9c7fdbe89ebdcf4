import { describe, expect, it } from 'vitest'
import { ancestorsOf, branchesOf, entriesOf, entryAt } from '../../src/spec/contents.ts'
import { bookFrom, smallSpec } from './text.ts'

describe('what there is to read', () => {
  it('is one entry for each heading, in order, below the heading of the page', () => {
    const entries = entriesOf(bookFrom(['root', smallSpec]))
    expect(entries.map(({ key, rank, parent }) => [key, rank, parent])).toEqual([
      ['beginnings', 2, null],
      ['kindness', 3, 'beginnings'],
      ['young', 3, 'beginnings'],
    ])
  })

  it('skips no rank where a file skips one', () => {
    const entries = entriesOf(bookFrom(['root', '### Deep\n\nText.\n\n##### Deeper\n\nText.\n']))
    expect(entries.map(({ rank }) => rank)).toEqual([2, 3])
  })

  it('names an id that comes again by its count, and what stands before a heading by its file', () => {
    const entries = entriesOf(bookFrom(['root', '# One\n\nText.\n'], ['developer', 'Before.\n\n# One\n\nText.\n']))
    expect(entries.map(({ key }) => key)).toEqual(['one', '~2', 'one~2'])
    expect(entryAt(entries, 'one~2')).toBe(2)
    expect(entryAt(entries, 'gone')).toBe(-1)
    expect(entryAt(entries, undefined)).toBe(-1)
  })

  it('is a tree that gathers the authorities stated below', () => {
    const entries = entriesOf(bookFrom(['root', smallSpec]))
    const [tree] = branchesOf(entries)
    expect(tree?.levels).toEqual(['root', 'user'])
    expect(tree?.below.map(({ entry }) => entry.key)).toEqual(['kindness', 'young'])
    expect(ancestorsOf(entries, 'young')).toEqual(['beginnings'])
    expect(ancestorsOf(entries, null)).toEqual([])
  })

  it('takes more lines where there is more text', () => {
    const [short, long] = ['Word.', 'Word and word and word and word. '.repeat(40)].map(
      (text) => entriesOf(bookFrom(['root', `# One\n\n${text}\n`]))[0]!.lines,
    )
    expect(long).toBeGreaterThan(short! * 3)
  })
})
