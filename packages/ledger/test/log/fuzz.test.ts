import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Checkpoint,
  decodeBase64,
  encodeBase64,
  generateKey,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
  parseReceipt,
  parseSignature,
  parseVerifierKey,
  printCheckpoint,
  printNote,
  printReceipt,
  printSignature,
  printVerifierKey,
  readSigner,
  signCheckpoint,
  verifyCheckpoint,
  verifyCosigned,
  verifyNote,
  verifyReceipt,
} from '../../src/index.ts'
import { hostile } from './hostile.ts'
import { log, witnesses } from './keys.ts'
import { entryOf, growTree } from './tree.ts'

const bytes = (least: number, most = least) => fc.uint8Array({ minLength: least, maxLength: most })
const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => !/[\x00-\x1f]/.test(text))
const name = fc.stringMatching(/^[a-z.\u00e9\u4e00/]{1,20}$/)

const signature: fc.Arbitrary<NoteSignature> = fc.record({ name, keyId: bytes(4), signature: bytes(1, 80) })
const note = fc.record({
  text: fc.array(fc.oneof(line, fc.constant('')), { minLength: 1 }).map((lines) => `${lines.join('\n')}\n`),
  signatures: fc.array(signature, { minLength: 1, maxLength: 5 }),
})
const checkpoint: fc.Arbitrary<Checkpoint> = fc.record({
  origin: line,
  size: fc.maxSafeNat().map((size) => size || 1),
  root: bytes(32),
  extensions: fc.array(line, { maxLength: 3 }),
})
const receipt = fc.record({
  extra: fc.option(bytes(0, 50)),
  index: fc.maxSafeNat(),
  proof: fc.array(bytes(32), { maxLength: 64 }),
  checkpoint: note.map(printNote),
})
const key = fc.tuple(name, fc.constantFrom(1, 4), bytes(32)).map(([name, type, seed]) => generateKey(name, type, seed))

const tree = growTree(3)
const root = tree.roots[3]!
const signed = signCheckpoint({ origin: 'log.example/a', size: 3, root, extensions: [] }, log.signer)

/** Valid texts with pieces cut out, doubled or replaced, and texts of pieces that mean something somewhere. */
function damaged(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    '\n',
    '\n\n',
    '— ',
    '—',
    ' ',
    '+',
    '=',
    '0',
    '\r',
    '\0',
    '\ud800',
    '\ufeff',
    'A',
    'index ',
    'extra ',
  )
  const cut = fc.tuple(valid, fc.nat(), fc.nat(20), fc.oneof(piece, fc.string()))
  return fc.oneof(
    cut.map(([text, at, length, put]) => {
      const start = at % (text.length + 1)
      return text.slice(0, start) + put + text.slice(start + length)
    }),
    fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  )
}

interface Law<T> {
  readonly values: fc.Arbitrary<T>
  readonly print: (value: T) => string
  /** Null where the text is refused. */
  readonly parse: (text: string) => T | null
}

const law = <T>(values: fc.Arbitrary<T>, print: Law<T>['print'], parse: Law<T>['parse']): Law<unknown> =>
  ({ values, print, parse }) as Law<unknown>

const orNull = <T extends object>(answer: ({ readonly ok: true } & T) | { readonly ok: false }) => {
  if (!answer.ok) return null
  const { ok: _, ...value } = answer
  return value as unknown as T
}

const laws = {
  base64: law(bytes(0, 50), encodeBase64, decodeBase64),
  'a signature line': law(signature, printSignature, (text) =>
    text.endsWith('\n') ? parseSignature(text.slice(0, -1)) : null,
  ),
  'a note': law(note, printNote, (text) => orNull(parseNote(text))),
  'a checkpoint': law(checkpoint, printCheckpoint, (text) => orNull(parseCheckpoint(text))),
  'a receipt': law(receipt, printReceipt, (text) => orNull(parseReceipt(text))),
  'a public key': law(
    key.map(({ vkey }) => orNull(parseVerifierKey(vkey))!),
    printVerifierKey,
    (text) => orNull(parseVerifierKey(text)),
  ),
}

describe.each(Object.entries(laws))('%s', (_, { values, print, parse }) => {
  it('is read back as it was written: parse ∘ print = id', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(parse(print(value))).toEqual(value)
      }),
    )
  })

  it('is read only as it would be written: print ∘ parse = id, and nothing throws', () => {
    fc.assert(
      fc.property(damaged(values.map(print)), (text) => {
        const value = parse(text)
        if (value !== null) expect(print(value)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})

it('a private key is read back as it was written, and nothing throws', () => {
  fc.assert(
    fc.property(key, ({ vkey, privateKey }) => {
      expect(readSigner(privateKey)).toMatchObject({ ok: true, vkey })
    }),
  )
  fc.assert(
    fc.property(damaged(key.map(({ privateKey }) => privateKey)), (text) => {
      const read = readSigner(text)
      if (!read.ok) expect(read.reason.length).toBeLessThan(300)
    }),
  )
})

describe('whatever it is given, a verifier answers', () => {
  const vkeys = witnesses.map(({ vkey }) => vkey)

  it('with anything in place of an argument', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const any = value as never
        expect(verifyCheckpoint(any, log.vkey).ok).toBe(false)
        expect(verifyCheckpoint(signed, any).ok).toBe(false)
        expect(verifyReceipt(any, entryOf(0), log.vkey).ok).toBe(false)
        expect(verifyReceipt(signed, any, any).ok).toBe(false)
        expect(verifyNote(any, []).ok).toBe(false)
        expect(verifyNote(signed, any).ok).toBe(false)
        expect(verifyCosigned(signed, log.vkey, any, 1).ok).toBe(false)
        expect(verifyCosigned(signed, log.vkey, [any], 0).ok).toBe(false)
        expect(verifyCosigned(signed, log.vkey, vkeys, any).ok).toBe(value === 0 || Object.is(value, -0))
        for (const parse of [parseNote, parseCheckpoint, parseReceipt, parseVerifierKey, readSigner]) {
          expect(parse(any)).toHaveProperty('reason')
        }
      }),
      { numRuns: 60 },
    )
  })

  it('says why in a few words, however long the question', () => {
    const long = 'x'.repeat(900_000)
    for (const text of [
      long,
      `${long}\n\n— ${long}\n`,
      `${long}\n1\n${long}\n`,
      `c2sp.org/tlog-proof@v1\n${long}\n\n`,
    ]) {
      for (const answer of [parseNote(text), parseCheckpoint(text), parseReceipt(text), parseVerifierKey(text)]) {
        expect(answer.ok || answer.reason.length).toBeLessThan(300)
      }
    }
  })
})
