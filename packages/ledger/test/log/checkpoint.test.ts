import { describe, expect, it } from 'vitest'
import {
  type Checkpoint,
  COSIGNATURE,
  cosign,
  EMPTY_ROOT,
  leafHash,
  printCheckpoint,
  printSignature,
  signCheckpoint,
  signNote,
  verifyCheckpoint,
  verifyCosigned,
} from '../../src/index.ts'
import { log, otherLog, testKey, witnesses } from './keys.ts'
import { entryOf, flips } from './tree.ts'

const checkpoint: Checkpoint = { origin: 'log.example/a', size: 1, root: leafHash(entryOf(0)), extensions: [] }
const signed = signCheckpoint(checkpoint, log.signer)

const signedText = (text: string) => verifyCheckpoint(signNote(text, [log.signer]), log.vkey)

describe('a checkpoint', () => {
  it('is three lines and a signature', () => {
    expect(printCheckpoint(checkpoint)).toBe('log.example/a\n1\ndziFphNIniTOLPdhmdakI/BC5LvxLX7s7pEu8nbGVwE=\n')
    expect(verifyCheckpoint(signed, log.vkey)).toEqual({ ok: true, ...checkpoint, text: printCheckpoint(checkpoint) })
  })

  it('keeps its further lines', () => {
    const extended = { ...checkpoint, extensions: ['one', '— two'] }
    expect(verifyCheckpoint(signCheckpoint(extended, log.signer), log.vkey)).toMatchObject({ ok: true, ...extended })
  })

  it('may be of an empty tree, with the root of one', () => {
    const empty = { ...checkpoint, size: 0, root: EMPTY_ROOT }
    expect(verifyCheckpoint(signCheckpoint(empty, log.signer), log.vkey)).toMatchObject({ ok: true, size: 0 })
    const lie = verifyCheckpoint(signCheckpoint({ ...checkpoint, size: 0 }, log.signer), log.vkey)
    expect(lie).toEqual({ ok: false, reason: 'the root is not that of a tree without leaves' })
  })

  it('is refused with any bit flipped', () => {
    const decoder = new TextDecoder()
    for (const flip of flips(new TextEncoder().encode(signed))) {
      if (verifyCheckpoint(decoder.decode(flip), log.vkey).ok) expect.fail(`accepted: ${decoder.decode(flip)}`)
    }
  })

  it('is refused under the key of another log, and of a witness', () => {
    expect(verifyCheckpoint(signed, otherLog.vkey).ok).toBe(false)
    const witness = testKey('log.example/a', COSIGNATURE, 1)
    const cosigned = signed + printSignature(cosign(printCheckpoint(checkpoint), witness.signer, 1))
    expect(verifyCheckpoint(cosigned, log.vkey).ok).toBe(true)
    expect(verifyCheckpoint(cosigned, witness.vkey).ok).toBe(false)
  })

  it('is refused where another log signed it in its own name', () => {
    const text = printCheckpoint(checkpoint)
    expect(verifyCheckpoint(signNote(text, [otherLog.signer]), otherLog.vkey)).toEqual({
      ok: false,
      reason: 'the origin `log.example/a` is not the log of the key',
    })
    expect(() => signCheckpoint(checkpoint, otherLog.signer)).toThrow(RangeError)
  })

  const [origin, size, root] = printCheckpoint(checkpoint).split('\n')
  it.each([
    ['two lines', `${origin}\n${size}\n`],
    ['an empty origin', `\n${size}\n${root}\n`],
    ['an empty line for a further one', `${origin}\n${size}\n${root}\n\n`],
    ['an empty line between further ones', `${origin}\n${size}\n${root}\none\n\ntwo\n`],
    ['a leading zero', `${origin}\n01\n${root}\n`],
    ['a sign', `${origin}\n+1\n${root}\n`],
    ['a negative size', `${origin}\n-1\n${root}\n`],
    ['a size in hex', `${origin}\n0x1\n${root}\n`],
    ['a size with a space', `${origin}\n1 \n${root}\n`],
    ['a size in other digits', `${origin}\n١\n${root}\n`],
    ['a fraction', `${origin}\n1.0\n${root}\n`],
    ['a size of 2^53', `${origin}\n9007199254740992\n${root}\n`],
    ['a size of 2^63', `${origin}\n9223372036854775808\n${root}\n`],
    ['a size of 2^64', `${origin}\n18446744073709551616\n${root}\n`],
    ['a size beyond all bounds', `${origin}\n${'9'.repeat(100_000)}\n${root}\n`],
    ['a root of 31 bytes', `${origin}\n${size}\n${'A'.repeat(40)}AA==\n`],
    ['a root of 33 bytes', `${origin}\n${size}\n${'A'.repeat(44)}\n`],
    ['a root without padding', `${origin}\n${size}\n${root!.slice(0, -1)}\n`],
    ['a root with stray bits', `${origin}\n${size}\n${root!.replace('E=', 'F=')}\n`],
  ])('is refused with %s, even signed', (_, text) => {
    expect(signedText(text).ok).toBe(false)
  })

  it('may have up to 2^53 − 1 leaves, and says which are too many', () => {
    expect(signedText(`${origin}\n9007199254740991\n${root}\n`)).toMatchObject({ ok: true, size: 2 ** 53 - 1 })
    const reason = 'the size `9007199254740992` is too large to be verified here'
    expect(signedText(`${origin}\n9007199254740992\n${root}\n`)).toEqual({ ok: false, reason })
  })
})

