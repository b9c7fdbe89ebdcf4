import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, cpSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fsck, type LedgerStore, openSqliteLedger } from '../../src/node.ts'
import { temporaryFolder } from '../store/stores.ts'

const entry = (text: string) => Buffer.from(text.padEnd(4000, '.'))

/** A disk of one's own needs leave to mount. */
const mounts = () => {
  const folder = temporaryFolder()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0
  if (mounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return mounted
}

describe.skipIf(!mounts())('a disk of its own (needs leave to mount a tmpfs)', () => {
  let disk: string

  beforeEach(() => {
    disk = temporaryFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk])
  })

  afterEach(() => {
    execFileSync('umount', [disk])
    rmSync(disk, { recursive: true })
  })

  test('that is full: appends are refused with the reason, nothing is lost, and it goes on when there is room', async () => {
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, new Uint8Array(1_000_000))
    const store = await openSqliteLedger(join(disk, 'ledger'))
    const acknowledged = await untilRefused(store)
    expect(acknowledged.length).toBeGreaterThan(10)
    await expect(store.append(entry('still'))).rejects.toMatchObject({ code: 'full' })
    expect((await store.head()).size).toBe(acknowledged.length)
    rmSync(ballast)
    expect(await store.append(entry('room'), { id: 'room' })).toEqual({ id: 'room', index: acknowledged.length })
    for (const [index, id] of acknowledged.entries()) expect(await store.find(id)).toMatchObject({ index })
    expect((await fsck(store)).problems).toEqual([])
    await store.close()
  })

  test('that can only be read: opening is refused with the reason, and works again when it can be written', async () => {
    const store = await openSqliteLedger(join(disk, 'ledger'))
    await store.append(entry('a'))
    await store.close()
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(openSqliteLedger(join(disk, 'ledger'))).rejects.toMatchObject({ code: 'read-only' })
    execFileSync('mount', ['-o', 'remount,rw', disk])
    const again = await openSqliteLedger(join(disk, 'ledger'))
    expect(await again.append(entry('b'))).toMatchObject({ index: 1 })
    await again.close()
  })
})

async function untilRefused(store: LedgerStore): Promise<readonly string[]> {
  const acknowledged: string[] = []
  for (;;) {
    try {
      acknowledged.push((await store.append(entry(`${acknowledged.length}`))).id)
    } catch (error) {
      expect(error).toMatchObject({ code: 'full' })
      return acknowledged
    }
  }
}

describe('a torn write-ahead log', () => {
  let folder: string
  let torn: string
  const wal = () => join(torn, 'ledger.sqlite-wal')

  beforeEach(async () => {
    folder = temporaryFolder()
    torn = join(folder, 'torn')
    const store = await openSqliteLedger(join(folder, 'ledger'))
    for (let at = 0; at < 20; at++) await store.append(entry(`${at}`))
    mkdirSync(torn)
    for (const file of ['ledger.sqlite', 'ledger.sqlite-wal'])
      copyFileSync(join(folder, 'ledger', file), join(torn, file))
    await store.close()
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  const opened = async () => {
    const store = await openSqliteLedger(torn)
    const { problems } = await fsck(store)
    const { size } = await store.head()
    await store.append(entry('next'))
    await store.close()
    return { problems, size }
  }

  test('where a transaction was half written when the machine stopped, loses nothing', async () => {
    appendFileSync(wal(), new Uint8Array(6000).fill(7))
    expect(await opened()).toEqual({ problems: [], size: 20 })
  })

  test('where the disk lost what it said it had, is a whole, shorter log', async () => {
    for (let cut = 1; cut <= 5; cut++) {
      truncateSync(wal(), statSync(wal()).size - 5000)
      cpSync(torn, `${torn}-${cut}`, { recursive: true })
      torn = `${torn}-${cut}`
    }
    const { problems, size } = await opened()
    expect(problems).toEqual([])
    expect(size).toBeLessThan(20)
  })
})
