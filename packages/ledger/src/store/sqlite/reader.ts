import type { DatabaseSync } from 'node:sqlite'
import { HASH_LENGTH } from '../../log/hash.ts'
import { TILE_WIDTH } from '../../log/tiles.ts'
import type { MasterKey } from '../master-key.ts'
import { unseal } from '../sealing.ts'
import type { Body, PersistedHead, SignedCheckpoint, StoredEntry, StoredTile } from '../store.ts'
import { hashesBetween } from './hashes.ts'

type Row = Readonly<Record<string, unknown>>

/** Reads a ledger's file, on a connection of its own: it never waits for the writer, nor the writer for it. */
export class SqliteReader {
  readonly #database: DatabaseSync
  readonly #master: MasterKey

  constructor(database: DatabaseSync, master: MasterKey) {
    this.#database = database
    this.#master = master
  }

  head(): PersistedHead {
    const { size, root, peaks, time } = this.#get('SELECT size, root, peaks, time FROM head')!
    return { size: Number(size), root: root as Uint8Array, peaks: peaks as Uint8Array, time: Number(time) }
  }

  find(id: string): StoredEntry | null {
    const row = this.#get('SELECT idx, id, hash, entry FROM entries WHERE id = ?', id)
    return row === null ? null : storedEntry(row)
  }

  entries(first: number, count: number): readonly StoredEntry[] {
    const rows = this.#all('SELECT idx, id, hash, entry FROM entries WHERE idx >= ? ORDER BY idx LIMIT ?', first, count)
    return rows.map(storedEntry)
  }

  tile(level: number, index: number, width: number): Uint8Array | null {
    const full = this.#get('SELECT hashes FROM tiles WHERE level = ? AND idx = ?', level, index)
    const hashes = full
      ? (full.hashes as Uint8Array).slice(0, width * HASH_LENGTH)
      : hashesBetween(this.#database, level, index * TILE_WIDTH, index * TILE_WIDTH + width)
    return hashes.length === width * HASH_LENGTH ? hashes : null
  }

  fullTiles(level: number, first: number, count: number): readonly StoredTile[] {
    const rows = this.#all(
      'SELECT level, idx, root, hashes FROM tiles WHERE level = ? AND idx >= ? ORDER BY idx LIMIT ?',
      level,
      first,
      count,
    )
    return rows.map((row) => ({
      level: Number(row.level),
      index: Number(row.idx),
      root: row.root as Uint8Array,
      hashes: row.hashes as Uint8Array,
    }))
  }

  body(id: string): Body {
    const row = this.#get('SELECT sealed_key, sealed, forgotten FROM bodies WHERE id = ?', id)
    if (row === null) return { state: 'none' }
    const { sealed_key, sealed, forgotten } = row
    const kept = { sealedKey: sealed_key as Uint8Array | null, sealed: sealed as Uint8Array | null }
    return unseal(id, { ...kept, forgotten: forgotten === null ? null : Number(forgotten) }, this.#master)
  }

  checkpoint(size: number | null): SignedCheckpoint | null {
    const row =
      size === null
        ? this.#get('SELECT * FROM signed_checkpoints ORDER BY size DESC LIMIT 1')
        : this.#get('SELECT * FROM signed_checkpoints WHERE size = ?', size)
    return row === null ? null : signedCheckpoint(row)
  }

  checkpoints(after: number, count: number): readonly SignedCheckpoint[] {
    const rows = this.#all('SELECT * FROM signed_checkpoints WHERE size > ? ORDER BY size LIMIT ?', after, count)
    return rows.map(signedCheckpoint)
  }

  integrity(): readonly string[] {
    const rows = this.#all('PRAGMA integrity_check')
    return rows.map((row) => String(row.integrity_check)).filter((line) => line !== 'ok')
  }

  close(): void {
    this.#database.close()
  }

  #get(sql: string, ...values: readonly (string | number)[]): Row | null {
    return this.#database.prepare(sql).get(...values) ?? null
  }

  #all(sql: string, ...values: readonly (string | number)[]): readonly Row[] {
    return this.#database.prepare(sql).all(...values)
  }
}

const storedEntry = ({ idx, id, hash, entry }: Row): StoredEntry => ({
  index: Number(idx),
  id: String(id),
  hash: hash as Uint8Array,
  entry: entry as Uint8Array,
})

const signedCheckpoint = ({ size, root, note, time }: Row): SignedCheckpoint => ({
  size: Number(size),
  root: root as Uint8Array,
  note: String(note),
  time: Number(time),
})
