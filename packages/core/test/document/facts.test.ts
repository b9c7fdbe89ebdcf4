import { describe, expect, it } from 'vitest'
import { readBlockOf } from './reading.ts'

describe('facts', () => {
  it('have a type, an assumed value and who vouches', () => {
    const { blocks, diagnostics } = readBlockOf(
      'facts:',
      '  user.age_group: {type: [none, adult], assume: none, vouched-by: operator, title: Age}',
      '  user.verified: {type: bool, assume: false, vouched-by: system, delegable: false}',
      '  agent.rate: {type: number, min: 0, max: 1, assume: 0.5, vouched-by: root}',
    )
    expect(diagnostics).toEqual([])
    expect(blocks[0]!.facts).toEqual([
      {
        ...{ name: 'user.age_group', line: 5, column: 3, title: 'Age', delegable: true, assume: 'none' },
        type: { kind: 'enum', values: ['none', 'adult'] },
        vouchedBy: { name: 'developer', line: 5, column: 67 },
      },
      {
        ...{ name: 'user.verified', line: 6, column: 3, title: null, delegable: false, assume: false },
        ...{ type: { kind: 'bool' }, vouchedBy: { name: 'system', line: 6, column: 58 } },
      },
      {
        ...{ name: 'agent.rate', line: 7, column: 3, title: null, delegable: true, assume: 0.5 },
        ...{ type: { kind: 'number', min: 0, max: 1 }, vouchedBy: { name: 'root', line: 7, column: 71 } },
      },
    ])
  })

  it.each([
    ['type: [a, b], assume: a', 'missing-key'],
    ['type: [a, b], assume: c, vouched-by: root', 'not-among-values'],
    ['type: [a], assume: a, vouched-by: root', 'too-few-values'],
    ['type: boolean, assume: true, vouched-by: root', 'unknown-type'],
    ['type: bool, assume: "true", vouched-by: root', 'not-a-boolean'],
    ['type: [a, b], assume: true, vouched-by: root', 'quote-this'],
    ['type: number, assume: "1", vouched-by: root', 'not-a-number'],
    ['type: number, assume: .inf, vouched-by: root', 'not-a-number'],
    ['type: number, max: .nan, assume: 1, vouched-by: root', 'not-a-number'],
    ['type: number, min: 2, max: 1, assume: 1, vouched-by: root', 'empty-range'],
    ['type: number, min: 0, assume: -1, vouched-by: root', 'out-of-range'],
    ['type: bool, min: 0, assume: true, vouched-by: root', 'bound-without-number'],
    ['type: bool, assume: true, vouched-by: root, delegable: no', 'not-a-boolean'],
    ['type: bool, assume: true, vouched-by: root, asume: x', 'unknown-key'],
  ])('{%s}: %s', (body, code) => {
    const document = readBlockOf('facts:', `  a.b: {${body}}`, '  a.c: {type: bool, assume: true, vouched-by: root}')
    expect(document.diagnostics.map((found) => [found.code, found.line])).toEqual([[code, 5]])
    expect(document.blocks[0]!.facts.map(({ name }) => name)).toContain('a.c')
  })

  it.each(['age', 'user.Age', 'user.in', 'user..age', 'user.age-group'])('are not called `%s`', (name) => {
    const document = readBlockOf('facts:', `  ${name}: {type: bool, assume: true, vouched-by: root}`)
    expect(document.diagnostics).toMatchObject([{ severity: 'error', line: 5, column: 3 }])
    expect(document.blocks[0]!.facts).toEqual([])
  })
})
