import { utf8ToBytes } from '@noble/hashes/utils.js'
import { encodeEntries, parseTilePath, TILE_WIDTH, type Tile } from '../log/tiles.ts'
import type { LedgerStore } from '../store/store.ts'
import { CHECKPOINT, type Source } from './target.ts'

/** The bytes of a tile or of a bundle of entries; null where the log has not so many. */
export async function bytesOf(store: LedgerStore, { level, index, width }: Tile): Promise<Uint8Array | null> {
  if (level !== 'entries') return store.tile(level, index, width)
  const entries = await store.entries(index * TILE_WIDTH, width)
  return entries.length === width ? encodeEntries(entries.map(({ entry }) => entry)) : null
}

/**
 * A log served right out of its store. `published` answers the checkpoint that may be shown, null for none: nothing that
 * lies beyond it is.
 */
export function storeSource(
  store: LedgerStore,
  published: () => Promise<{ readonly size: number; readonly note: string } | null> = () => store.checkpoint(),
): Source {
  return {
    async read(path) {
      const latest = await published()
      if (latest === null) return null
      if (path === CHECKPOINT) return utf8ToBytes(latest.note)
      const tile = parseTilePath(path)
      return tile === null || endOf(tile) > latest.size ? null : bytesOf(store, tile)
    },
  }
}

/** How many leaves a log has at least that has this tile. */
const endOf = ({ level, index, width }: Tile) =>
  (index * TILE_WIDTH + width) * (level === 'entries' ? 1 : TILE_WIDTH ** level)
