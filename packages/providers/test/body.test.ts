import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberOf, parseJson, readBody } from '../src/index.ts'

const codeOf = (text: string) => {
  const read = readBody(text)
  return 'failure' in read ? read.failure.code : null
}

describe('a body is refused', () => {
  it.each([
    ['that is cut off', '{"a":', 'invalid_json'],
    ['that is empty', '', 'invalid_json'],
    ['that is a list', '[{"a":1}]', 'invalid_value'],
    ['that is a number that a double can not hold', '12345678901234567890', 'invalid_value'],
    ['with a key twice', '{"a":1,"a":1}', 'duplicate_key'],
    ['with a key twice, once escaped', '{"role":1,"\\u0072ole":2}', 'duplicate_key'],
    ['with a key twice deep down', '{"a":[{"b":{"c":1,"d":{},"c":2}}]}', 'duplicate_key'],
    ['with a key twice after a string that looks like its end', '{"a":"\\\\\\"","b":"x\\\\","b":1}', 'duplicate_key'],
    ['with `__proto__` twice', '{"__proto__":1,"__proto__":2}', 'duplicate_key'],
    ['nested too deep', `{"a":${'['.repeat(128)}${']'.repeat(128)}}`, 'nested_too_deep'],
    ['nested far too deep and never closed', '['.repeat(1_000_000), 'nested_too_deep'],
  ])('%s', (_, text, code) => expect(codeOf(text)).toBe(code))
})

describe('a body is read', () => {
  it.each([
    ['with colons and braces in strings', '{"a:{":"{\\":[:","b":":"}'],
    ['as deep as may be', `{"a":${'['.repeat(127)}${']'.repeat(127)}}`],
    ['with the same key in two objects', '{"a":{"x":1},"b":{"x":1}}'],
    ['with numbers that a double can not hold', '{"seed":12345678901234567890,"x":1e400,"y":0.70000000000000001}'],
  ])('%s', (_, text) => {
    const read = readBody(text)
    expect('body' in read && JSON.stringify(read.body)).toBe(text)
  })

  it('with a key `__proto__` as data', () => {
    const read = readBody('{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}')
    if (!('body' in read)) throw new Error('refused')
    expect(Object.keys(read.body)).toEqual(['__proto__', 'constructor'])
    expect(JSON.stringify({ ...read.body })).toBe('{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}')
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})

it('law: what JSON.stringify writes is read, and is the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
      const text = JSON.stringify(value)
      const read = readBody(text)
      expect('body' in read && JSON.stringify(read.body)).toBe(text)
    }),
  )
})

it('law: an object with a key said again is refused', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.jsonValue(), (value, again) => {
      const [key] = Object.keys(value)
      const text = JSON.stringify(value)
      expect(codeOf(`${text.slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(again)}}`)).toBe('duplicate_key')
    }),
  )
})

describe('numbers', () => {
  it.each([
    ['1.0', 1],
    ['0.10', 0.1],
    ['1e2', 100],
    ['-0.5e-3', -0.0005],
  ])('%s beside one that is kept as written is an ordinary number', (text, number) => {
    expect(parseJson(`[${text},12345678901234567890]`)).toEqual([number, expect.anything()])
  })

  it('are read to the precision of a double', () => {
    const [kept] = parseJson('[0.70000000000000001]') as unknown[]
    expect(numberOf(kept)).toBe(0.7)
    expect(numberOf('1')).toBeNull()
  })
})
