import { describe, expect, it } from 'vitest'
import { marked, readSearch, searchIn } from '../../src/engine/search.ts'
import { opened, smallSpec } from './text.ts'

const { key } = opened(['root', smallSpec])
const anchors = (text: string) =>
  searchIn(key, text).sections.flatMap(({ title, hits }) =>
    hits.map(({ kind, anchor }) => `${title} ${kind} ${anchor}`),
  )

describe('the search', () => {
  it('reads words and filters', () => {
    expect(readSearch(' honest  level:root example:bad colour:red https://a.example ')).toEqual({
      words: 'honest https://a.example',
      levels: ['root'],
      behaviors: [],
      examples: ['bad'],
      unread: ['colour:red'],
    })
  })

  it('finds a sentence, and marks what was looked for', () => {
    const found = searchIn(key, 'costs noth')
    expect(found.count).toBe(1)
    expect(found.sections[0]).toMatchObject({ title: 'Kindness', authority: 'user' })
    expect(found.sections[0]?.hits[0]).toEqual({
      kind: 'sentence',
      anchor: 'p-1.2',
      text: [
        { text: 'Kindness ', hit: false },
        { text: 'costs', hit: true },
        { text: ' ', hit: false },
        { text: 'nothing', hit: true },
        { text: '.', hit: false },
      ],
    })
  })

  it('finds what is misspelt a little, in titles first', () => {
    expect(anchors('kindnes')[0]).toBe('Kindness title ')
  })

  it('finds examples by their answers, blocks and behaviors', () => {
    expect(anchors('ignored')).toEqual(['Kindness example ex-1'])
    expect(anchors('playful')).toContain('Kindness block line-25')
    expect(anchors('tone')).toContain('Kindness behavior ')
  })

  it('keeps to its filters, with words and without', () => {
    expect(anchors('level:root costs')).toEqual([])
    expect(anchors('level:user kindness').length).toBeGreaterThan(0)
    expect(anchors('example:bad')).toEqual(['Kindness example ex-1'])
    expect(anchors('example:ok')).toEqual([])
    expect(new Set(searchIn(key, 'behavior:tone').sections.map(({ title }) => title))).toEqual(new Set(['Kindness']))
  })

  it('finds nothing where nothing is asked', () => {
    expect(searchIn(key, '   ')).toEqual({ sections: [], count: 0, unread: [] })
  })

  it('shows the part of a long text that fits', () => {
    const text = `${'before '.repeat(100)}needle${' after'.repeat(100)}`
    const shown = marked(text, ['needle'])
    expect(shown.filter(({ hit }) => hit)).toEqual([{ text: 'needle', hit: true }])
    expect(shown.map((stretch) => stretch.text).join('').length).toBeLessThan(260)
  })

  it('marks whole words only, and takes none for a pattern', () => {
    expect(marked('art and artist', ['art']).filter(({ hit }) => hit)).toHaveLength(1)
    expect(marked('nothing', [])).toEqual([{ text: 'nothing', hit: false }])
  })
})
