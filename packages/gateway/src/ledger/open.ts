import { type LedgerStore, type MasterKey, openPostgresLedger, openSqliteLedger } from '@bylaw/ledger/node'
import type { OpenState } from '../store/open.ts'
import { Log } from './log.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { Records } from './records.ts'
import { KnownSpecs } from './specs.ts'

export interface LedgerPlace {
  /** Holds the keys, and the ledger unless there is a database. */
  readonly folder: string
  /** The address of a PostgreSQL database; null for SQLite in the folder. */
  readonly database: string | null
  readonly origin: string | undefined
  /** Whether a folder without a mark of what was signed takes the word of the database for it. */
  readonly adopt: boolean
  readonly masterKey: MasterKey
  readonly pseudonyms: Pseudonyms
}

/** The ledger as the gateway uses it. */
export interface OpenLedger {
  readonly store: LedgerStore
  readonly records: Records
  readonly log: Log
  readonly specs: KnownSpecs
  /** Signs what is new, then closes. */
  close(): Promise<void>
}

/**
 * Opens the ledger, and makes its key where there is none.
 * @throws where it can't be opened or a key can't be used
 */
export async function openLedger(
  state: Pick<OpenState, 'decisions' | 'policies'>,
  { folder, database, origin, adopt, masterKey, pseudonyms }: LedgerPlace,
): Promise<OpenLedger> {
  const ledger: LedgerStore =
    database === null
      ? await openSqliteLedger(folder, { masterKey })
      : await openPostgresLedger(database, { masterKey })
  try {
    const log = await Log.open(ledger, { folder, origin, adopt: adopt && database !== null })
    const specs = new KnownSpecs(state.policies)
    const close = async () => {
      await log.close()
      await ledger.close()
    }
    return { store: ledger, records: new Records(state.decisions, ledger, specs, pseudonyms), log, specs, close }
  } catch (error) {
    await ledger.close()
    throw error
  }
}
