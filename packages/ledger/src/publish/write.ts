import { same } from '../log/bytes.ts'
import { entriesPath, TILE_WIDTH, type Tile, tilePath, tilesOf } from '../log/tiles.ts'
import type { LedgerStore } from '../store/store.ts'
import { bytesOf } from './stored.ts'
import type { Target } from './target.ts'

/** How far some long work is. */
export type Progress = (done: number, all: number) => void

export interface Written {
  /** Files that were not there. */
  readonly written: number
  /** Files that were there and torn or changed: they were written anew. */
  readonly repaired: number
}

/** Writes every tile and bundle that a log of `size` leaves has and one of `since` had not, except what is there already. */
export async function writeTiles(
  store: LedgerStore,
  target: Target,
  {
    size,
    since,
    progress,
  }: { readonly size: number; readonly since: number; readonly progress?: Progress | undefined },
): Promise<Written> {
  let [written, repaired] = [0, 0]
  for (const tile of tilesOf(size, since)) {
    const bytes = await bytesOf(store, tile)
    if (bytes === null) throw new Error(`the store can't give \`${pathOf(tile)}\`: run \`bylaw ledger fsck\``)
    const found = await writeOnce(target, pathOf(tile), bytes)
    if (found === 'absent') written++
    if (found === 'other') repaired++
    if (tile.level === 'entries') progress?.(tile.index * TILE_WIDTH + tile.width, size)
  }
  return { written, repaired }
}

/** Writes what is never to change, unless it is there as it should be; says what was there. */
export async function writeOnce(target: Target, path: string, bytes: Uint8Array): Promise<'absent' | 'same' | 'other'> {
  const found = await target.read(path)
  if (found !== null && same(found, bytes)) return 'same'
  await target.write(path, bytes, { immutable: true })
  return found === null ? 'absent' : 'other'
}

export const pathOf = ({ level, index, width }: Tile): string =>
  level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width)
