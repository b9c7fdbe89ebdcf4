import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MonotoneClock, native, newRecordId } from '../../src/node.ts'
import { edgesOf, grow, type Tree } from '../../src/store/growth.ts'
import { bytesOf } from './stores.ts'

const empty: Tree = { size: 0, peaks: [], edges: [] }
const leaves = (count: number) => Array.from({ length: count }, (_, at) => native.leafHash(bytesOf(`${at}`)))

test('a tree grows to the same, however it is cut into transactions', () => {
  const all = leaves(1500)
  const whole = grow(empty, all)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 8 }), (counts) => {
      let [tree, tiles, at] = [empty, [] as unknown[], 0]
      for (const count of [...counts, 1500]) {
        const growth = grow(tree, all.slice(at, at + count))
        at += count
        ;[tree, tiles] = [growth.tree, [...tiles, ...growth.tiles]]
      }
      expect(tree).toEqual(whole.tree)
      expect(tiles).toEqual(whole.tiles)
    }),
    { numRuns: 30 },
  )
})

test('growing leaves the tree that grew as it was', () => {
  const { tree } = grow(empty, leaves(300))
  const before = structuredClone(tree)
  grow(tree, leaves(700))
  expect(tree).toEqual(before)
})

test('the edges are what no full tile holds', () => {
  expect(edgesOf(0)).toEqual([])
  expect(edgesOf(70_000)).toEqual([
    { level: 0, first: 69_888, end: 70_000 },
    { level: 1, first: 256, end: 273 },
    { level: 2, first: 0, end: 1 },
  ])
  const { tree } = grow(empty, leaves(1000))
  expect(tree.edges.map((edge) => edge.length)).toEqual(edgesOf(1000).map(({ first, end }) => end - first))
})

test('a clock never goes back, and says how far behind the machine is', () => {
  let wall = 100
  const clock = new MonotoneClock(() => wall, 50)
  expect(clock.now()).toBe(100)
  wall = 60
  expect([clock.now(), clock.behind()]).toEqual([100, 40])
  clock.raise(500)
  wall = 200
  expect([clock.now(), clock.behind()]).toEqual([500, 300])
})

test('ids are different, and those made later come later', () => {
  const ids = Array.from({ length: 1000 }, (_, at) => newRecordId(at))
  expect(new Set(ids.map((id) => id.slice(-32))).size).toBe(1000)
  expect(ids.toSorted()).toEqual(ids)
})
