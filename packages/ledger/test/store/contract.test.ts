import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CompactRange } from '../../src/log/range.ts'
import { tilesOf } from '../../src/log/tiles.ts'
import { verifyConsistency, verifyInclusion } from '../../src/log/verify.ts'
import { fsck, type LedgerStore, native, proveConsistency, proveInclusion, rootAt } from '../../src/node.ts'
import { joinBytes } from '../../src/store/bytes.ts'
import { bytesOf, kinds, type Place } from './stores.ts'

const { leafHash } = native

const rootOf = (entries: readonly Uint8Array[]) => {
  const range = CompactRange.of(0, [])
  for (const entry of entries) range.append(leafHash(entry))
  return range.root()
}

const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, at) => bytesOf(`entry ${from + at}`))

const all = (store: LedgerStore, entries: readonly Uint8Array[]) =>
  Promise.all(entries.map((entry) => store.append(entry)))

for (const { name, absent, place: make } of kinds) {
  describe.skipIf(absent !== null)(`the store's contract: ${name}${absent ? ` (${absent})` : ''}`, () => {
    let place: Place
    let store: LedgerStore

    beforeEach(async () => {
      place = await make()
      store = await place.open()
    })

    afterEach(async () => {
      await store.close()
      await place.remove()
    })

    const reopened = async () => {
      await store.close()
      store = await place.open()
    }

    test('an empty log has the empty root', async () => {
      expect(await store.head()).toMatchObject({ size: 0, root: rootOf([]) })
      expect(await store.entries(0, 10)).toEqual([])
      expect(await store.checkpoint()).toBeNull()
      expect((await fsck(store)).problems).toEqual([])
    })

    test('concurrent appends each get a place of their own, without a gap, and stay', async () => {
      const entries = numbered(700)
      const appended = await all(store, entries)
      expect(appended.map(({ index }) => index).sort((a, b) => a - b)).toEqual(entries.map((_, at) => at))
      await reopened()
      const stored = [...(await store.entries(0, 400)), ...(await store.entries(400, 400))]
      expect(stored.map(({ index }) => index)).toEqual(entries.map((_, at) => at))
      for (const { id, index } of appended) {
        expect(stored[index]).toMatchObject({
          id,
          hash: leafHash(entries[appended.findIndex((each) => each.id === id)]!),
        })
      }
      expect((await store.head()).root).toEqual(rootOf(stored.map(({ entry }) => entry)))
    })

    test('a log goes on where it was left, whatever size that was', async () => {
      const entries: Uint8Array[] = []
      for (const count of [1, 2, 252, 1, 1, 255, 300]) {
        const more = numbered(count, entries.length)
        for (const each of count < 3 ? more : []) entries.push((await store.append(each)) && each)
        if (count >= 3) {
          await all(store, more)
          entries.push(...(await store.entries(entries.length, count)).map(({ entry }) => entry))
        }
        await reopened()
        expect(await store.head()).toMatchObject({ size: entries.length, root: rootOf(entries) })
      }
      expect((await fsck(store)).problems).toEqual([])
    })

    test('the same id is in the log once, with the same index', async () => {
      const [entry, other] = [bytesOf('one'), bytesOf('two')]
      const both = await Promise.all([store.append(entry, { id: 'a' }), store.append(entry, { id: 'a' })])
      await store.append(other, { id: 'b' })
      await reopened()
      expect([...both, await store.append(entry, { id: 'a' })]).toEqual(Array(3).fill({ id: 'a', index: 0 }))
      expect((await store.head()).size).toBe(2)
    })

    test('an id that names another entry is refused, and those beside it are not', async () => {
      await store.append(bytesOf('one'), { id: 'a', body: { said: 'first' } })
      const [refused, taken] = await Promise.allSettled([
        store.append(bytesOf('other'), { id: 'a', body: { said: 'second' } }),
        store.append(bytesOf('beside'), { id: 'b' }),
      ])
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'clash' } })
      expect(taken).toMatchObject({ status: 'fulfilled', value: { index: 1 } })
      expect(await store.body('a')).toEqual({ state: 'kept', body: { said: 'first' } })
    })

    test('the longest entry is taken, a longer one refused', async () => {
      const longest = new Uint8Array(65_535).fill(1)
      const { id } = await store.append(longest)
      expect((await store.find(id))!.entry).toHaveLength(65_535)
      await expect(store.append(new Uint8Array(65_536))).rejects.toMatchObject({ code: 'too-long' })
      expect((await store.head()).size).toBe(1)
    })

    test('an entry may be empty, and is found by its id', async () => {
      const { id } = await store.append(new Uint8Array())
      expect(await store.find(id)).toMatchObject({ index: 0, hash: leafHash(new Uint8Array()) })
      expect(await store.find('nobody')).toBeNull()
    })

    test('every tile of a log, full or partial, is answered, and none beyond', async () => {
      await all(store, numbered(600))
      const leaves = (await store.entries(0, 600)).map(({ hash }) => hash)
      for (const tile of tilesOf(600)) {
        if (tile.level === 'entries') continue
        const hashes = await store.tile(tile.level, tile.index, tile.width)
        const first = tile.index * 256
        if (tile.level === 0) expect(hashes).toEqual(joinBytes(leaves.slice(first, first + tile.width)))
        expect(hashes).toHaveLength(tile.width * 32)
        expect(await store.tile(tile.level, tile.index, 3 - tile.level * 2)).toEqual(
          hashes!.slice(0, (3 - tile.level * 2) * 32),
        )
      }
      expect(await store.tile(0, 2, 89)).toBeNull()
      expect(await store.tile(0, 3, 1)).toBeNull()
    })

    test('proofs from the stored tiles verify, for every kind of place in the tree', async () => {
      await all(store, numbered(1000))
      const sizes = [1, 2, 3, 255, 256, 257, 511, 512, 999, 1000]
      const entries = await store.entries(0, 1000)
      const roots = new Map(sizes.map((size) => [size, rootOf(entries.slice(0, size).map(({ entry }) => entry))]))
      for (const size of sizes) expect(await rootAt(store, size)).toEqual(roots.get(size))
      for (const index of [0, 1, 254, 255, 256, 511, 512, 700, 999]) {
        const proof = await proveInclusion(store, index, 1000)
        const leaf = { index, size: 1000, leafHash: entries[index]!.hash, root: roots.get(1000)!, proof }
        expect(verifyInclusion(leaf).ok).toBe(true)
      }
      for (const size1 of sizes) {
        const proof = await proveConsistency(store, size1, 1000)
        const trees = { size1, size2: 1000, root1: roots.get(size1)!, root2: roots.get(1000)!, proof }
        expect(verifyConsistency(trees).ok).toBe(true)
      }
      await expect(proveInclusion(store, 1000, 1000)).rejects.toThrow(RangeError)
    })

    test('a body is kept until it is forgotten, and the log verifies without it', async () => {
      const { id } = await store.append(bytesOf('with'), { body: { prompt: 'an insulin dose', salt: 'ß' } })
      const without = await store.append(bytesOf('without'))
      expect(await store.body(id)).toEqual({ state: 'kept', body: { prompt: 'an insulin dose', salt: 'ß' } })
      expect(await store.body(without.id)).toEqual({ state: 'none' })
      expect(await store.forget(without.id)).toBe('none')
      expect(await store.forget(id)).toBe('forgotten')
      const { state, time } = (await store.body(id)) as { state: string; time: number }
      expect(state).toBe('forgotten')
      expect(await store.forget(id)).toBe('forgotten')
      await store.append(bytesOf('with'), { id, body: { prompt: 'again' } })
      await reopened()
      expect(await store.body(id)).toEqual({ state: 'forgotten', time })
      expect((await fsck(store)).problems).toEqual([])
    })

    test('a checkpoint stays as it was first kept', async () => {
      const kept = { size: 3, root: rootOf(numbered(3)), note: 'first\n', time: 5 }
      expect(await store.keepCheckpoint(kept)).toEqual(kept)
      expect(await store.keepCheckpoint({ ...kept, root: rootOf([]), note: 'second\n' })).toEqual(kept)
      await store.keepCheckpoint({ ...kept, size: 9 })
      await reopened()
      expect(await store.checkpoint(3)).toEqual(kept)
      expect(await store.checkpoint(4)).toBeNull()
      expect((await store.checkpoint())!.size).toBe(9)
      expect((await store.checkpoints(2, 5)).map(({ size }) => size)).toEqual([3, 9])
      expect((await store.checkpoints(3, 5)).map(({ size }) => size)).toEqual([9])
    })

    test('a clock that goes back takes nothing back with it', async () => {
      await store.close()
      store = await place.open({ clock: () => 9_000 })
      await store.append(bytesOf('late'))
      const { time } = await store.head()
      expect(time).toBe(9_000)
      await store.close()
      store = await place.open({ clock: () => 4_000 })
      expect(store.now()).toBe(9_000)
      await store.append(bytesOf('earlier'))
      expect((await store.head()).time).toBe(9_000)
    })

    test('a closed store refuses, and what was under way when it closed is done', async () => {
      const under = all(store, numbered(20))
      await store.close()
      expect(await under).toHaveLength(20)
      await expect(store.append(bytesOf('late'))).rejects.toMatchObject({ code: 'closed' })
      await expect(store.head()).rejects.toMatchObject({ code: 'closed' })
      store = await place.open()
      expect((await store.head()).size).toBe(20)
    })

    test('two that write to one log make one log', async () => {
      const second = await place.open()
      try {
        const appended = (
          await Promise.all([
            all(store, numbered(300)),
            all(second, numbered(300, 300)),
            all(store, numbered(100, 600)),
          ])
        ).flat()
        expect(new Set(appended.map(({ index }) => index)).size).toBe(700)
        for (const [at, one] of [second, store, second, store].entries()) {
          expect(await one.append(bytesOf(`in turn ${at}`))).toMatchObject({ index: 700 + at })
        }
        const entries = (await second.entries(0, 1000)).map(({ entry }) => entry)
        expect(await store.head()).toMatchObject({ size: 704, root: rootOf(entries) })
        expect((await fsck(second)).problems).toEqual([])
      } finally {
        await second.close()
      }
    })

    describe('fsck locates', () => {
      const found = async () => (await fsck(store)).problems.map(({ where }) => where)
      const garbled = new Uint8Array(32).fill(9)

      beforeEach(async () => {
        await all(store, numbered(520))
      })

      test('nothing, where nothing is wrong', async () => {
        const read: number[] = []
        expect(await fsck(store, (entries) => read.push(entries))).toEqual({ size: 520, problems: [] })
        expect(read).toEqual([512, 520])
      })

      test.each([
        ['UPDATE entries SET entry = ? WHERE idx = 300', bytesOf('other'), ['entry 300']],
        [
          'UPDATE entries SET hash = ? WHERE idx = 3',
          garbled,
          ['entry 3', 'tile 0 of level 0', 'tile 0 of level 0', 'head', 'head'],
        ],
        ['UPDATE tiles SET hashes = ? WHERE idx = 1', new Uint8Array(256 * 32), ['tile 1 of level 0']],
        ['UPDATE tiles SET root = ? WHERE idx = 0', garbled, ['tile 0 of level 0']],
        ['UPDATE head SET root = ?', garbled, ['head']],
        ['UPDATE head SET peaks = ?', garbled, ['head']],
      ])('%s', async (sql, value, expected) => {
        await place.tamper(sql, value)
        expect(await found()).toEqual(expected)
      })

      test.each([
        ['DELETE FROM entries WHERE idx = 100', ['entry 100', 'head']],
        ['DELETE FROM entries WHERE idx = 519', ['head']],
        ['UPDATE head SET size = 519', ['head', 'head', 'entry 519']],
        ['DELETE FROM tiles WHERE idx = 1', ['tile 1 of level 0']],
        [
          "INSERT INTO signed_checkpoints SELECT 9, root, 'none', 0 FROM head",
          ['checkpoint of size 9', 'checkpoint of size 9'],
        ],
        ["INSERT INTO signed_checkpoints SELECT 900, root, 'none', 0 FROM head", ['checkpoint of size 900']],
      ])('%s', async (sql, expected) => {
        await place.tamper(sql)
        expect(await found()).toEqual(expected)
      })
    })
  })
}
