import { findMasterKey, type LedgerStore, openPostgresLedger, openSqliteLedger } from '@bylaw/ledger/node'
import type { Store } from '../store/store.ts'
import { Log } from './log.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { Records } from './records.ts'
import { KnownSpecs } from './specs.ts'

export interface LedgerPlace {
  /** Holds the keys, and the ledger unless there is a database. */
  readonly folder: string
  /** The address of a PostgreSQL database; null for SQLite in the folder. */
  readonly database: string | null
  readonly origin: string | undefined
}

/** The ledger as the gateway uses it. */
export interface OpenLedger {
  readonly records: Records
  readonly log: Log
  readonly specs: KnownSpecs
  /** Signs what is new, then closes. */
  close(): Promise<void>
}

/**
 * Opens the ledger, and makes its keys where there are none.
 * @throws where it can't be opened or a key can't be used
 */
export async function openLedger(store: Store, { folder, database, origin }: LedgerPlace): Promise<OpenLedger> {
  const pseudonyms = Pseudonyms.in(folder)
  const ledger = await openStore(folder, database)
  try {
    const log = Log.open(ledger, { folder, origin })
    const specs = new KnownSpecs(store)
    const close = async () => {
      await log.close()
      await ledger.close()
    }
    return { records: new Records(store, ledger, specs, pseudonyms), log, specs, close }
  } catch (error) {
    await ledger.close()
    throw error
  }
}

async function openStore(folder: string, database: string | null): Promise<LedgerStore> {
  const masterKey = findMasterKey(folder)
  return database === null ? openSqliteLedger(folder, { masterKey }) : openPostgresLedger(database, { masterKey })
}
