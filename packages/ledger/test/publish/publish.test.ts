import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderTarget } from '../../src/publish/folder.ts'
import { publish } from '../../src/publish/publish.ts'
import { storeSource } from '../../src/publish/stored.ts'
import { verifyLog } from '../../src/verify/log.ts'
import { MemoryTarget } from './memory.ts'
import { appendRecords, log, logOf, signingBy, temporaryFolder } from './sample.ts'

const verified = { ok: true, damage: [], complete: true }

describe('publishing', () => {
  it('leaves a log that verifies, grown in steps, as files', async () => {
    const [store, folder] = [await logOf(0), temporaryFolder()]
    const [target, signing] = [folderTarget(folder), signingBy()]
    for (const size of [0, 1, 255, 256, 257, 600]) {
      await appendRecords(store, store.rows.length, size)
      expect(await publish(store, target, { signing })).toMatchObject({ ok: true, size, repaired: 0 })
      expect(await verifyLog(target, { vkey: log.vkey, records: 'schema' })).toMatchObject({
        ...verified,
        checkpoint: { size },
      })
    }
    const names = readdirSync(folder, { recursive: true }).map(String)
    expect(names).toEqual(
      expect.arrayContaining(['checkpoint', 'tile/0/000', 'tile/0/002.p/88', 'tile/1/000.p/2', 'tile/entries/001']),
    )
    expect(names.filter((name) => name.endsWith('.draft'))).toEqual([])
    expect(await publish(store, target, { signing })).toMatchObject({ ok: true, written: 0 })
  })

  it('is finished by the next call, whichever write fails, and never shows a checkpoint too early', async () => {
    const writes = new MemoryTarget()
    await publish(await logOf(300), writes, { signing: signingBy() })
    for (const when of ['before', 'after'] as const) {
      for (let failing = 1; failing <= writes.writes.length; failing++) {
        const [store, target, signing] = [await logOf(256), new MemoryTarget(), signingBy()]
        await publish(store, target, { signing })
        await appendRecords(store, 256, 300)
        const begun = target.writes.length
        target.fail = (_, count) => (count === begun + failing ? when : null)
        await publish(store, target, { signing })
        expect(await verifyLog(target, { vkey: log.vkey })).toMatchObject(verified)
        target.fail = () => null
        expect(await publish(store, target, { signing })).toMatchObject({ ok: true, size: 300 })
        expect(await verifyLog(target, { vkey: log.vkey })).toMatchObject({ ...verified, checkpoint: { size: 300 } })
        expect(target.writes.at(-1)).toBe('checkpoint')
      }
    }
  })

  it('notices a torn tile and writes it anew', async () => {
    const [store, folder, signing] = [await logOf(300), temporaryFolder(), signingBy()]
    const target = folderTarget(folder)
    await publish(store, target, { signing })
    writeFileSync(join(folder, 'tile/0/000'), new Uint8Array(100))
    expect((await verifyLog(target, { vkey: log.vkey })).damage[0]).toMatchObject({ path: 'tile/0/000', offset: 0 })
    expect(await publish(store, target, { signing, repair: true })).toMatchObject({ ok: true, repaired: 1 })
    expect(await verifyLog(target, { vkey: log.vkey })).toMatchObject(verified)
  })

  it('refuses a store that was put back to an older state, or has forked', async () => {
    const [store, target] = [await logOf(20), new MemoryTarget()]
    await publish(store, target, { signing: signingBy() })
    const older = await logOf(15)
    expect(await publish(older, target, { signing: signingBy() })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/older state/),
    })
    await older.append(new TextEncoder().encode('{"id":"other"}'))
    await appendRecords(older, 15, 30)
    const before = target.writes.length
    expect(await publish(older, target, { signing: signingBy() })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/forked|another root/),
    })
    expect(target.writes.length).toBe(before)
  })

  it('serves a store as it would be published, and nothing beyond its checkpoint', async () => {
    const store = await logOf(300)
    await publish(store, new MemoryTarget(), { signing: signingBy() })
    await appendRecords(store, 300, 512)
    expect(await verifyLog(storeSource(store), { vkey: log.vkey })).toMatchObject({
      ...verified,
      checkpoint: { size: 300 },
    })
    expect(await storeSource(store).read('tile/0/001')).toBeNull()
    expect(await storeSource(store).read('tile/0/001.p/44')).toHaveLength(44 * 32)
  })
})
