import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, PostgresDialect } from 'kysely'
import type { OpenDecisions } from './decisions.ts'
import { takeOverEarlier } from './earlier.ts'
import { lockFolder } from './lock.ts'
import { migrate } from './migrate.ts'
import { Policies } from './policies.ts'
import { postgresDecisions } from './postgres-decisions.ts'
import { poolsAt } from './postgres-pools.ts'
import { newReplicaId, Replicas } from './replicas.ts'
import { sqliteDecisions } from './sqlite-decisions.ts'
import { nodeSqlite } from './sqlite-dialect.ts'
import type { State } from './state.ts'
import type { Tables } from './tables.ts'

/** The state, and what every room may use of it. */
export interface OpenState extends State {
  readonly decisions: OpenDecisions
  readonly policies: Policies
  readonly replicas: Replicas
}

export interface StateOptions {
  /** Of PostgreSQL: the schema that holds the tables, made if need be. `bylaw_gateway` unless given. */
  readonly schema?: string
}

/** The file of the state in the store's folder. */
export const stateFile = 'state.sqlite'

/**
 * Opens what the gateway keeps beside the ledger, brings its tables to the newest version, and registers this replica.
 * @param folder made if need be; holds the state unless there is a database
 * @param database address of a PostgreSQL database, which several replicas may share; null for SQLite in the folder, with
 * which one gateway at a time serves
 * @throws where it can't be reached or written, another gateway serves with the folder, or a later version made the tables
 */
export async function openState(
  folder: string,
  database: string | null,
  options: StateOptions = {},
): Promise<OpenState> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return database === null ? openSqlite(folder) : openPostgres(database, options.schema ?? 'bylaw_gateway')
}

async function openSqlite(folder: string): Promise<OpenState> {
  const unlock = lockFolder(folder)
  try {
    const database = new DatabaseSync(join(folder, stateFile), { timeout: 500 })
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
    const db = new Kysely<Tables>({ dialect: nodeSqlite(database) })
    return await begun({
      db,
      dialect: 'sqlite',
      schema: null,
      decisionsOf(replica) {
        takeOverEarlier(folder, database)
        return sqliteDecisions(db, database, replica)
      },
      async end() {
        await db.destroy()
        if (database.isOpen) database.close()
        unlock()
      },
    })
  } catch (error) {
    unlock()
    throw error
  }
}

async function openPostgres(url: string, schema: string): Promise<OpenState> {
  const pools = poolsAt(url, schema)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pools.durable }) })
  return begun({
    db,
    dialect: 'postgres',
    schema,
    decisionsOf: (replica) => postgresDecisions(pools, replica),
    async end() {
      await Promise.all([pools.durable.end(), pools.relaxed.end()])
    },
  })
}

interface Opening extends Pick<State, 'db' | 'dialect'> {
  readonly schema: string | null
  decisionsOf(replica: string): OpenDecisions & { close(): Promise<void> }
  end(): Promise<void>
}

async function begun({ db, dialect, schema, decisionsOf, end }: Opening): Promise<OpenState> {
  try {
    await migrate(db as unknown as Kysely<never>, dialect, schema)
    const replicas = new Replicas({ db, dialect }, newReplicaId())
    // Nobody else serves with a folder that is locked: whoever is in the list there is gone.
    if (dialect === 'sqlite') await db.deleteFrom('replicas').execute()
    await replicas.beat()
    const decisions = decisionsOf(replicas.id)
    let closing: Promise<void> | null = null
    const finish = async () => {
      await decisions
        .close()
        .finally(() => replicas.leave())
        .finally(end)
    }
    const close = () => {
      closing ??= finish()
      return closing
    }
    return { db, dialect, decisions, policies: new Policies(db), replicas, close }
  } catch (error) {
    await end()
    throw error
  }
}
