import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidatesIn } from '../../src/lift/candidates.ts'
import { sentencesOf } from '../../src/lift/sentences.ts'
import { stemOf } from '../../src/lift/stem.ts'
import { policyOf } from '../policy.ts'

describe('a stem', () => {
  it.each([
    ['medicine', 'medicines'],
    ['drug', 'drugs'],
    ['gun', 'guns'],
    ['law', 'laws'],
    ['class', 'classes'],
    ['virus', 'viruses'],
    ['gas', 'gases'],
    ['box', 'boxes'],
    ['axe', 'axes'],
    ['dish', 'dishes'],
    ['ache', 'aches'],
    ['house', 'houses'],
    ['potato', 'potatoes'],
    ['shoe', 'shoes'],
    ['baby', 'babies'],
    ['movie', 'movies'],
    ['tie', 'ties'],
    ['area', 'areas'],
    ['idea', 'ideas'],
  ])('is the same for %s and %s', (singular, plural) => {
    expect(stemOf(plural)).toBe(stemOf(singular))
  })

  it.each([
    ['gas', 'gap'],
    ['bus', 'but'],
    ['news', 'new'],
    ['lens', 'len'],
    ['means', 'mean'],
    ['bias', 'bia'],
    ['glass', 'glas'],
    ['virus', 'viru'],
    ['basis', 'basi'],
    ['care', 'car'],
    ['rate', 'rat'],
    ['note', 'not'],
    ['save', 'safe'],
    ['baby', 'bab'],
    ['use', 'us'],
    ['dose', 'dosage'],
    ['singer', 'single'],
  ])('is not the same for %s and %s', (one, other) => {
    expect(stemOf(one)).not.toBe(stemOf(other))
  })

  it('is never shorter than three letters, nor by more than three than its word', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aeiosuxzhc'), minLength: 3, maxLength: 12 }), (word) => {
        const { length } = stemOf(word)
        expect(length).toBeGreaterThanOrEqual(3)
        expect(length).toBeGreaterThanOrEqual(word.length - 3)
      }),
    )
  })
})

it('a sentence about several meets a behavior about one, and is shown with its own words', () => {
  const policy = policyOf(`---
bylaw: 1
layer: root
---
# Medicine {#medicine authority=user}

\`\`\`yaml bylaw
behavior: medicine-detail
values: [leaflet, dosage]
default: leaflet
\`\`\`
`)
  const [candidate] = candidatesIn(sentencesOf('We sell medicines.'), policy)
  expect(candidate).toMatchObject({ behavior: 'medicine-detail', words: ['medicines'] })
  expect(candidatesIn(sentencesOf('We sell news.'), policy)).toEqual([])
})
