import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson } from '../../src/records/canonical.ts'

it('plain data is written by Node itself exactly as the library for RFC 8785 writes it', () => {
  const key = fc.oneof(
    fc.string(),
    fc.constantFrom('__proto__', '10', '9', '-1', '0x', ':', '', 'constructor', '\u20ac'),
  )
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, -0, 1e21, 1e-7, 5e-324, 0.1 + 0.2),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      fc.array(tie('value')),
      fc.dictionary(
        key.filter((text) => text.isWellFormed()),
        tie('value'),
      ),
    ),
  })).value
  fc.assert(
    fc.property(json, (value) => canonicalJson(value) === canonicalize(value)),
    { numRuns: 2000 },
  )
})

it.each([[Number.NaN], [{ a: [Number.POSITIVE_INFINITY] }]])(
  'a number that JSON has no words for is recorded as null: %j',
  (value) => {
    expect(() => canonicalize(value)).toThrow()
    expect(canonicalJson(value)).toBe(JSON.stringify(value))
  },
)
