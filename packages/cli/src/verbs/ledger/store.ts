import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findMasterKey, type LedgerStore, openPostgresLedger, openSqliteLedger, StoreFailure } from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'

/** Which ledger a verb is about. */
export interface StoreOptions {
  /** A folder; unless given the database of `BYLAW_DATABASE_URL`, else `.bylaw`. */
  readonly store?: string
  readonly json?: boolean
}

const FOLDER = '.bylaw'
const FILE = 'ledger.sqlite'

/** Where what belongs to a ledger lies beside its database: its key, say. */
export const folderOf = ({ store }: StoreOptions): string => store ?? FOLDER

/**
 * Opens the ledger, does something with it and closes it.
 * @param make whether a ledger is made where there is none
 * @throws WrongUse where there is no ledger, or it can't be read or written
 */
export async function withLedger<T>(
  options: StoreOptions,
  work: (ledger: LedgerStore) => Promise<T>,
  make = false,
): Promise<T> {
  try {
    const ledger = await open(options, make)
    try {
      return await work(ledger)
    } finally {
      await ledger.close()
    }
  } catch (error) {
    throw error instanceof StoreFailure ? new WrongUse(error.message) : error
  }
}

function open(options: StoreOptions, make: boolean): Promise<LedgerStore> {
  const url = process.env.BYLAW_DATABASE_URL
  const folder = folderOf(options)
  if (options.store === undefined && url)
    return openPostgresLedger(url, existsSync(join(folder, 'master.key')) ? { masterKey: findMasterKey(folder) } : {})
  if (make || existsSync(join(folder, FILE))) return openSqliteLedger(folder)
  throw new WrongUse(`there is no ledger in ${folder}: say --store FOLDER, or set BYLAW_DATABASE_URL`)
}
