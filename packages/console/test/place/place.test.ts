import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFact, typedFacts, withFact, writtenFact } from '../../src/place/lens.ts'
import { home, type Place, readPlace, screens, stepped, writtenPlace } from '../../src/place/place.ts'

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes('..') && text.trim() !== '')
const version = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,11}$/).filter((text) => text !== 'now')
const level = fc.constantFrom('root', 'system', 'developer', 'user', 'agent')
const fact = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9_]{0,6}\.[a-z][a-z0-9_]{0,6}$/),
  value: fc.oneof(fc.boolean(), fc.integer(), fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/).filter(isWord)),
  by: level,
})
const place: fc.Arbitrary<Place> = fc.record({
  screen: fc.constantFrom(...screens),
  rest: fc.array(word, { maxLength: 2 }),
  lens: fc.record({
    version: fc.option(version),
    compared: fc.option(version),
    as: fc.option(level),
    facts: fc.array(fact, { maxLength: 3 }),
  }),
  query: fc.dictionary(fc.constantFrom('q', 'sel', 'sort', 'behavior'), word),
  anchor: fc.constantFrom('', 'p-3.2', 'ex-1'),
  packed: fc.stringMatching(/^[A-Za-z0-9_-]{0,12}$/),
})

function isWord(text: string): boolean {
  return text !== 'true' && text !== 'false'
}

/** What no address can say apart: `/spec` without a version or a section is written without either. */
const sayable = ({ screen, rest, lens }: Place): boolean =>
  screen !== 'spec' || lens.version !== null || (rest.length === 0 && lens.compared === null)

test('every place is read back from its address as it was', () => {
  fc.assert(
    fc.property(place.filter(sayable), (one) => {
      expect({ ...readPlace(writtenPlace(one)), query: { ...readPlace(writtenPlace(one)).query } }).toEqual({
        ...one,
        query: { ...one.query },
      })
    }),
  )
})

test('whatever stands in the address, there is a place', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })), (address) => {
      expect(screens).toContain(readPlace(address).screen)
    }),
  )
  expect(readPlace('/nowhere/at/all')).toEqual(home)
  expect(readPlace('/%E0%A4%A')).toEqual(home)
})

test('another screen keeps the lens and the draft, and nothing else', () => {
  const lens = { ...home.lens, version: 'medical', facts: [{ name: 'user.age_group', value: 'adult', by: 'user' }] }
  const from: Place = {
    ...home,
    lens,
    screen: 'matrix',
    query: { q: 'drug' },
    rest: ['x'],
    anchor: 'p-1',
    packed: 'abc',
  }
  expect(stepped(from, { screen: 'play' })).toEqual({ ...home, screen: 'play', lens, packed: 'abc' })
  expect(stepped(from, { lens: { as: 'user' } })).toEqual({ ...from, anchor: '', lens: { ...lens, as: 'user' } })
})

test('two versions of a spec stand in the path', () => {
  const { lens, rest } = readPlace('/spec/old..new/drugs')
  expect([lens.compared, lens.version, rest]).toEqual(['old', 'new', ['drugs']])
})

test('an address shows its facts as people write them', () => {
  const facts = [{ name: 'user.age_group', value: 'under_18', by: 'developer' }]
  const address = writtenPlace({ ...home, screen: 'matrix', lens: { ...home.lens, facts } })
  expect(address).toBe('/matrix?fact=user.age_group=under_18@developer')
})

test('a fact is read as the command line reads it', () => {
  fc.assert(
    fc.property(fact, (one) => {
      expect(readFact(writtenFact(one))).toEqual(one)
    }),
  )
  expect(readFact('user.age_group')).toBeNull()
  expect(readFact('=x@user')).toBeNull()
})

test('a level has one word for each fact', () => {
  const said = (value: string, by: string) => ({ name: 'user.age_group', value, by })
  const facts = withFact(withFact([said('adult', 'user')], said('adult', 'developer')), said('under_18', 'user'))
  expect(facts).toEqual([said('adult', 'developer'), said('under_18', 'user')])
})

test('a value that looks like a number is a word where the fact has words', () => {
  const types = [
    { name: 'user.age', type: { kind: 'enum', values: ['17', '18'] } },
    { name: 'user.ok', type: { kind: 'enum', values: ['true', 'unsure'] } },
    { name: 'user.tries', type: { kind: 'number', min: null, max: null } },
  ] as const
  const said = ['user.age=18@user', 'user.ok=true@user', 'user.tries=18@user'].map((text) => readFact(text)!)
  expect(typedFacts(said, types).map(({ value }) => value)).toEqual(['18', 'true', 18])
})
