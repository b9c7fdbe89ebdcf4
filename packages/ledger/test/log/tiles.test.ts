import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeEntries,
  encodeEntries,
  encodeTile,
  entriesPath,
  parseTilePath,
  type Tile,
  tilePath,
  tilesOf,
} from '../../src/index.ts'
import { growTree } from './tree.ts'

const pathOf = ({ level, index, width }: Tile) =>
  level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width)

const tile = fc.record<Tile>({
  level: fc.oneof(fc.nat(63), fc.constant('entries' as const)),
  index: fc.maxSafeNat(),
  width: fc.integer({ min: 1, max: 256 }),
})

describe('a tile path', () => {
  it.each([
    [tilePath(0, 1_234_067), 'tile/0/x001/x234/067'],
    [tilePath(2, 0, 1), 'tile/2/000.p/1'],
    [tilePath(0, 273, 112), 'tile/0/273.p/112'],
    [tilePath(63, 999), 'tile/63/999'],
    [tilePath(0, 1_000), 'tile/0/x001/000'],
    [entriesPath(5), 'tile/entries/005'],
    [entriesPath(999_999, 255), 'tile/entries/x999/999.p/255'],
  ])('is %s', (path, expected) => {
    expect(path).toBe(expected)
    expect(parseTilePath(path)).not.toBe(null)
  })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(tile, (each) => {
        expect(parseTilePath(pathOf(each))).toEqual(each)
      }),
    )
  })

  it('is read only as it would be written', () => {
    const part = fc.constantFrom(
      'tile',
      '/',
      '0',
      '00',
      '000',
      '001',
      '256',
      '64',
      'x000',
      'x001',
      '.p',
      'entries',
      '\n',
      '-1',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join('')),
        ),
        (path) => {
          const read = parseTilePath(path)
          if (read !== null) expect(pathOf(read)).toBe(path)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it.each([
    '',
    'tile/0',
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/001',
    'tile/0/x001/x002',
    'tile/0/001/002',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/257',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000.p',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/data/000',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ])('is not `%s`', (path) => {
    expect(parseTilePath(path)).toBe(null)
  })
})

describe('the tiles of a tree', () => {
  it('are those of tlog-tiles at 70,000 leaves', () => {
    const tiles = [...tilesOf(70_000)]
    const widths = (level: Tile['level']) => tiles.filter((each) => each.level === level).map(({ width }) => width)
    expect(widths(0)).toEqual([...Array<number>(273).fill(256), 112])
    expect(widths('entries')).toEqual(widths(0))
    expect(widths(1)).toEqual([256, 17])
    expect(widths(2)).toEqual([1])
    expect(tiles).toHaveLength(274 + 274 + 2 + 1)
  })

  it('are none without leaves, and none where nothing was added', () => {
    expect([...tilesOf(0)]).toEqual([])
    expect([...tilesOf(1_000, 1_000)]).toEqual([])
  })

  it('added by growing are those that were not there', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(70_000), (since, more) => {
        const before = new Set([...tilesOf(since)].map(pathOf))
        const after = [...tilesOf(since + more)].map(pathOf)
        expect([...tilesOf(since + more, since)].map(pathOf)).toEqual(after.filter((path) => !before.has(path)))
      }),
      { numRuns: 30 },
    )
  })

  it('hold the roots of 256 hashes of the tile below', () => {
    const tree = growTree(1_100)
    const top = encodeTile(1, 0, 4, tree.node)
    expect(top).toHaveLength(4 * 32)
    expect(top.slice(0, 32)).toEqual(tree.roots[256])
    expect(encodeTile(0, 4, 76, tree.node)).toHaveLength(76 * 32)
  })
})

describe('a bundle of entries', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(entries, (each) => {
        expect(decodeEntries(encodeEntries(each))).toEqual(each)
      }),
    )
    const longest = [new Uint8Array(65_535).fill(1), new Uint8Array()]
    expect(decodeEntries(encodeEntries(longest))).toEqual(longest)
    expect(encodeEntries([Uint8Array.of(7, 8)])).toEqual(Uint8Array.of(0, 2, 7, 8))
  })

  it('is read only as it would be written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40, max: 4 }), (bytes) => {
        const read = decodeEntries(bytes)
        if (read !== null) expect(encodeEntries(read)).toEqual(bytes)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is refused torn, overfull or as something else', () => {
    const whole = encodeEntries([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
    for (const end of [1, 2, 3, 4, 6, 7]) expect(decodeEntries(whole.subarray(0, end))).toBe(null)
    expect(decodeEntries(new Uint8Array(2 * 256))).toHaveLength(256)
    expect(decodeEntries(new Uint8Array(2 * 257))).toBe(null)
    expect(decodeEntries('' as never)).toBe(null)
    expect(() => encodeEntries([new Uint8Array(65_536)])).toThrow(RangeError)
  })
})
