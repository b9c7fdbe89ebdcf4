import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Body, commit, disclose, newSalt, verifyBody, verifyDisclosure } from '../../src/index.ts'
import { nativeDigests } from '../../src/node.ts'
import { hostile } from '../log/hostile.ts'

const salt = new Uint8Array(32).fill(9)
const body: Body = { messages: [{ role: 'user', content: 'Is Santa Claus real?' }], model: 'any', n: 1, stop: null }
const digest = commit(body, salt)

const json = fc.jsonValue() as fc.Arbitrary<Body[string]>
const bodies = fc.dictionary(fc.string(), json, { maxKeys: 6 }) as fc.Arbitrary<Body>
const salts = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** As the doc comment of `commit` says it, with Node's own functions. */
function naiveCommit(fields: Readonly<Record<string, string>>): string {
  const hash = (...parts: (string | Buffer)[]) => {
    const all = createHash('sha256')
    for (const part of parts.map((each) => Buffer.from(each as string))) {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(part.length)
      all.update(length).update(part)
    }
    return all.digest()
  }
  const digests = Object.entries(fields).map(([name, value]) => {
    const own = createHmac('sha256', salt).update('bylaw salt v1').update(name).digest()
    return hash('bylaw field v1', own, name, value)
  })
  return hash('bylaw body v1', ...digests.sort(Buffer.compare)).toString('hex')
}

describe('the digest of a body', () => {
  it('is the one described', () => {
    const messages = '[{"content":"Is Santa Claus real?","role":"user"}]'
    expect(digest).toBe(naiveCommit({ messages, model: '"any"', n: '1', stop: 'null' }))
    expect(commit({}, salt)).toBe(naiveCommit({}))
  })

  it("is the same by Node's own functions", () => {
    fc.assert(fc.property(bodies, salts, (any, of) => commit(any, of) === commit(any, of, nativeDigests)))
  })

  it('does not depend on the order of fields, and depends on all else', () => {
    expect(commit({ stop: null, n: 1, model: 'any', messages: body.messages! }, salt)).toBe(digest)
    for (const other of [
      { ...body, n: 2 },
      { ...body, x: 1 },
      { ...body, n: '1' },
      { messages: body.messages!, model: 'any' },
    ]) {
      expect(commit(other, salt)).not.toBe(digest)
    }
    expect(commit(body, new Uint8Array(32).fill(8))).not.toBe(digest)
    expect(commit({ ab: 'c' }, salt)).not.toBe(commit({ a: 'bc' }, salt))
  })

  it('needs a whole salt', () => {
    for (const length of [0, 31, 33]) expect(() => commit(body, new Uint8Array(length))).toThrow(RangeError)
    expect(newSalt()).toHaveLength(32)
    expect(newSalt()).not.toEqual(newSalt())
  })

  it('is that of the body it was made of', () => {
    expect(verifyBody(body, salt, digest)).toEqual({ ok: true })
    expect(verifyBody({ ...body, n: 2 }, salt, digest).ok).toBe(false)
    expect(verifyBody(body, newSalt(), digest).ok).toBe(false)
    fc.assert(
      fc.property(hostile, (value) => {
        const any = value as never
        expect(verifyBody(any, salt, digest).ok).toBe(false)
        expect(verifyBody(body, any, digest).ok).toBe(false)
        expect(verifyBody(body, salt, any).ok).toBe(false)
      }),
    )
  })

  it('may be of text that is not well-formed', () => {
    expect(commit({ text: '\ud800' }, salt)).toBe(commit({ text: '\ufffd' }, salt))
  })
})

describe('one field, disclosed', () => {
  it('is verified, for every field of every body', () => {
    fc.assert(
      fc.property(bodies, salts, (each, salt) => {
        const digest = commit(each, salt)
        for (const name of Object.keys(each)) {
          const disclosure = JSON.parse(JSON.stringify(disclose(each, salt, name)))
          expect(verifyDisclosure(disclosure, digest)).toMatchObject({ ok: true, name })
        }
      }),
    )
  })

  it('tells nothing of the others but how many there are', () => {
    const disclosure = disclose(body, salt, 'model')!
    expect(Object.keys(disclosure)).toEqual(['name', 'value', 'salt', 'others'])
    expect(disclosure.others).toHaveLength(3)
    expect(JSON.stringify(disclosure)).not.toContain('Santa')
    expect(JSON.stringify(disclosure)).not.toContain(Buffer.from(salt).toString('hex'))
    // Another body that differs in the fields not shown, under the same salt: the shown field's salt is the same.
    expect(disclose({ ...body, n: 2 }, salt, 'model')).toMatchObject({ salt: disclosure.salt, value: 'any' })
  })

  it('is refused with another name, value, salt or neighbour', () => {
    const disclosure = disclose(body, salt, 'n')!
    const [first, ...rest] = disclosure.others
    for (const broken of [
      { ...disclosure, value: 2 },
      { ...disclosure, value: '1' },
      { ...disclosure, name: 'm' },
      { ...disclosure, salt: disclosure.salt.replace(/./, (digit) => (digit === '0' ? '1' : '0')) },
      { ...disclosure, others: rest },
      { ...disclosure, others: [first!, first!, ...rest] },
      { ...disclosure, others: [first!.toUpperCase(), ...rest] },
    ]) {
      expect(verifyDisclosure(broken, digest).ok).toBe(false)
    }
    expect(verifyDisclosure(disclosure, commit({ n: 1 }, salt)).ok).toBe(false)
    expect(verifyDisclosure({ ...disclosure, others: disclosure.others.toReversed() }, digest).ok).toBe(true)
  })

  it('is none where the body has none of this name', () => {
    for (const name of ['other', 'toString', '__proto__']) expect(disclose(body, salt, name)).toBe(null)
  })

  it('is answered for, whatever it is', () => {
    const disclosure = disclose(body, salt, 'n')!
    fc.assert(
      fc.property(fc.constantFrom('name', 'salt', 'others'), hostile, (part, value) => {
        expect(verifyDisclosure({ ...disclosure, [part]: value } as never, digest).ok).toBe(false)
        expect(verifyDisclosure(value as never, digest).ok).toBe(false)
        expect(verifyDisclosure(disclosure, value as never).ok).toBe(false)
      }),
    )
  })
})