describe('a cosigned checkpoint', () => {
  const text = printCheckpoint(checkpoint)
  const lines = witnesses.map(({ signer }, at) => printSignature(cosign(text, signer, 100 + at)))
  const vkeys = witnesses.map(({ vkey }) => vkey)

  it('holds with a quorum of its witnesses', () => {
    const two = signed + lines[0] + lines[2]
    expect(verifyCosigned(two, log.vkey, vkeys, 2)).toEqual({
      ok: true,
      ...checkpoint,
      text,
      cosigned: [
        { name: 'witness.example/3', time: 100 },
        { name: 'witness.example/5', time: 102 },
      ],
    })
    expect(verifyCosigned(two, log.vkey, vkeys, 3)).toEqual({
      ok: false,
      reason: '2 of the 3 witnesses needed cosigned',
    })
    expect(verifyCosigned(two, log.vkey, vkeys.slice(0, 2), 2).ok).toBe(false)
    expect(verifyCosigned(signed, log.vkey, [], 0)).toMatchObject({ ok: true, cosigned: [] })
  })

  it('needs the log itself', () => {
    expect(verifyCosigned(`${text}\n${lines.join('')}`, log.vkey, vkeys, 2).ok).toBe(false)
  })

  it('is refused where one known witness fails', () => {
    const forged = printSignature({ ...cosign(text, witnesses[1]!.signer, 7), signature: new Uint8Array(72) })
    expect(verifyCosigned(signed + lines[0] + forged, log.vkey, vkeys, 1).ok).toBe(false)
    expect(verifyCosigned(signed + lines[0] + forged, log.vkey, [vkeys[0]!], 1).ok).toBe(true)
  })

  it('counts a witness once, whatever it signs and whatever it is called', () => {
    const again = printSignature(cosign(text, witnesses[0]!.signer, 500))
    expect(verifyCosigned(signed + lines[0] + again, log.vkey, vkeys, 2).ok).toBe(false)
    const alias = testKey('alias.example', COSIGNATURE, 3)
    const both = signed + lines[0] + printSignature(cosign(text, alias.signer, 5))
    expect(verifyCosigned(both, log.vkey, [vkeys[0]!, alias.vkey], 1)).toMatchObject({ ok: true, cosigned: [{}] })
    expect(verifyCosigned(both, log.vkey, [vkeys[0]!, vkeys[1]!, alias.vkey], 2).ok).toBe(false)
    expect(verifyCosigned(both, log.vkey, [vkeys[0]!, alias.vkey], 2).ok).toBe(false)
    expect(verifyCosigned(both, log.vkey, [vkeys[0]!, vkeys[0]!], 2).ok).toBe(false)
  })

  it('takes no log for a witness, itself least of all', () => {
    expect(verifyCosigned(signed, log.vkey, [log.vkey], 1).ok).toBe(false)
    expect(verifyCosigned(signed, log.vkey, [otherLog.vkey], 0).ok).toBe(false)
    const self = testKey('elsewhere.example', COSIGNATURE, 1)
    const own = signed + printSignature(cosign(text, self.signer, 5))
    expect(verifyCosigned(own, log.vkey, [self.vkey], 1).ok).toBe(false)
  })

  it.each([[-1], [4], [0.5], [Number.NaN], [null], ['1'], [undefined]])('has no quorum of %s', (quorum) => {
    expect(verifyCosigned(signed + lines.join(''), log.vkey, vkeys, quorum as never).ok).toBe(false)
  })
})
