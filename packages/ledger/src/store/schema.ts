/** The one schema of both databases. A version, once released, is never changed: the next one is added at the end. */

/** What the databases call the same thing. */
export interface Dialect {
  readonly int: string
  readonly bytes: string
  /** A primary key that counts by itself. */
  readonly counter: string
  /** Bytes, from their hex digits. */
  readonly literal: (hex: string) => string
}

export const sqlite: Dialect = {
  int: 'INTEGER',
  bytes: 'BLOB',
  counter: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  literal: (hex) => `X'${hex}'`,
}
export const postgres: Dialect = {
  int: 'BIGINT',
  bytes: 'BYTEA',
  counter: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  literal: (hex) => `'\\x${hex}'`,
}

/** The statements that lead from one version of the schema to the next. */
export type Migration = (dialect: Dialect) => readonly string[]

/** SHA-256 of nothing. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const first: Migration = ({ int, bytes, counter, literal }) => [
  `CREATE TABLE entries (idx ${int} PRIMARY KEY, id TEXT NOT NULL UNIQUE, hash ${bytes} NOT NULL, entry ${bytes} NOT NULL)`,
  `CREATE TABLE tiles (level ${int} NOT NULL, idx ${int} NOT NULL, root ${bytes} NOT NULL, hashes ${bytes} NOT NULL,
     PRIMARY KEY (level, idx))`,
  `CREATE TABLE head (one ${int} PRIMARY KEY CHECK (one = 1), size ${int} NOT NULL, root ${bytes} NOT NULL,
     peaks ${bytes} NOT NULL, time ${int} NOT NULL, epoch ${int} NOT NULL)`,
  `INSERT INTO head VALUES (1, 0, ${literal(EMPTY)}, ${literal('')}, 0, 0)`,
  `CREATE TABLE signed_checkpoints (size ${int} PRIMARY KEY, root ${bytes} NOT NULL, note TEXT NOT NULL, time ${int} NOT NULL)`,
  `CREATE TABLE bodies (id TEXT PRIMARY KEY, sealed_key ${bytes}, sealed ${bytes}, forgotten ${int})`,
  `CREATE TABLE inbox (seq ${counter}, id TEXT NOT NULL UNIQUE, entry ${bytes} NOT NULL, sealed_key ${bytes}, sealed ${bytes})`,
]

export const migrations: readonly Migration[] = [first]
