import { describe, expect, it } from 'vitest'
import {
  COSIGNATURE,
  cosign,
  decodeBase64,
  encodeBase64,
  generateKey,
  parseNote,
  parseVerifierKey,
  printNote,
  readSigner,
  signNote,
  verifyNote,
} from '../../src/index.ts'
import { flips } from './tree.ts'

/** The known answer of C2SP signed-note. */
const known = {
  vkey: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  text: 'This is an example message.\n',
  line: '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
}
const note = `${known.text}\n${known.line}`

const keyOf = (vkey: string) => {
  const key = parseVerifierKey(vkey)
  if (!key.ok) throw new Error(key.reason)
  return key
}

const signerOf = (privateKey: string) => {
  const read = readSigner(privateKey)
  if (!read.ok) throw new Error(read.reason)
  return read.signer
}

const mine = generateKey('mine.example/log', undefined, new Uint8Array(32).fill(1))
const witness = generateKey('witness.example', COSIGNATURE, new Uint8Array(32).fill(2))

describe('a signed note', () => {
  it('has its known answer', () => {
    const answer = verifyNote(note, [keyOf(known.vkey)])
    expect(answer).toMatchObject({
      ok: true,
      text: known.text,
      verified: [{ key: { name: 'example.com/foo' }, time: null }],
    })
  })

  it('is refused with any bit flipped', () => {
    const key = keyOf(known.vkey)
    const decoder = new TextDecoder()
    for (const flip of flips(new TextEncoder().encode(note))) {
      const answer = verifyNote(decoder.decode(flip), [key])
      if (answer.ok) expect.fail(`accepted: ${decoder.decode(flip)}`)
    }
  })

  it('ends its text at the last blank line', () => {
    const text = 'one\n\n— two AAAAAAA=\n\n\nthree\n'
    const signed = signNote(text, [signerOf(mine.privateKey)])
    expect(parseNote(signed)).toMatchObject({ ok: true, text })
    expect(verifyNote(signed, [keyOf(mine.vkey)])).toMatchObject({ ok: true, text })
  })

  it('may carry signatures of keys that nobody knows', () => {
    const strange = `${note}— stranger.example AAAAAAA=\n— example.com/foo AAAAAAA=\n`
    expect(verifyNote(strange, [keyOf(known.vkey)]).ok).toBe(true)
    expect(verifyNote(strange, [keyOf(mine.vkey)])).toEqual({ ok: false, reason: 'no known key signed the note' })
    expect(verifyNote(note, [])).toEqual({ ok: false, reason: 'no known key signed the note' })
  })

  it('is refused where one known key fails, whatever another says', () => {
    const signed = signNote(known.text, [signerOf(mine.privateKey)])
    const both = note + signed.slice(signed.indexOf('—'))
    const keys = [keyOf(known.vkey), keyOf(mine.vkey)]
    expect(verifyNote(both, keys)).toMatchObject({ ok: true, verified: [{}, {}] })
    const other = signNote('something else\n', [signerOf(mine.privateKey)])
    const forged = note + other.slice(other.indexOf('—'))
    expect(verifyNote(forged, keys)).toEqual({ ok: false, reason: 'the signature of `mine.example/log` does not hold' })
    expect(verifyNote(forged, [keyOf(known.vkey)]).ok).toBe(true)
    expect(
      verifyNote(`${note}— example.com/foo ${encodeBase64(Uint8Array.of(0x53, 0x0d, 0x90, 0x3a, 1))}\n`, keys).ok,
    ).toBe(false)
  })

  it('counts a key once that signed twice', () => {
    expect(verifyNote(note + known.line, [keyOf(known.vkey)])).toMatchObject({ ok: true, verified: [{ time: null }] })
  })

  it.each([
    ['nothing', ''],
    ['no signatures', 'text\n\n'],
    ['no blank line', `${known.text}${known.line}`],
    ['no last newline', note.slice(0, -1)],
    ['CRLF', note.replaceAll('\n', '\r\n')],
    ['a carriage return in the text', note.replace('message', 'message\r')],
    ['a tab', note.replace(' an ', '\tan ')],
    ['a NUL', note.replace(' an ', '\0an ')],
    ['a lone surrogate', note.replace(' an ', ' \ud800 ')],
    ['a byte order mark', `\ufeff${note}`],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces', note.replace('— ', '—  ')],
    ['a name with a no-break space', `${note}— a\u00a0b AAAAAAA=\n`],
    ['a name with a plus', `${note}— a+b AAAAAAA=\n`],
    ['a signature line without a signature', `${note}— a\n`],
    ['a signature no longer than a key id', `${note}— a AAAAAA==\n`],
    ['base64 without its padding', note.replace('aQM=', 'aQM')],
    ['base64 with stray bits', note.replace('aQM=', 'aQN=')],
    ['base64 of another alphabet', `${note}— a AAAAAA__\n`],
    ['101 signatures', `${note}${'— a AAAAAAA=\n'.repeat(100)}`],
    ['a text beyond all bounds', `${'a'.repeat(1_000_000)}\n${note}`],
  ])('is refused with %s', (_, text) => {
    expect(verifyNote(text, [keyOf(known.vkey)]).ok).toBe(false)
  })

  it('may carry a hundred signatures', () => {
    expect(verifyNote(`${note}${'— a AAAAAAA=\n'.repeat(99)}`, [keyOf(known.vkey)]).ok).toBe(true)
  })
})

