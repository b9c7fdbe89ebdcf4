import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { joinBytes } from '../bytes.ts'
import { StoreFailure } from '../failure.ts'
import { edgesOf, grow, type Tree } from '../growth.ts'
import { type MasterKey, masterKey } from '../master-key.ts'
import { splitHashes } from '../rows.ts'
import { seal } from '../sealing.ts'
import type { SignedCheckpoint } from '../store.ts'
import { openToWrite, transaction } from './database.ts'
import { hashesBetween } from './hashes.ts'

/** An entry to append with its leaf hash, and its body as JSON. */
export interface Row {
  readonly id: string
  readonly entry: Uint8Array
  readonly hash: Uint8Array
  readonly body: Uint8Array | null
}

/** In place of an index: the id names another entry. */
export const CLASH = -1

/** The only one that writes to a ledger's file. Everything here waits for the disk. */
export class SqliteWriter {
  readonly #file: string
  readonly #master: MasterKey
  #open: Open | null

  /** @throws whatever SQLite throws */
  constructor(file: string, key: Uint8Array) {
    this.#file = file
    this.#master = masterKey(key)
    this.#open = prepared(openToWrite(file))
  }

  /** Appends in one transaction; answers each row's index, `CLASH` where its id names another entry. */
  append(rows: readonly Row[], time: number): readonly number[] {
    return this.#write((open) => {
      const tree = current(open)
      const fresh: Uint8Array[] = []
      const indexes = rows.map((row) => {
        const { id, entry, hash } = row
        const index = tree.size + fresh.length
        if (open.insert.run(index, id, hash, entry).changes === 0) return known(open, id, hash)
        if (row.body !== null) this.#keepBody(open, row.id, row.body)
        fresh.push(hash)
        return index
      })
      if (fresh.length > 0) open.tree = advance(open, tree, fresh, time)
      return indexes
    })
  }

  /** Whether there was a body; then it and its key are overwritten, in the file and in the write-ahead log. */
  forget(id: string, time: number): boolean {
    return this.#write(({ database }) => {
      const forget = database.prepare(
        'UPDATE bodies SET sealed_key = NULL, sealed = NULL, forgotten = coalesce(forgotten, ?) WHERE id = ?',
      )
      return forget.run(time, id).changes > 0
    }, scrub)
  }

  keepCheckpoint({ size, root, note, time }: SignedCheckpoint): void {
    this.#write(({ database }) =>
      database
        .prepare('INSERT INTO signed_checkpoints VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .run(size, root, note, time),
    )
  }

  close(): void {
    this.#open?.database.close()
    this.#open = null
  }

  /** After a failure nothing that was in memory is believed any more: the file is opened anew. */
  #write<T>(work: (open: Open) => T, after?: (open: Open, result: T) => void): T {
    this.#open ??= prepared(openToWrite(this.#file))
    const open = this.#open
    try {
      const result = transaction(open.database, () => work(open))
      after?.(open, result)
      return result
    } catch (error) {
      this.#open = null
      open.database.close()
      throw error
    }
  }

  #keepBody(open: Open, id: string, body: Uint8Array): void {
    const { sealedKey, sealed } = seal(id, body, this.#master)
    open.insertBody.run(id, sealedKey, sealed)
  }
}

interface Open {
  readonly database: DatabaseSync
  readonly insert: StatementSync
  readonly insertBody: StatementSync
  readonly insertTile: StatementSync
  readonly find: StatementSync
  readonly head: StatementSync
  readonly advance: StatementSync
  tree: Tree | null
}

function prepared(database: DatabaseSync): Open {
  return {
    database,
    insert: database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING'),
    insertBody: database.prepare('INSERT INTO bodies VALUES (?, ?, ?, NULL)'),
    insertTile: database.prepare('INSERT INTO tiles VALUES (?, ?, ?, ?)'),
    find: database.prepare('SELECT idx, hash FROM entries WHERE id = ?'),
    head: database.prepare('SELECT size FROM head'),
    advance: database.prepare('UPDATE head SET size = ?, root = ?, peaks = ?, time = max(time, ?)'),
    tree: null,
  }
}

/** The tree as it stands; read again where another process went on with it. */
function current(open: Open): Tree {
  const size = Number(open.head.get()!.size)
  if (open.tree?.size !== size) open.tree = readTree(open.database)
  return open.tree
}

function readTree(database: DatabaseSync): Tree {
  const { size, peaks } = database.prepare('SELECT size, peaks FROM head').get()!
  const edges = edgesOf(Number(size)).map(({ level, first, end }) =>
    splitHashes(hashesBetween(database, level, first, end)),
  )
  return { size: Number(size), peaks: splitHashes(peaks as Uint8Array), edges }
}

function known(open: Open, id: string, hash: Uint8Array): number {
  const row = open.find.get(id)!
  return Buffer.from(hash).equals(row.hash as Uint8Array) ? Number(row.idx) : CLASH
}

function advance(open: Open, tree: Tree, fresh: readonly Uint8Array[], time: number): Tree {
  const growth = grow(tree, fresh)
  for (const { level, index, root, hashes } of growth.tiles) open.insertTile.run(level, index, root, hashes)
  open.advance.run(growth.tree.size, growth.root, joinBytes(growth.tree.peaks), time)
  return growth.tree
}

function scrub({ database }: Open, forgotten: boolean): void {
  if (!forgotten) return
  if (database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()!.busy === 0) return
  throw new StoreFailure(
    'busy',
    'the body is forgotten, but somebody reading kept its trace in the write-ahead log: forget it again',
  )
}
