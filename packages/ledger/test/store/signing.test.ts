import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyCheckpoint } from '../../src/log/checkpoint.ts'
import { adopt, HighWater, type LedgerStore, openSqliteLedger, type Publication, signHead } from '../../src/node.ts'
import { pair, signer } from './fixed.ts'
import { bytesOf, temporaryFolder } from './stores.ts'

describe('signing the head', () => {
  let folder: string
  let where: string
  let highWater: HighWater
  let store: LedgerStore

  beforeEach(async () => {
    folder = temporaryFolder()
    where = join(folder, 'ledger')
    highWater = HighWater.beside(where)
    store = await openSqliteLedger(where)
  })

  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })

  const sign = (publications: readonly Publication[] = []) => signHead(store, { signer, highWater, publications })
  const append = async (...texts: readonly string[]) => {
    for (const text of texts) await store.append(bytesOf(text))
  }
  const backup = async () => {
    await store.close()
    cpSync(where, `${where}.backup`, { recursive: true })
    store = await openSqliteLedger(where)
  }
  const restore = async () => {
    await store.close()
    rmSync(where, { recursive: true })
    renameSync(`${where}.backup`, where)
    store = await openSqliteLedger(where)
  }

  test('a checkpoint verifies, is kept, and is the same when it is asked for again', async () => {
    await append('a', 'b')
    const first = await sign()
    if (!first.ok) throw new Error(first.reason)
    expect(verifyCheckpoint(first.checkpoint.note, pair.vkey)).toMatchObject({ ok: true, size: 2 })
    expect(await sign()).toEqual(first)
    expect(await store.checkpoint(2)).toEqual(first.checkpoint)
    expect(await highWater.latest()).toMatchObject({ size: 2, root: first.checkpoint.root })
  })

  test('a restored older backup is noticed while it is shorter', async () => {
    await append('a')
    await sign()
    await backup()
    await append('b', 'c')
    await sign()
    await restore()
    const refused = await sign()
    expect(refused).toMatchObject({ ok: false })
    expect(refused).toMatchObject({ reason: expect.stringContaining('the log has 1 entries') })
  })

  test('a restored older backup is noticed when it has grown again', async () => {
    await append('a')
    await backup()
    await append('b', 'c')
    await sign()
    await restore()
    await append('x', 'y', 'z')
    expect(await sign()).toMatchObject({ ok: false, reason: expect.stringContaining('it has forked') })
    expect(await store.checkpoint()).toBeNull()
  })

  test('a restored backup that is as it was goes on', async () => {
    await append('a')
    await sign()
    await backup()
    await restore()
    await append('b')
    expect(await sign()).toMatchObject({ ok: true })
  })

  test('what was published elsewhere counts too, and what is not known there is not permission', async () => {
    await append('a')
    const shown = (latest: Publication['latest']) => sign([{ name: 'bucket', latest }])
    expect(await shown(async () => ({ size: 2, root: new Uint8Array(32) }))).toMatchObject({ ok: false })
    expect(await shown(async () => ({ size: 1, root: new Uint8Array(32) }))).toMatchObject({ ok: false })
    const away = await shown(() => Promise.reject(new Error('no route to the bucket')))
    expect(away).toMatchObject({ ok: false, reason: expect.stringContaining('no route to the bucket') })
    expect(await shown(async () => null)).toMatchObject({ ok: true })
  })

  test('without a mark, a log that signed before is signed only after somebody adopted it', async () => {
    await append('a')
    await sign()
    rmSync(`${where}.high-water`)
    expect(await sign()).toMatchObject({ ok: false })
    await adopt(store, highWater)
    expect(await sign()).toMatchObject({ ok: true })
  })

  test('a mark that can not be read is not permission', async () => {
    await append('a')
    await sign()
    for (const torn of ['', '1 ', '1 AAAA\n', `${readFileSync(`${where}.high-water`, 'utf8')}more`]) {
      writeFileSync(`${where}.high-water`, torn)
      expect(await sign()).toMatchObject({ ok: false, reason: expect.stringContaining('can not be read') })
    }
  })

  test('a crash between keeping and showing shows the same checkpoint later', async () => {
    await append('a')
    const crash = { latest: () => highWater.latest(), name: 'mark', raise: () => Promise.reject(new Error('killed')) }
    await expect(signHead(store, { signer, highWater: crash as unknown as HighWater })).rejects.toThrow('killed')
    const kept = await store.checkpoint(1)
    expect(kept).not.toBeNull()
    await adopt(store, highWater)
    expect(await sign()).toEqual({ ok: true, checkpoint: kept })
  })

  test('those that sign at once, while others append, are not taken for a restored backup', async () => {
    const second = await openSqliteLedger(where)
    const signOn = async (one: LedgerStore) => {
      for (let time = 0; time < 20; time++) {
        await one.append(bytesOf('more'))
        const signed = await signHead(one, { signer, highWater })
        expect(signed.ok ? '' : signed.reason).toBe('')
      }
    }
    await Promise.all([signOn(store), signOn(second), signOn(store)])
    await second.close()
    expect((await highWater.latest())!.size).toBe(60)
  })

  test('times of checkpoints never go back', async () => {
    await store.close()
    store = await openSqliteLedger(where, { clock: () => 9_000 })
    await append('a')
    await sign()
    await store.close()
    store = await openSqliteLedger(where, { clock: () => 4_000 })
    await append('b')
    const second = await sign()
    expect(second).toMatchObject({ ok: true, checkpoint: { time: 9_000 } })
  })
})
