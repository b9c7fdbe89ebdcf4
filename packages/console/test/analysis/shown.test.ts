import { describe, expect, test } from 'vitest'
import { changedLines } from '../../src/analysis/changed-lines.ts'
import { counts, filterOf, fitting } from '../../src/analysis/filtering.ts'
import { freeFlags, freeLevels, freeOptions } from '../../src/analysis/free.ts'
import { outcomesOf, type Reached, showing, showingOf, steps } from '../../src/analysis/reaching.ts'
import { neighbours, restOf, routeOf } from '../../src/analysis/route.ts'
import type { Found } from '../../src/engine/analysed.ts'

describe('the addresses of the analysis', () => {
  test.each([
    { part: 'findings', of: null },
    { part: 'findings', of: 'never-holds_a.md_3' },
    { part: 'invariants', of: null },
    { part: 'invariants', of: 'nothing explicit for the young' },
    { part: 'envelope', of: 'tool.net.*' },
  ] as const)('reads back $part $of', (route) => {
    expect(routeOf(restOf(route))).toEqual(route)
  })

  test('leads to the findings where there is no such part', () => {
    expect(routeOf(['nothing', 'here'])).toEqual({ part: 'findings', of: null })
  })

  test('knows what stands beside one of a list', () => {
    expect(neighbours(['a', 'b', 'c'], 'b')).toEqual(['a', 'c'])
    expect(neighbours(['a', 'b'], 'a')).toEqual([null, 'b'])
    expect(neighbours(['a', 'b'], 'gone')).toEqual([null, null])
  })
})

const found = (severity: Found['severity'], code: string, message: string): Found => ({
  ...{ severity, code, message, id: message, file: 'spec.md', line: 1, column: 1, length: 1, level: 'root' },
  ...{ deep: true, facts: null, related: [], edit: null, section: { id: 'a', title: 'Money' }, behaviors: [] },
})

describe('the filter of the findings', () => {
  const all = [
    found('info', 'emergent', 'one'),
    found('error', 'unknown-key', 'two'),
    found('warning', 'emergent', 'three'),
  ]
  const messages = (query: Record<string, string>) => fitting(all, filterOf(query)).map(({ message }) => message)

  test('leaves nothing out where nothing is asked, the gravest first', () => {
    expect(messages({})).toEqual(['two', 'three', 'one'])
  })

  test('takes kind, severity and words together', () => {
    expect(messages({ kind: 'emergent' })).toEqual(['three', 'one'])
    expect(messages({ kind: 'emergent', sev: 'info' })).toEqual(['one'])
    expect(messages({ q: 'MONEY thr' })).toEqual(['three'])
    expect(messages({ kind: 'emergent', sev: 'error' })).toEqual([])
  })

  test('counts each', () => {
    expect([...counts(all, 'code')]).toEqual([
      ['emergent', 2],
      ['unknown-key', 1],
    ])
  })
})

describe('whose words may be anything', () => {
  const levels = ['root', 'system', 'developer', 'user', 'agent']
  const layer = (level: string) => ({ level, file: level, title: null, version: null, overlay: false, sound: true })
  const opened = { levels, layers: [layer('root'), layer('developer')] }

  test('are the levels where nothing is mounted, unless said otherwise', () => {
    expect(freeLevels(opened, '')).toEqual(['system', 'user', 'agent'])
    expect(freeLevels(opened, 'developer')).toEqual(['user', 'agent'])
    expect(freeLevels(opened, 'mounted')).toEqual([])
  })

  test('are the same for the engine and on the command line', () => {
    expect([freeOptions(''), freeFlags('')]).toEqual([{}, []])
    expect([freeOptions('user'), freeFlags('user')]).toEqual([{ below: 'user' }, ['--below', 'user']])
    expect([freeOptions('mounted'), freeFlags('mounted')]).toEqual([{ mountedOnly: true }, ['--mounted-only']])
  })
})

const scale = ['none', 'some', 'all']
const row = (behavior: string, value: string, envelope: string, more: Partial<Reached> = {}): Reached => ({
  ...{ behavior, kind: 'scale', value, envelope, witness: null, reachable: [value], cells: [], opaque: [] },
  ...{ bound: null, undecided: null, said: [] },
  ...more,
})

describe('the envelope', () => {
  const rows = [row('c', 'none', 'none'), row('b', 'none', 'some'), row('a', 'none', 'all')]
  const names = (query: Record<string, string>, of = rows) =>
    showing(of, () => scale, showingOf(query)).map(({ behavior }) => behavior)

  test('shows the widest first, or by name', () => {
    expect(names({})).toEqual(['a', 'b', 'c'])
    expect(names({ sort: 'name', q: 'B' })).toEqual(['b'])
    expect(steps(rows[2]!, scale)).toBe(2)
  })

  test('never counts what is not told for certain among what stays', () => {
    const unsure = row('d', 'none', 'none', { undecided: 'there are too many situations to look at them all' })
    expect(names({ show: 'shut' }, [...rows, unsure])).toEqual(['c'])
    expect(names({ show: 'unsure' }, [...rows, unsure])).toEqual(['d'])
    expect(names({ show: 'open' }, [...rows, unsure])).toContain('d')
  })

  test('puts situations together that come to the same', () => {
    const cell = (value: string, envelope: string) => ({ facts: [], value, envelope })
    const cells = [cell('none', 'none'), cell('none', 'all'), cell('none', 'none')]
    expect(outcomesOf({ cells }).map((outcome) => [outcome.envelope, outcome.cells.length])).toEqual([
      ['none', 2],
      ['all', 1],
    ])
  })
})

describe('the lines that a change touches', () => {
  test('are those that differ, with some around them', () => {
    const lines = changedLines('a\nb\nc\nd\ne', 'a\nb\nX\nY\nd\ne', 1)
    expect(lines).toEqual([
      { kind: 'same', line: 2, text: 'b' },
      { kind: 'gone', line: 3, text: 'c' },
      { kind: 'new', line: 3, text: 'X' },
      { kind: 'new', line: 4, text: 'Y' },
      { kind: 'same', line: 4, text: 'd' },
    ])
  })

  test('are none where nothing changes, and all where everything does', () => {
    expect(changedLines('a\nb', 'a\nb')).toEqual([])
    expect(changedLines('a', 'b').map(({ kind }) => kind)).toEqual(['gone', 'new'])
  })
})
