import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/records/canonical.ts'
import { CanonicalScanner } from '../../src/verify/canonical.ts'

const scanner = new CanonicalScanner()
const bytesOf = (text: string) => new TextEncoder().encode(text)

/** What the scanner saves: to read the text and write it again. */
function isCanonical(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return text.startsWith('{') && canonicalJson(value) === text
  } catch {
    return false
  }
}

const shallow = fc.jsonValue({ maxDepth: 6, noUnicodeString: false })

describe('the scanner of canonical JSON', () => {
  it('accepts what is written canonically, and finds its id', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), shallow), fc.string({ minLength: 1 }), (object, id) => {
        expect(scanner.idOf(bytesOf(canonicalJson({ ...object, id })))).toBe(id)
      }),
    )
  })

  it('judges as reading and writing again does, after any change of a byte', () => {
    const change = fc.record({ object: fc.dictionary(fc.string(), shallow), at: fc.nat(), byte: fc.nat(255) })
    fc.assert(
      fc.property(change, ({ object, at, byte }) => {
        const bytes = bytesOf(canonicalJson(object))
        bytes[at % bytes.length] = byte
        expect(scanner.scan(bytes)).toBe(isCanonical(bytes))
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    '{}',
    '{"a":1}',
    '{"a":01}',
    '{"a":-0}',
    '{"a":0}',
    '{"a":1.0}',
    '{"a":1.5}',
    '{"a":1e21}',
    '{"a":1e+21}',
    '{"a":1E3}',
    '{"a":12345678901234567890}',
    '{"a":9007199254740993}',
    '{"a":123456789012345}',
    '{"a":-1}',
    '{"a":-}',
    '{"b":1,"a":2}',
    '{"a":1,"a":2}',
    '{"a":1,"aa":2}',
    '{"aa":1,"a":2}',
    '{ "a":1}',
    '{"a":"\\u001f"}',
    '{"a":"\\u001F"}',
    '{"a":"\\u000a"}',
    '{"a":"\\n"}',
    '{"a":"\\/"}',
    '{"a":"/"}',
    '{"a":"\\u0041"}',
    '{"a":tru}',
    '{"a":true}',
    '{"a":[1,2]}',
    '{"a":[1,]}',
    '{"a":1,}',
    '{"é":1,"z":2}',
    '{"z":1,"é":2}',
    '{"\\n":1,"a":2}',
    '{"a":"',
    '{"a"',
    '{',
    '',
    '[]',
    '{"a":1}}',
    '\ufeff{}',
    '{"\u{1f600}":1,"\ufb33":2}',
    '{"\ufb33":1,"\u{1f600}":2}',
  ])('judges %j as reading and writing again does', (text) => {
    expect(scanner.scan(bytesOf(text))).toBe(isCanonical(bytesOf(text)))
  })
})
