import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { abridge, encodeLeaf, type LedgerRecord, parseLeaf } from '../../src/index.ts'
import { hostile } from '../log/hostile.ts'
import { flips } from '../log/tree.ts'
import { records, sample } from './sample.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const leaf = encodeLeaf(sample)

const behaviors = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `behavior-${at}`, value: 'general', by: null }))

const record = (bytes: Uint8Array) => {
  const read = parseLeaf(bytes)
  if (!read.ok) throw new Error(read.reason)
  return read.record
}

describe('an entry', () => {
  it('is read back as it was written: parse ∘ print = id', () => {
    expect(parseLeaf(leaf)).toEqual({ ok: true, record: sample })
    fc.assert(
      fc.property(records, (each) => {
        expect(parseLeaf(encodeLeaf(each))).toEqual({ ok: true, record: each })
      }),
    )
  })

  it('has one form: whatever is accepted is what would be written', () => {
    const other = Object.fromEntries(Object.entries(sample).toReversed()) as LedgerRecord
    expect(encodeLeaf(other)).toEqual(leaf)
    for (const flip of flips(leaf)) {
      const read = parseLeaf(flip)
      if (read.ok) expect(encodeLeaf(read.record)).toEqual(flip)
    }
  })

  const text = textOf(leaf)
  it.each([
    ['a space', text.replace(',', ', ')],
    ['another order', `{"v":1,${text.slice(1).replace(',"v":1', '')}`],
    ['a key twice', text.replace('"v":1', '"v":1,"v":1')],
    ['a number in another form', text.replace('"v":1', '"v":1.0')],
    ['an escape that is not needed', text.replace('clinic', '\\u0063linic')],
    ['a lone surrogate', text.replace('"any"', '"\\ud800"')],
    ['a byte order mark', `\ufeff${text}`],
    ['a newline after it', `${text}\n`],
    ['an unknown key', text.replace('"v":1', '"v":1,"x":1')],
    ['an unknown key inside', text.replace('"level":"root"', '"extra":1,"level":"root"')],
    ['a key of the prototype', text.replace('{"behaviors"', '{"__proto__":{},"behaviors"')],
    ['another version', text.replace('"v":1', '"v":2')],
    ['a key missing', text.replace(/"deployment":"clinic",/, '')],
    ['an unknown outcome', text.replace('"complete"', '"permitted"')],
    ['an unknown outcome of a check', text.replace('"not-run"', '"fine"')],
    ['a time without milliseconds', text.replace('00.000Z', '00Z')],
    ['a time that never was', text.replace('2026-01-31', '2026-02-31')],
    ['a digest in capitals', text.replaceAll('abab', 'ABAB')],
    ['an id that is empty', text.replace(/"dec_[0-9a-f]+"/, '""')],
    ['a negative choice', text.replace('"choice":0', '"choice":-1')],
    ['an array', '[]'],
    ['null', 'null'],
    ['nothing', ''],
    ['deep nesting', '['.repeat(60_000)],
  ])('is refused with %s', (_, broken) => {
    expect(broken).not.toBe(text)
    const read = parseLeaf(bytesOf(broken))
    expect(read.ok || read.reason.length).toBeLessThan(400)
  })

  it('is refused where it is no UTF-8, too long or no bytes', () => {
    expect(parseLeaf(Uint8Array.of(0x22, 0xff, 0x22)).ok).toBe(false)
    expect(parseLeaf(bytesOf(text.replace('"any"', `"${'a'.repeat(65_535)}"`))).ok).toBe(false)
    fc.assert(fc.property(hostile, (value) => !parseLeaf(value as never).ok))
  })
})

describe('a record that grows too long for an entry', () => {
  it('is kept whole as long as it fits', () => {
    const room = 65_535 - encodeLeaf({ ...sample, model: '' }).length
    const fits = encodeLeaf({ ...sample, model: 'a'.repeat(room) })
    expect(fits).toHaveLength(65_535)
    expect(record(fits).model).toBe('a'.repeat(room))
    const model = 'a'.repeat(room + 1)
    expect(record(encodeLeaf({ ...sample, model })).model).toEqual(abridge(model))
  })

  it('has its longest list abridged, with how many there were and their digest', () => {
    const many = { ...sample, behaviors: behaviors(2_000) }
    const { behaviors: short, ...rest } = record(encodeLeaf(many))
    const { behaviors: long, ...others } = many
    expect(short).toEqual(abridge(long))
    expect(short).toMatchObject({ count: 2_000 })
    expect(rest).toEqual(others)
    expect(abridge(behaviors(2_000).with(7, { id: 'other', value: 'general', by: null }))).not.toEqual(short)
  })

  it('has as many fields abridged as it takes, and is then written the same again', () => {
    const model = 'm'.repeat(70_000)
    const leaf = encodeLeaf({ ...sample, behaviors: behaviors(2_000), model })
    const read = record(leaf)
    expect(read).toMatchObject({ behaviors: { count: 2_000 }, model: { count: 70_000 }, checks: sample.checks })
    expect(encodeLeaf(read)).toEqual(leaf)
  })

  it('is not cut where nothing may be: that is an error', () => {
    expect(() => encodeLeaf({ ...sample, id: 'x'.repeat(70_000) })).toThrow(RangeError)
  })

  it('may hold text that is not well-formed: it is written with U+FFFD', () => {
    const model = 'a\ud800b \\ud800 "\\" 😀'
    expect(record(encodeLeaf({ ...sample, model })).model).toBe('a\ufffdb \\ud800 "\\" 😀')
  })
})
