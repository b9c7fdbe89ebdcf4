import type { DecisionRecord } from '../record.ts'

/** The text of one layer, from which its policy is compiled again. */
export interface LayerText {
  readonly level: string
  readonly file: string
  readonly text: string
}

/** Where records are kept. A promise resolves when what it stands for would survive a crash. */
export interface Store {
  /** Writes a record, in place of the one of the same id if there is one. */
  write(record: DecisionRecord): Promise<void>
  read(id: string): Promise<DecisionRecord | null>
  /** Keeps the layers of a policy, so that its decisions can be explained after it was changed. */
  keepPolicy(digest: string, layers: readonly LayerText[]): Promise<void>
  readPolicy(digest: string): Promise<readonly LayerText[] | null>
  close(): Promise<void>
}
