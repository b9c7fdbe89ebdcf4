import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sealing } from '../../src/approvals/sealing.ts'

const sealing = new Sealing(new Uint8Array(32).fill(3))

test('what is sealed is opened by who has the key, for its owner', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, owner) => {
      const sealed = sealing.seal(owner, text)
      expect(sealing.open(owner, sealed)).toBe(text)
      expect(sealing.open(`${owner}x`, sealed)).toBeNull()
      expect(new Sealing(new Uint8Array(32)).open(owner, sealed)).toBeNull()
    }),
  )
})

test('nothing that was changed, cut or emptied is opened', () => {
  const sealed = sealing.seal('apr_1', 'transfer 12 to Bob')
  for (let length = 0; length < sealed.length; length++)
    expect(sealing.open('apr_1', sealed.subarray(0, length))).toBeNull()
  for (let place = 0; place < sealed.length; place++) {
    const changed = Uint8Array.from(sealed)
    changed[place]! ^= 1
    expect(sealing.open('apr_1', changed)).toBeNull()
  }
})
