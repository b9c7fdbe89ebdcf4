import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What the gateway keeps beside the ledger. */
export interface State {
  readonly db: Kysely<Tables>
  /** Where it lies; both keep the same promises, which one contract suite holds them to. */
  readonly dialect: 'sqlite' | 'postgres'
  close(): Promise<void>
}
