import { describe, expect, it } from 'vitest'
import { findings, readBlockOf } from './reading.ts'

describe('behaviors', () => {
  it('declare a scale, a choice, a bright line, or part of a family', () => {
    const scale = readBlockOf(
      ...['behavior: drug-information', 'title: Detail', 'values: [refuse, general, "on"]', 'default: general'],
      ...['delegable: general', 'authority: operator', 'asks: user'],
      ...['describe: {refuse: no, general: some, "on": all of it}'],
    )
    expect(scale.diagnostics).toMatchObject([])
    expect(scale.blocks[0]!.behavior).toMatchObject({
      ...{ name: 'drug-information', kind: 'scale', title: 'Detail', line: 4, column: 11 },
      values: [{ name: 'refuse', line: 6, column: 10 }, { name: 'general' }, { name: 'on', line: 6, column: 28 }],
      ...{
        default: { name: 'general' },
        delegable: [{ name: 'general' }],
        own: { name: 'developer' },
        asks: { name: 'user' },
      },
    })
    expect([...scale.blocks[0]!.behavior!.describe]).toEqual([
      ['refuse', 'no'],
      ['general', 'some'],
      ['on', 'all of it'],
    ])
    expect(
      readBlockOf('behavior: t', 'choices: [b, a]', 'default: a', 'delegable: [a, b]').blocks[0]!.behavior,
    ).toMatchObject({
      ...{ kind: 'choice', delegable: [{ name: 'a' }, { name: 'b' }], title: null, own: null, asks: null },
    })
    expect(readBlockOf('behavior: m', 'bright-line: never').blocks[0]!.behavior).toMatchObject({
      ...{ kind: 'bright-line', values: [{ name: 'never' }], default: { name: 'never' }, delegable: null },
    })
    expect(readBlockOf('behavior: tool.github.Create%2EIssue', 'default: deny', 'delegable: false')).toMatchObject({
      diagnostics: [],
      blocks: [{ behavior: { values: null, default: { name: 'deny' }, delegable: false } }],
    })
  })

  const start = ['behavior: a', 'values: [v1, v2]', 'default: v1']
  it.each([
    [['behavior: a', 'values: [v1, v2]'], 'missing-default@5:1'],
    [['behavior: a', 'values: [v1]', 'default: v1'], 'too-few-values@5:9'],
    [['behavior: a', 'values: v1', 'default: v1'], 'not-a-list@5:9'],
    [['behavior: a', 'values: [v1, v1]', 'default: v1'], 'duplicate-value@5:14'],
    [['behavior: a', 'values: [on, off, false]', 'default: off'], 'quote-this@5:19'],
    [['behavior: a', 'values: [v1, v2]', 'choices: [v1, v2]', 'default: v1'], 'values-and-choices@6:1'],
    [['behavior: a', 'values: [v1, v2]', 'default: v3'], 'not-among-values@6:10'],
    [[...start, 'delegable: v3'], 'not-among-values@7:12'],
    [[...start, 'delegable: [v1, v2]'], 'delegable-list@7:12'],
    [[...start, 'describe: {v1: x, v2: y, v3: z}'], 'not-among-values@7:26'],
    [[...start, 'describe: [v1]'], 'not-a-mapping@7:11'],
    [[...start, 'authority: Root'], 'malformed-name@7:12'],
    [[...start, 'title: 2024'], 'quote-this@7:8'],
    [['behavior: a', 'bright-line: maybe'], 'bright-line-value@5:14'],
  ])('%j: %s', (yaml, finding) => {
    const document = readBlockOf(...yaml)
    expect(findings(document)).toEqual([finding])
    expect(document.blocks[0]!.behavior).toBeNull()
  })

  it.each([
    'values: [a, b]',
    'choices: [a, b]',
    'default: never',
    'delegable: true',
    'rules: [{limit: a}]',
    'asks: user',
  ])('of a bright line have no `%s`', (yaml) => {
    const document = readBlockOf('behavior: m', 'bright-line: never', yaml)
    const key = yaml.split(':')[0]
    expect(document.diagnostics.map(({ code, line }) => [code, line])).toContainEqual([`bright-line-with-${key}`, 6])
    expect(document.blocks[0]!.statements).toEqual([])
  })

  it('warn of a value that `describe` leaves out', () => {
    const document = readBlockOf(...start, 'describe: {v1: x}')
    expect(document.diagnostics).toMatchObject([{ code: 'undescribed-value', severity: 'warning', line: 7, column: 1 }])
    expect(document.blocks[0]!.behavior).not.toBeNull()
  })

  it('may be named like members of every object', () => {
    const document = readBlockOf(
      'behavior: constructor',
      'values: [prototype, valueof]',
      'default: valueof',
      'describe: {prototype: x, valueof: y}',
    )
    expect(document.diagnostics).toEqual([])
    expect(document.blocks[0]!.behavior!.describe.get('prototype')).toBe('x')
    expect(findings(readBlockOf('set: {__proto__: a}', 'toString: x'))).toEqual([
      'malformed-name@4:7',
      'unknown-key@5:1',
    ])
  })
})
