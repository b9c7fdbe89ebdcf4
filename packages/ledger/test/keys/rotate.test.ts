import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findKeyFile, readKeyFile } from '../../src/keys/key-file.ts'
import { isRotating, rotateKey } from '../../src/keys/rotate.ts'
import { encodeRotation } from '../../src/keys/rotation.ts'
import { verifyCheckpoint } from '../../src/log/checkpoint.ts'
import { publish } from '../../src/publish/publish.ts'
import { verifyLog } from '../../src/verify/log.ts'
import { MemoryStore, MemoryTarget } from '../publish/memory.ts'
import { appendRecords, keyOf, log, logOf, signingBy, temporaryFolder } from '../publish/sample.ts'

const TIME = '2026-01-31T12:00:00.000Z'

function keyFile() {
  const file = join(temporaryFolder(), 'log.key')
  const held = findKeyFile(file, 'example.com/log')
  if (!held.ok) throw new Error(held.reason)
  return { file, held }
}

describe('a key file', () => {
  it("is its owner's alone, is made once, and is not read otherwise", () => {
    const { file, held } = keyFile()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(findKeyFile(file, 'example.com/log')).toMatchObject({ ok: true, vkey: held.vkey })
    expect(findKeyFile(file, 'example.com/other')).toMatchObject({ ok: false })
    chmodSync(file, 0o640)
    const refused = readKeyFile(file)
    expect(refused).toMatchObject({ ok: false, reason: expect.stringMatching(/chmod 600/) })
    expect(JSON.stringify(refused)).not.toContain(readFileSync(file, 'utf8').trim())
  })
})

describe('a change of the key', () => {
  it('is followed from the first public key through the log, twice over', async () => {
    const [{ file, held }, store, target] = [keyFile(), await logOf(5), new MemoryTarget()]
    const { highWater } = signingBy()
    const signing = { signer: held.signer, highWater }
    await publish(store, target, { signing })
    const first = await rotateKey(store, file, { highWater })
    if (!first.ok) throw new Error(first.reason)
    expect(first.index).toBe(5)
    for (const vkey of [held.vkey, first.vkey])
      expect(verifyCheckpoint(first.note, vkey)).toMatchObject({ ok: true, size: 6 })
    const second = await rotateKey(await appendRecords(store, 5, 9), file, { highWater })
    if (!second.ok) throw new Error(second.reason)
    const now = readKeyFile(file)
    if (!now.ok) throw new Error(now.reason)
    expect(now.vkey).toBe(second.vkey)
    await appendRecords(store, 9, 12)
    await publish(store, target, { signing: { signer: now.signer, highWater } })
    expect(await verifyLog(target, { vkey: held.vkey })).toMatchObject({ ok: true, rotations: 2, vkey: now.vkey })
    expect(await verifyLog(target, { vkey: keyOf('example.com/log', 77).vkey })).toMatchObject({ ok: false })
  })

  it('goes on where it was interrupted', async () => {
    const [{ file, held }, store] = [keyFile(), await logOf(5)]
    const { highWater } = signingBy()
    store.keepCheckpoint = () => Promise.reject(new Error('crashed'))
    await expect(rotateKey(store, file, { highWater })).rejects.toThrow('crashed')
    expect(isRotating(file)).toBe(true)
    expect(readKeyFile(file)).toMatchObject({ vkey: held.vkey })
    store.keepCheckpoint = MemoryStore.prototype.keepCheckpoint.bind(store)
    const done = await rotateKey(store, file, { highWater })
    expect(done).toMatchObject({ ok: true, index: 5, size: 6 })
    expect(existsSync(`${file}.next`)).toBe(false)
    expect(readKeyFile(file)).toMatchObject({ vkey: done.ok && done.vkey })
  })

  it('is refused when the key before did not sign it, and the old key alone signs no more', async () => {
    const [thief, next] = [keyOf('example.com/log', 50), keyOf('example.com/log', 2)]
    const forged = await logOf(3)
    await forged.append(encodeRotation(thief, next, TIME))
    const target = new MemoryTarget()
    await publish(forged, target, { signing: signingBy(), also: [next.signer] })
    const report = await verifyLog(target, { vkey: log.vkey })
    expect(report).toMatchObject({
      ok: false,
      rotations: 0,
      damage: [{ index: 3, what: expect.stringMatching(/not signed by the key before/) }],
    })
    const retired = await logOf(3)
    await retired.append(encodeRotation(log, next, TIME))
    const stale = new MemoryTarget()
    await publish(retired, stale, { signing: signingBy() })
    expect(await verifyLog(stale, { vkey: log.vkey })).toMatchObject({
      ok: false,
      damage: [{ path: 'checkpoint', what: expect.stringMatching(/current key/) }],
    })
  })
})
