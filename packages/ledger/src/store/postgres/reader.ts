import type { ClientBase, Pool } from 'pg'
import { HASH_LENGTH } from '../../log/hash.ts'
import { TILE_WIDTH } from '../../log/tiles.ts'
import { joinBytes } from '../bytes.ts'
import type { MasterKey } from '../master-key.ts'
import { unseal } from '../sealing.ts'
import type { Body, PersistedHead, SignedCheckpoint, StoredEntry, StoredTile } from '../store.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows are of the shape of the schema
type Row = any

/** Hashes of one level of tiles from `first` to `end`, without it: fewer where the log has not so many. */
export async function hashesBetween(
  client: ClientBase | Pool,
  level: number,
  first: number,
  end: number,
): Promise<Uint8Array> {
  const { rows } =
    level === 0
      ? await client.query('SELECT hash FROM entries WHERE idx >= $1 AND idx < $2 ORDER BY idx', [first, end])
      : await client.query('SELECT root AS hash FROM tiles WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx', [
          level - 1,
          first,
          end,
        ])
  return joinBytes(rows.map(({ hash }: Row) => hash))
}

/** Reads a ledger, a few questions at a time. */
export class PostgresReader {
  readonly #pool: Pool
  readonly #master: MasterKey | null

  constructor(pool: Pool, master: MasterKey | null) {
    this.#pool = pool
    this.#master = master
  }

  async head(): Promise<PersistedHead> {
    const [row] = await this.#rows('SELECT size, root, peaks, time FROM head')
    return row
  }

  async find(id: string): Promise<StoredEntry | null> {
    const [row] = await this.#rows('SELECT idx, id, hash, entry FROM entries WHERE id = $1', id)
    return row === undefined ? null : storedEntry(row)
  }

  async entries(first: number, count: number): Promise<readonly StoredEntry[]> {
    const sql = 'SELECT idx, id, hash, entry FROM entries WHERE idx >= $1 ORDER BY idx LIMIT $2'
    return (await this.#rows(sql, first, count)).map(storedEntry)
  }

  async tile(level: number, index: number, width: number): Promise<Uint8Array | null> {
    const [full] = await this.#rows('SELECT hashes FROM tiles WHERE level = $1 AND idx = $2', level, index)
    const first = index * TILE_WIDTH
    const hashes: Uint8Array = full
      ? full.hashes.subarray(0, width * HASH_LENGTH)
      : await hashesBetween(this.#pool, level, first, first + width)
    return hashes.length === width * HASH_LENGTH ? hashes : null
  }

  async fullTiles(level: number, first: number, count: number): Promise<readonly StoredTile[]> {
    const sql =
      'SELECT level, idx AS index, root, hashes FROM tiles WHERE level = $1 AND idx >= $2 ORDER BY idx LIMIT $3'
    return this.#rows(sql, level, first, count)
  }

  async body(id: string): Promise<Body> {
    const [row] = await this.#rows('SELECT sealed_key, sealed, forgotten FROM bodies WHERE id = $1', id)
    if (row === undefined) return { state: 'none' }
    return unseal(id, { sealedKey: row.sealed_key, sealed: row.sealed, forgotten: row.forgotten }, this.#master)
  }

  async checkpoint(size: number | null): Promise<SignedCheckpoint | null> {
    const [row] = await (size === null
      ? this.#rows('SELECT * FROM signed_checkpoints ORDER BY size DESC LIMIT 1')
      : this.#rows('SELECT * FROM signed_checkpoints WHERE size = $1', size))
    return row ?? null
  }

  checkpoints(after: number, count: number): Promise<readonly SignedCheckpoint[]> {
    return this.#rows('SELECT * FROM signed_checkpoints WHERE size > $1 ORDER BY size LIMIT $2', after, count)
  }

  /** Counts without the index, which may be what is wrong. */
  async integrity(): Promise<readonly string[]> {
    const twice = await this.#rows(
      `SELECT id FROM (SELECT id || '' AS id FROM entries) AS ids GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 100`,
    )
    return twice.map(({ id }) => `the id \`${id}\` is there more than once`)
  }

  async #rows(text: string, ...values: readonly (string | number)[]): Promise<readonly Row[]> {
    return (await this.#pool.query(text, [...values])).rows
  }
}

const storedEntry = ({ idx, id, hash, entry }: Row): StoredEntry => ({ index: idx, id, hash, entry })
