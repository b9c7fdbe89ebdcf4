import { describe, expect, it } from 'vitest'
import {
  inclusionProof,
  leafHash,
  parseReceipt,
  printReceipt,
  type Receipt,
  signCheckpoint,
  verifyReceipt,
} from '../../src/index.ts'
import { log, otherLog } from './keys.ts'
import { entryOf, flips, growTree } from './tree.ts'

const tree = growTree(7)
const checkpoint = signCheckpoint(
  { origin: 'log.example/a', size: 7, root: tree.roots[7]!, extensions: [] },
  log.signer,
)
const receipt: Receipt = { extra: null, index: 4, proof: inclusionProof(4, 7, tree.node), checkpoint }
const text = printReceipt(receipt)
const leaf = entryOf(4)

describe('a receipt', () => {
  it('leads from an entry to a signed checkpoint', () => {
    const [first, second] = text.split('\n')
    expect([first, second]).toEqual(['c2sp.org/tlog-proof@v1', 'index 4'])
    expect(verifyReceipt(text, leaf, log.vkey)).toEqual({
      ok: true,
      ...receipt,
      origin: 'log.example/a',
      size: 7,
      root: tree.roots[7],
      extensions: [],
    })
  })

  it('may be of a tree with one leaf', () => {
    const root = leafHash(leaf)
    const only = signCheckpoint({ origin: 'log.example/a', size: 1, root, extensions: [] }, log.signer)
    const alone = printReceipt({ extra: null, index: 0, proof: [], checkpoint: only })
    expect(alone.startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example/a\n1\n')).toBe(true)
    expect(verifyReceipt(alone, leaf, log.vkey)).toMatchObject({ ok: true, proof: [] })
  })

  it.each([[new Uint8Array()], [Uint8Array.of(1, 2, 3)]])('may carry something extra: %s', (extra) => {
    const carrying = printReceipt({ ...receipt, extra })
    expect(parseReceipt(carrying)).toEqual({ ok: true, ...receipt, extra })
    expect(verifyReceipt(carrying, leaf, log.vkey)).toMatchObject({ ok: true, extra })
  })

  it('is refused with any bit flipped before the checkpoint', () => {
    const decoder = new TextDecoder()
    for (const flip of flips(new TextEncoder().encode(text.slice(0, -checkpoint.length)))) {
      const flipped = decoder.decode(flip) + checkpoint
      if (verifyReceipt(flipped, leaf, log.vkey).ok) expect.fail(`accepted: ${flipped}`)
    }
  })

  it('is refused with any bit of the entry flipped, and with its hash', () => {
    for (const flip of flips(leaf)) expect(verifyReceipt(text, flip, log.vkey).ok).toBe(false)
    expect(verifyReceipt(text, leafHash(leaf), log.vkey).ok).toBe(false)
    expect(verifyReceipt(text, 'entry 4' as never, log.vkey).ok).toBe(false)
  })

  it('is refused under the key of another log', () => {
    expect(verifyReceipt(text, leaf, otherLog.vkey).ok).toBe(false)
  })

  const head = 'c2sp.org/tlog-proof@v1\n'
  it.each([
    ['another version', text.replace('@v1', '@v2')],
    ['no index', text.replace('index 4\n', '')],
    ['a leading zero', text.replace('index 4', 'index 04')],
    ['an index that is none', text.replace('index 4', 'index four')],
    ['an index beyond 2^53', text.replace('index 4', 'index 9007199254740992')],
    ['the index of another entry', text.replace('index 4', 'index 5')],
    ['its extra line after the index', text.replace('index 4\n', 'index 4\nextra AAAA\n')],
    ['two extra lines', text.replace('index 4\n', 'extra AAAA\nextra AAAA\nindex 4\n')],
    ['an extra line that is not base64', text.replace('index 4\n', 'extra A\nindex 4\n')],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['a hash without its padding', text.replace('=\n', '\n')],
    ['a line too many', text.replace('index 4\n', `index 4\n${'A'.repeat(43)}=\n`)],
    ['65 hashes', text.replace('index 4\n', `index 4\n${`${'A'.repeat(43)}=\n`.repeat(62)}`)],
    ['its checkpoint alone', checkpoint],
    ['its head alone', `${head}index 4\n`],
    ['no checkpoint', `${head}index 4\n\n`],
    ['no blank line', text.replace('\n\n', '\n')],
    ['a blank line more', text.replace('\n\n', '\n\n\n')],
    ['nothing', ''],
    ['no end', `${text}${'— a AAAAAAA=\n'.repeat(100_000)}`],
  ])('is refused with %s', (_, broken) => {
    expect(broken).not.toBe(text)
    expect(verifyReceipt(broken, leaf, log.vkey).ok).toBe(false)
  })
})
