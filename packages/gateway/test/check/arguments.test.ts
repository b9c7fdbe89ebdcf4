import fc from 'fast-check'
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

it('every object without repeated keys is read, and none with one', () => {
  const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false })
  const spaces = fc.constantFrom('', ' ', ' : ', '\n')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.string(), spaces, (given, key, space) => {
      const text = JSON.stringify(given, null, space.trim() === '' ? space : 1)
      expect(readArguments({ type: 'function' }, text)).toEqual(given)
      const twice = `{"a": ${text}, ${JSON.stringify(key)}: 1, ${JSON.stringify(key)} : ${JSON.stringify(space)}}`
      expect(readArguments({ type: 'function' }, twice)).toBeNull()
    }),
  )
})
