import { expect, it } from 'vitest'
import { readArguments } from '../../src/check/arguments.ts'

it.each([
  ['{"a": {"b": [{"c": "d:e\\":"}]}, "b": "x"}', true],
  ['', true],
  ['{"__proto__": 1}', true],
  ['{"a": {"b": 1, "b": 2}}', false],
  ['{"a": [{"b": 1}, {"b": 1, "\\u0062": 2}]}', false],
  ['null', false],
  ['[{}]', false],
  ['"text"', false],
  ['{"a": 1', false],
  ['{} {}', false],
])('arguments %s', (text, readable) => {
  expect(readArguments({ type: 'function' }, text) !== null).toBe(readable)
})

it('free text is the input of a custom tool, whatever it says', () => {
  expect(readArguments({ type: 'custom' }, '{"a": 1')).toEqual({ input: '{"a": 1' })
})
