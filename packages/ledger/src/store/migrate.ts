import { StoreFailure } from './failure.ts'
import type { Dialect, Migration } from './schema.ts'

/**
 * The statements that bring a schema of `version` to the newest one, in order.
 * @throws StoreFailure `newer` where the schema is of a version that is not known here
 */
export function pending(version: number, migrations: readonly Migration[], dialect: Dialect): readonly string[] {
  if (version > migrations.length) {
    throw new StoreFailure(
      'newer',
      `the ledger has schema ${version}, and only ${migrations.length} is known: run a newer Bylaw`,
    )
  }
  return migrations.slice(version).flatMap((migration) => migration(dialect))
}
