import { readDocument } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { alignment, wordsOf } from '../src/conditions.ts'
import { occurrencesOf } from '../src/occurrences.ts'

const named = (text: string) => wordsOf(text).map(({ kind, name }) => `${kind} ${name}`)

describe('the words of a condition', () => {
  it('are facts, behaviors and the arguments, not what stands in strings', () => {
    expect(named('user.age == "user.name" && args.to == \'x.y\' || behavior["a.b"] != "c"')).toEqual([
      'fact user.age',
      'args args',
      'behavior a.b',
    ])
    expect(named('user.tags.exists(t, t == "a") && size(args.list) > 1')).toEqual(['fact user.tags', 'args args'])
    expect(named('a.b.c == args.list[0].size')).toEqual(['fact a.b.c', 'args args'])
  })

  it('stand in the file wherever YAML lets them', () => {
    const texts = [
      'when: user.age == "x" && user.b == "y"',
      "when: 'user.age == ''x'' && user.b == ''y'''",
      'when: "user.age == \\"x\\" && user.b == \\"y\\""',
      'when: >-\n  user.age == "x"\n  && user.b == "y"',
      'when: |\n  user.age == "x"\n  && user.b == "y"',
      'when: user.age == "x"\n  && user.b == "y"',
    ]
    for (const text of texts) {
      const document = readDocument('a.md', `# T\n\n\`\`\`yaml bylaw\n${text}\nset: {a: b}\n\`\`\`\n`)
      const facts = occurrencesOf(document).filter(({ kind }) => kind === 'fact')
      expect(facts.map(({ start, end }) => document.text.slice(start, end))).toEqual(['user.age', 'user.b'])
      expect(facts.every(({ exact }) => exact)).toBe(true)
    }
  })

  it('have no place where the file writes them otherwise', () => {
    expect(alignment('us\\x65r.a', 0, 'user.a')).toBeNull()
    expect(alignment('a  b', 0, 'a b')).toEqual([0, 1, 3, 4])
  })
})
