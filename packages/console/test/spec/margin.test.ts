import { describe, expect, it } from 'vitest'
import { bookOf } from '../../src/engine/book.ts'
import { openedOf } from '../../src/engine/opened.ts'
import { questions } from '../../src/engine/questions.ts'
import { entriesOf } from '../../src/spec/contents.ts'
import { marginsOf, toldCell } from '../../src/spec/margin.ts'
import { opened, smallSpec } from './text.ts'

const held = opened(['root', smallSpec])
const book = bookOf(held.key)
const entries = entriesOf(book)

function marginsUnder(as: string | null, age?: string) {
  const facts = age === undefined ? [] : [{ name: 'user.age', value: age, by: 'user' }]
  const situation = questions.situation(held.key, facts)
  return marginsOf(entries, {
    opened: openedOf(held),
    book,
    situation,
    rows: questions.matrix(held.key, facts),
    as,
  })
}

describe('the margin', () => {
  it('shows what is decided, and who may loosen it', () => {
    const [tone] = marginsUnder(null).get('kindness')!.behaviors
    expect(tone).toMatchObject({ value: 'plain', reach: 'playful', seen: null })
    expect(tone?.who).toEqual(['root', 'system', 'developer', 'user'])
  })

  it('says what the level that looks may do, and what it can’t', () => {
    const seenBy = (level: string) => marginsUnder(level).get('kindness')!.behaviors[0]!.seen
    expect(seenBy('user')).toContain('loosen it to `playful`')
    expect(seenBy('agent')).not.toContain('loosen')
  })

  it('has the facts, the examples and where it is referred to', () => {
    const margins = marginsUnder(null)
    expect(margins.get('beginnings')!.facts.map(({ name }) => name)).toEqual(['user.age'])
    expect(margins.get('kindness')!.examples).toEqual({ count: 1, good: 1, bad: 1 })
    expect(margins.get('kindness')!.citedBy).toEqual([{ id: 'beginnings', title: 'Beginnings' }])
    expect(margins.get('kindness')!.overlaid).toEqual([])
  })

  it('tells whether a section applies, and why', () => {
    expect(marginsUnder(null).get('young')!.application).toMatchObject({ applies: false })
    expect(marginsUnder(null, 'child').get('young')!.application).toMatchObject({ applies: true })
    expect(marginsUnder(null).get('kindness')!.application).toBeNull()
  })

  it('never takes what is not known for permission', () => {
    const nothing = { on: false, raise: null, tighten: false, grantable: null, statements: 0 }
    expect(toldCell(nothing)).toBe('can’t change it')
    const unknown = marginsOf(entries, { opened: openedOf(held), book, situation: null, rows: null, as: 'user' })
    expect(unknown.get('kindness')!.behaviors[0]).toMatchObject({ value: null, reach: null, who: null, seen: null })
  })
})
