import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { type Dialect, SqliteDialect, type SqliteStatement } from 'kysely'

/** How many prepared statements are kept. */
const kept = 256

/** Kysely's own dialect of SQLite over the database of Node. */
export function nodeSqlite(database: DatabaseSync): Dialect {
  const known = new Map<string, SqliteStatement>()
  const prepare = (sql: string): SqliteStatement => {
    const found = known.get(sql)
    if (found) return found
    const statement = asKyselyHasIt(database.prepare(sql))
    if (known.size >= kept) known.delete(known.keys().next().value!)
    known.set(sql, statement)
    return statement
  }
  return new SqliteDialect({ database: { prepare, close: () => database.close() } })
}

function asKyselyHasIt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...(values as SQLInputValue[])),
    run: (values) => statement.run(...(values as SQLInputValue[])),
    iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
  }
}
