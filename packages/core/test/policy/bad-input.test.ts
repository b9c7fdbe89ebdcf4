import { describe, expect, it } from 'vitest'
import { BASE, compiled, fence } from './stack.ts'

/** Lines under a key, some thousands to a block. */
const blocks = (key: string, count: number, line: (index: number) => string): string => {
  const each = 2500
  return Array.from({ length: Math.ceil(count / each) }, (_, block) =>
    fence(
      `${key}:`,
      ...Array.from({ length: Math.min(each, count - block * each) }, (_, at) => `  ${line(block * each + at)}`),
    ),
  ).join('')
}
const fact = (index: number): string => `user.f${index}: {type: bool, assume: false, vouched-by: user}`

describe('a layer of a user, however large or wrong', () => {
  it.each<[string, string, string]>([
    ['sets that nobody declared', blocks('set', 10_000, (index) => `nothing.n${index}: a`), 'unknown-behavior'],
    ['sets out of reach', blocks('set', 10_000, (index) => `tool.x.n${index}: allow`), ''],
    ['tools that are tightened', blocks('limit', 10_000, (index) => `tool.x.n${index}: deny`), ''],
    ['facts', blocks('facts', 5000, fact), ''],
    [
      'misspelt facts',
      blocks('facts', 3000, fact) +
        Array.from({ length: 3000 }, (_, index) => fence(`when: user.g${index}`, 'limit: {detail: none}')).join(''),
      'unknown-fact',
    ],
    [
      'misspelt behaviors',
      Array.from({ length: 1000 }, (_, index) => fence(`behavior: own-${index}`, 'values: [a, b]', 'default: a')).join(
        '',
      ) + blocks('set', 5000, (index) => `onw-${index}: a`),
      'unknown-behavior',
    ],
    [
      'conditions',
      Array.from({ length: 3000 }, (_, index) => fence(`when: user.score > ${index}`, 'limit: {detail: none}')).join(
        '',
      ),
      '',
    ],
  ])('%s: read in seconds, refusing nobody', (_, text, code) => {
    const result = compiled([
      ['root', BASE],
      ['user', text],
    ])
    expect(result.policy).not.toBeNull()
    const errors = result.diagnostics.filter((each) => each.severity === 'error')
    expect([...new Set(errors.map((each) => each.code))]).toEqual(code === '' ? [] : [code])
    for (const each of result.diagnostics)
      expect([each.line > 0, each.column > 0, each.file]).toEqual([true, true, 'user.md'])
  })

  it('near names are looked for in the first findings only', () => {
    const misspelt = Array.from({ length: 300 }, () => fence('set: {detial: none}')).join('')
    const helped = compiled([
      ['root', BASE],
      ['user', misspelt],
    ]).diagnostics.filter((each) => each.help !== undefined)
    expect(helped).toHaveLength(200)
  })
})

describe('what is no structure says nothing', () => {
  it.each([
    ['a fence in a fence', `~~~md\n${fence('set: {detail: none}')}~~~\n`],
    ['a quoted fence', fence('set: {detail: none}').replaceAll(/^/gm, '> ')],
    ['another language', fence('set: {detail: none}').replace('yaml bylaw', 'yaml')],
    ['an example', `**Example**: x\n\n~~~xml\n<user>\n${fence('set: {detail: none}')}</user>\n~~~\n`],
  ])('%s', (_, text) => {
    const result = compiled([
      ['root', BASE],
      ['developer', text],
    ])
    expect(result.diagnostics.filter((each) => each.severity === 'error')).toEqual([])
    expect(result.policy!.statements).toEqual([])
  })
})
