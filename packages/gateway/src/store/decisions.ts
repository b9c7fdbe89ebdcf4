import type { DecisionRecord } from '../record.ts'

/**
 * Records while they are open. What has ended is in the ledger, and here no longer.
 */
export interface OpenDecisions {
  /**
   * Writes an open record, in place of the one of the same id if there is one. Resolves when it would survive the end of
   * the process however that ends; with tool calls in it, which have effects, the database's or the machine's too.
   */
  write(record: DecisionRecord): Promise<void>
  /** Whichever replica serves it. */
  read(id: string): Promise<DecisionRecord | null>
  /** Every record that is this replica's, oldest first. */
  mine(): Promise<readonly DecisionRecord[]>
  /**
   * Deletes a record that has ended. On SQLite it is overwritten within a second, also in the write-ahead log; on
   * PostgreSQL it is deleted within a second, and the server overwrites it when it vacuums.
   */
  drop(id: string): void
}

/** What is written in one go. */
export interface Batch {
  readonly records: readonly DecisionRecord[]
  readonly ended: readonly string[]
}

/** Whether a batch has to outlive the machine. */
export const effective = ({ records }: Batch): boolean => records.some(({ toolCalls }) => toolCalls.length > 0)
