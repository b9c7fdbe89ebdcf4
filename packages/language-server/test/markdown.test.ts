import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { code, plain, table } from '../src/markdown.ts'

describe('text of a document in Markdown', () => {
  it('begins nothing of its own', () => {
    expect(plain('[x](command:run) <img src=x> **b** | a\n# h')).toBe(
      '\\[x\\](command:run) &lt;img src=x> \\*\\*b\\*\\* \\| a # h',
    )
    expect(plain('see https://a.b or www.a.b, me@a.b &lt;b>')).toBe(
      'see https\\://a.b or www\\.a.b, me\\@a.b &amp;lt;b>',
    )
    expect(plain('a\u202eb\u0007')).toBe('aU+202EbU+0007')
  })

  it('can not close the marks it stands in', () => {
    expect(code('a ``` b ` c')).toBe('````a ``` b ` c````')
    expect(code('`x`')).toBe('`` `x` ``')
  })

  it('stays on its line, whatever it is', () => {
    const strange = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(strange, strange, (a, b) => {
        for (const text of [plain(a), code(a)]) expect(text).not.toMatch(/[\n\r\u2028\u2029]/)
        expect(table([plain(a)], [[plain(b)]]).split('\n')).toHaveLength(3)
        expect(plain(a)).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]|<]/)
      }),
    )
  })
})
