import { describe, expect, it } from 'vitest'
import { findings, readBlockOf } from './reading.ts'

describe('the YAML of blocks', () => {
  it.each([
    ['an anchor', ['limit: &l {a: b}'], ['yaml-anchor@4:8']],
    ['an alias', ['limit: *l'], ['yaml-alias@4:8']],
    ['an alias as a value', ['set: {a: *x, b: c}'], ['yaml-alias@4:10']],
    ['a tag', ['set: {a: !!str true}'], ['yaml-tag@4:10']],
    ['a tag of its own', ['set: {a: !x b}'], ['yaml-tag@4:10']],
    ['a merge key', ['set: {<<: {a: b}}'], ['yaml-merge@4:7']],
    ['a duplicate key', ['set: {a: b, a: c}'], ['yaml-duplicate-key@4:13']],
    ['a list as key', ['set: {[a]: b}'], ['yaml-complex-key@4:7']],
    ['a second document', ['set: {a: b}', '---', 'set: {a: c}'], ['yaml-multiple-documents@5:1']],
    ['a directive', ['%YAML 1.1', '---', 'set: {a: b}'], ['yaml-directive@4:1']],
    ['a list', ['- a'], ['yaml-not-a-mapping@4:1']],
    ['a word', ['text'], ['yaml-not-a-mapping@4:1']],
    ['nothing', ['# a comment'], ['yaml-not-a-mapping@4:1']],
    ['a flow that is not closed', ['set: {a: b'], ['yaml-syntax@']],
    ['a tab as indentation', ['set:', '\ta: b'], ['yaml-syntax@5:']],
    ['text behind a quote', ['when: "a" b', 'set: {a: b}'], ['yaml-syntax@4:11']],
  ])('has no %s', (_, yaml, expected) => {
    const document = readBlockOf(...yaml)
    expect(document.diagnostics.every(({ severity }) => severity === 'error')).toBe(true)
    expect(findings(document)).toHaveLength(expected.length)
    for (const [index, finding] of expected.entries()) expect(findings(document)[index]).toContain(finding)
  })

  it('may have comments, quotes and any layout', () => {
    const document = readBlockOf('# why', 'set: # these', '  "a": \'b\'', '  c: "d"', 'limit: {', '  e: f, # g', '}')
    expect(document.diagnostics).toEqual([])
    expect(document.blocks[0]!.statements.map(({ line, column }) => [line, column])).toEqual([
      [6, 8],
      [7, 6],
      [9, 6],
    ])
  })

  it('is 1.2: `on`, `no` and `yes` are words', () => {
    const document = readBlockOf('set: {a: on, b: no, c: yes}')
    expect(document.diagnostics).toEqual([])
    expect(document.blocks[0]!.statements.map((statement) => statement.kind === 'set' && statement.value.name)).toEqual(
      [...['on', 'no', 'yes']],
    )
  })

  it.each([
    ['flow lists', `limit: {a: ${'['.repeat(40)}${']'.repeat(40)}}`],
    ['open flow lists', '['.repeat(200_000)],
    ['flow mappings', '{a: '.repeat(50_000)],
    ['list marks', '- '.repeat(100_000)],
    ['key marks', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('nests no deeper than 32 levels: %s', (_, yaml) => {
    const document = readBlockOf(...yaml.split('\n'))
    expect(document.diagnostics.map(({ code }) => code)).toEqual(['yaml-too-deep'])
    expect(document.blocks).toEqual([])
  })

  it('does not grow: an alias bomb is refused at each alias', () => {
    const levels = Array.from({ length: 20 }, (_, n) => `k${n}: &a${n} [${`*a${n - 1}, `.repeat(9)}x]`)
    const document = readBlockOf(...levels)
    expect(document.diagnostics.length).toBe(201)
    expect(new Set(document.diagnostics.map(({ code }) => code))).toEqual(
      new Set(['yaml-anchor', 'yaml-alias', 'too-many-diagnostics']),
    )
    expect(document.blocks.flatMap(({ statements }) => statements)).toEqual([])
  })

  it('is bounded in size', () => {
    const document = readBlockOf(`# ${'x'.repeat(256 * 1024)}`, 'limit: {a: b}')
    expect(findings(document)).toEqual(['block-too-large@3:1'])
    expect(document.blocks).toEqual([])
  })
})
