import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../src/spec/contents.ts'
import { lastAbove } from '../../src/spec/following.ts'
import { keptBook, keptByName, keptEntries } from '../../src/spec/kept.ts'
import { nextSlice, orderFrom, sliceEnd } from '../../src/spec/slices.ts'
import { bookFrom, smallSpec } from './text.ts'

describe('slices', () => {
  it('begin with what is asked for and leave nothing out', () => {
    expect(orderFrom(6, 3)).toEqual([3, 4, 2, 5, 1, 0])
    expect(orderFrom(3, -1)).toEqual([0, 1, 2])
    for (const first of [0, 5, 19]) {
      expect(orderFrom(20, first).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, place) => place))
    }
  })

  it('always go on, however long a section is', () => {
    const entries = entriesOf(bookFrom(['root', smallSpec]))
    expect(sliceEnd(entries, [0, 1, 2], 0, 1)).toBe(1)
    expect(sliceEnd(entries, [0, 1, 2], 1, 10_000)).toBe(3)
  })

  it('get longer where there is time, shorter where there is none, and never empty', () => {
    expect(nextSlice(90, 1)).toBe(180)
    expect(nextSlice(90, 40)).toBe(45)
    expect(nextSlice(90, 4000)).toBe(30)
  })
})

describe('the section in view', () => {
  it('is the last one that begins above the line', () => {
    const tops = [-500, -20, 90, 400]
    expect(lastAbove(4, (index) => tops[index]!, 100)).toBe(2)
    expect(lastAbove(4, (index) => tops[index]!, -600)).toBe(-1)
    expect(lastAbove(0, () => 0, 100)).toBe(-1)
  })
})

describe('what is the same', () => {
  it('stays the same thing when a book is read anew', () => {
    const [before, now] = [bookFrom(['root', smallSpec]), structuredClone(bookFrom(['root', smallSpec]))]
    const kept = keptBook(before, now)
    expect(kept.chapters[0]).toBe(before.chapters[0])
    const entries = entriesOf(before)
    expect(keptEntries(entries, entriesOf(kept))[1]).toBe(entries[1])
  })

  it('is another thing where a section is written otherwise, and only there', () => {
    const before = entriesOf(bookFrom(['root', smallSpec]))
    const now = keptEntries(before, entriesOf(bookFrom(['root', smallSpec.replace('gentler', 'softer')])))
    expect(now.map((entry, index) => entry === before[index])).toEqual([true, true, false])
  })

  it('goes by name', () => {
    const before = new Map([['a', { n: 1 }]])
    const kept = keptByName(
      before,
      new Map([
        ['a', { n: 1 }],
        ['b', { n: 2 }],
      ]),
    )
    expect(kept.get('a')).toBe(before.get('a'))
    expect(kept.get('b')).toEqual({ n: 2 })
  })
})