describe('a cosignature', () => {
  it('says when, and holds for its time alone', () => {
    const text = known.text
    const signature = cosign(text, signerOf(witness.privateKey), 1_700_000_000)
    const print = (bytes: Uint8Array) => printNote({ text, signatures: [{ ...signature, signature: bytes }] })
    expect(verifyNote(print(signature.signature), [keyOf(witness.vkey)])).toMatchObject({
      verified: [{ time: 1_700_000_000 }],
    })
    for (const flip of flips(signature.signature)) expect(verifyNote(print(flip), [keyOf(witness.vkey)]).ok).toBe(false)
    expect(verifyNote(print(signature.signature.slice(0, 7)), [keyOf(witness.vkey)]).ok).toBe(false)
  })

  it('is no plain signature, and the other way round', () => {
    const signer = signerOf(witness.privateKey)
    expect(verifyNote(signNote(known.text, [signer]), [keyOf(witness.vkey)]).ok).toBe(false)
    expect(() => cosign(known.text, signerOf(mine.privateKey), 1)).toThrow(RangeError)
    for (const time of [-1, 0.5, 2 ** 53]) expect(() => cosign(known.text, signer, time)).toThrow(RangeError)
  })
})

describe('keys', () => {
  it('are read back as they were made', () => {
    for (const pair of [mine, witness, generateKey('a')]) {
      const read = readSigner(pair.privateKey)
      expect(read).toMatchObject({ ok: true, vkey: pair.vkey })
      expect(keyOf(pair.vkey).keyId).toEqual(signerOf(pair.privateKey).keyId)
    }
    expect(generateKey('a').privateKey).not.toBe(generateKey('a').privateKey)
  })

  it.each([
    ['nothing', ''],
    ['a name alone', 'example.com/foo'],
    ['another id', known.vkey.replace('530d903a', '530d903b')],
    ['an id in capitals', known.vkey.replace('530d903a', '530D903A')],
    ['another name', known.vkey.replace('foo', 'bar')],
    ['a name with a space', known.vkey.replace('foo', 'f o')],
    ['no name', known.vkey.replace('example.com/foo', '')],
    ['a key cut short', keyText('a', decodeBase64('AQID')!)],
    ['a type not known', known.vkey.replace('+Ae', '+Bu')],
    ['spaces around it', ` ${known.vkey}`],
    ['a newline after it', `${known.vkey}\n`],
    ['no end', `a+00000000+${'A'.repeat(1e6)}`],
  ])('are refused with %s', (_, text) => {
    expect(parseVerifierKey(text).ok).toBe(false)
    expect(readSigner(`PRIVATE+KEY+${text}`).ok).toBe(false)
  })

  it('never show a private key in a reason', () => {
    const secret = mine.privateKey.split('+').at(-1)!
    const broken = readSigner(mine.privateKey.replace('mine', 'yours'))
    expect(broken.ok).toBe(false)
    expect(JSON.stringify(broken)).not.toContain(secret.slice(4, 12))
  })

  it('can not be made of a bad name, type or seed', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u2003b', '\ud800', 'a\nb'])
      expect(() => generateKey(name)).toThrow(RangeError)
    expect(() => generateKey('a', 6)).toThrow(RangeError)
    expect(() => generateKey('a', 1, new Uint8Array(31))).toThrow(RangeError)
  })
})

function keyText(name: string, bytes: Uint8Array): string {
  return `${name}+00000000+${encodeBase64(bytes)}`
}
