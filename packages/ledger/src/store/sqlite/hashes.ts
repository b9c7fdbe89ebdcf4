import type { DatabaseSync } from 'node:sqlite'
import { joinBytes } from '../bytes.ts'

/** Hashes of one level of tiles from `first` to `end`, without it: fewer where the log has not so many. */
export function hashesBetween(database: DatabaseSync, level: number, first: number, end: number): Uint8Array {
  const rows =
    level === 0
      ? database.prepare('SELECT hash FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx').all(first, end)
      : database
          .prepare('SELECT root AS hash FROM tiles WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx')
          .all(level - 1, first, end)
  return joinBytes(rows.map(({ hash }) => hash as Uint8Array))
}
