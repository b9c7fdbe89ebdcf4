import { entriesPath, parseTilePath, TILE_WIDTH, type Tile } from '../log/tiles.ts'
import { CHECKPOINT } from './target.ts'

const ENTRIES = 'tile/entries/'
const BODIES = 'bodies/'

/** Where the disclosed bodies of the records in a bundle of entries lie: `bodies/<N>[.p/<W>]`. */
export const bodiesPath = (index: number, width: number = TILE_WIDTH): string =>
  entriesPath(index, width).replace(ENTRIES, BODIES)

/** What lies at a path of a log; null for a path that no log has. */
export function parseLogPath(path: string): Tile | 'checkpoint' | 'bodies' | null {
  if (path === CHECKPOINT) return CHECKPOINT
  if (!path.startsWith(BODIES)) return parseTilePath(path)
  return parseTilePath(path.replace(BODIES, ENTRIES)) === null ? null : 'bodies'
}

export const isLogPath = (path: string): boolean => parseLogPath(path) !== null
