import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, it, vi } from 'vitest'
import { encodeRotation } from '../../src/keys/rotation.ts'
import { cosign } from '../../src/log/cosignature.ts'
import { parseNote, printNote } from '../../src/log/note.ts'
import { exportLog } from '../../src/publish/export.ts'
import { publish } from '../../src/publish/publish.ts'
import type { Damage } from '../../src/verify/damage.ts'
import { type LogReport, verifyLog } from '../../src/verify/log.ts'
import { MemoryTarget } from '../publish/memory.ts'
import { appendRecords, keyOf, log, logOf, signingBy, witnessKey } from '../publish/sample.ts'

/** The same signatures are verified thousands of times: each is, once. */
vi.mock('../../src/log/ed25519.ts', async (original) => {
  const real = await original<typeof import('../../src/log/ed25519.ts')>()
  const known = new Map<string, boolean>()
  const once = (parts: readonly Uint8Array[], ask: () => boolean) => {
    const name = parts.map(bytesToHex).join()
    const answer = known.get(name) ?? ask()
    known.set(name, answer)
    return answer
  }
  return {
    ...real,
    isSoundKey: (key: Uint8Array) => once([key], () => real.isSoundKey(key)),
    verifyEd25519: (...parts: Parameters<typeof real.verifyEd25519>) => once(parts, () => real.verifyEd25519(...parts)),
  }
})

const next = keyOf('example.com/log', 2)
const witness = witnessKey(1)

/** A log with a change of its key, signed by both keys and a witness, with disclosed bodies. */
async function exported(before: number, after: number): Promise<MemoryTarget> {
  const store = await logOf(before)
  await store.append(encodeRotation(log, next, '2026-01-31T12:00:00.000Z'))
  await appendRecords(store, before, after)
  const published = await publish(store, new MemoryTarget(), { signing: signingBy(), also: [next.signer] })
  if (!published.ok) throw new Error(published.reason)
  const note = parseNote(published.note)
  if (!note.ok) throw new Error(note.reason)
  const cosigned = printNote({
    text: note.text,
    signatures: [...note.signatures, cosign(note.text, witness.signer, 1_770_000_000)],
  })
  const target = new MemoryTarget()
  const disclose = (id: string) => Number(id.slice(-1)) % 2 === 0
  const done = await exportLog(store, target, { disclose, checkpoint: { size: published.size, note: cosigned } })
  if (!done.ok) throw new Error(done.reason)
  return target
}

const options = { vkey: log.vkey, witnesses: [witness.vkey] }

describe('every single bit flip in an exported log', () => {
  it('is detected, and located in the file, at the leaf, before the byte', async () => {
    const target = await exported(1, 3)
    const whole = await verifyLog(target, options)
    expect(whole).toMatchObject({
      ok: true,
      reason: null,
      rotations: 1,
      disclosed: 1,
      damage: [],
      unverified: [],
      complete: true,
    })
    const missed: string[] = []
    for (const [path, bytes] of target.files) {
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Uint8Array.from(bytes)
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        const report = await verifyLog({ read: async (name) => (name === path ? flipped : target.read(name)) }, options)
        if (!isNoticed(report, path, bit >> 3)) missed.push(`${path} bit ${bit}`)
      }
    }
    expect(missed).toEqual([])
  }, 180_000)
})

/**
 * Damage is located at its hash, its entry or its line. One of two sufficient signatures that is no known key's any more
 * is named.
 */
const isNoticed = ({ ok, damage, unverified }: LogReport, path: string, byte: number) =>
  ok
    ? path === 'checkpoint' && unverified.length > 0
    : damage.some((found) => found.path === path && (path === 'checkpoint' || covers(found, byte)))

const covers = ({ offset }: Damage, byte: number) => offset !== null && offset <= byte && byte < offset + 2_000
