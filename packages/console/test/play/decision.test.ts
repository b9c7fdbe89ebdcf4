import type { Decision } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { decidersOf, rungsOf } from '../../src/play/deciders.ts'
import { readSource, sectionOf, shortSource } from '../../src/play/sources.ts'
import { signOf, stationsOf } from '../../src/play/stations.ts'
import { adult, book, explained, opened } from './stack.ts'

const values = ['refuse', 'general', 'amounts']

describe('the trace as stations', () => {
  it('has every level from the strongest, also those that said nothing', () => {
    const stations = stationsOf(opened.levels, explained('weedkillers').steps)
    expect(stations.map(({ level }) => level)).toEqual(['root', 'system', 'developer', 'user', 'agent'])
    expect(stations.map(({ steps }) => steps.map(({ statement }) => statement))).toEqual([
      ['limit general, when user.age_group != "adult"'],
      [],
      ['set general'],
      [],
      [],
    ])
  })

  it('folds what does not apply', () => {
    const [root] = stationsOf(opened.levels, explained('weedkillers', adult).steps)
    expect(root!.steps).toEqual([])
    expect(root!.idle).toHaveLength(1)
    expect(signOf(root!.idle[0]!.step).word).toBe('does not apply')
  })

  it('says what a step did by a shape and a word', () => {
    const [limit, set] = explained('weedkillers').steps
    expect(signOf(limit!.step)).toMatchObject({ icon: '▼', word: 'narrows' })
    expect(signOf(set!.step)).toMatchObject({ icon: '●', word: 'sets' })
  })
})

describe('who could change it', () => {
  const { changes, decision } = explained('weedkillers', adult)

  it('puts the weakest level first', () => {
    expect(decidersOf(opened.levels, changes, null).map(({ level }) => level)).toEqual(['developer', 'system', 'root'])
  })

  it('calls the viewer and whoever is weaker "you"', () => {
    const [you, ...others] = decidersOf(opened.levels, changes, 'developer')
    expect(you!.who).toBe('You, as developer')
    expect(you!.changes.every(({ change }) => change.level === 'developer')).toBe(true)
    expect(others.map(({ level }) => level)).not.toContain('developer')
  })

  it('has nothing to say to a level that can do nothing', () => {
    expect(decidersOf(opened.levels, changes, 'user').map(({ who }) => who)[0]).toBe('The operator (developer)')
  })

  it('loses no change, whoever looks', () => {
    for (const viewer of [null, ...opened.levels, 'nobody-known']) {
      const shown = decidersOf(opened.levels, changes, viewer).flatMap((each) => each.changes)
      expect(new Set(shown)).toEqual(new Set(changes))
    }
  })

  it('says of every value where it stands', () => {
    expect(rungsOf(values, decision as Decision, changes)).toEqual([
      { value: 'refuse', state: 'permitted', word: 'tighter' },
      { value: 'general', state: 'decided', word: 'decided' },
      { value: 'amounts', state: 'reachable', word: 'developer could' },
    ])
  })

  it('closes a value that nobody could bring about', () => {
    expect(rungsOf(values, decision as Decision, []).at(-1)).toMatchObject({ value: 'amounts', state: 'closed' })
  })

  it('finds nobody for a bright line', () => {
    expect(decidersOf(opened.levels, explained('nerve-agents').changes, 'root')).toEqual([])
  })
})

describe('where something stands', () => {
  it('reads a file and a line', () => {
    expect(readSource('a/b:c.md:12')).toEqual({ file: 'a/b:c.md', line: 12 })
    expect(readSource('a.md')).toBeNull()
    expect(readSource('')).toBeNull()
    expect(shortSource('./a/b.md:12')).toBe('b.md:12')
  })

  it('finds the section', () => {
    const { steps } = explained('weedkillers')
    expect(steps.map(({ step }) => sectionOf(book, step.source))).toEqual(['gardens', 'the-shop'])
    expect(sectionOf(book, 'spec.md:1')).toBeNull()
    expect(sectionOf(book, 'other.md:9')).toBeNull()
  })
})
