import type { DecisionRecord } from '../record.ts'

/** The text of one layer, from which its policy is compiled again. */
export interface LayerText {
  readonly level: string
  readonly file: string
  readonly text: string
}

/** Where records are kept while they are open, and policies for good. */
export interface Store {
  /**
   * Writes an open record, in place of the one of the same id if there is one. Resolves when it would survive the end of
   * the process however that ends; with tool calls in it, which have effects, a power failure too.
   */
  write(record: DecisionRecord): Promise<void>
  read(id: string): Promise<DecisionRecord | null>
  /** Every record that is here, oldest first. */
  all(): Promise<readonly DecisionRecord[]>
  /** Deletes a record that has ended: overwritten within a second, also in the write-ahead log. */
  drop(id: string): void
  /** Keeps the layers of a policy, so that its decisions can be explained after it was changed. */
  keepPolicy(digest: string, layers: readonly LayerText[]): Promise<void>
  readPolicy(digest: string): Promise<readonly LayerText[] | null>
  close(): Promise<void>
}
