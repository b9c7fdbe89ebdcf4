/** What a store is asked to keep beside an entry. */
export interface AppendOptions {
  /**
   * Names the record: the same id is never in the log twice, so that an append can be tried again. Made by
   * `newRecordId` unless given. Ids that begin alike when they are made at about the same time are several times
   * faster to index than random ones.
   */
  readonly id?: string
  /** Kept beside the log, encrypted, until it is forgotten. */
  readonly body?: JsonObject
}

export type JsonObject = { readonly [name: string]: unknown }

/** Where an entry stands in the log. */
export interface Appended {
  readonly id: string
  /** From 0. */
  readonly index: number
}

export interface Head {
  /** In leaves. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** When the last entry was taken, in milliseconds since 1970; never less than that of the head before. */
  readonly time: number
}

export interface StoredEntry extends Appended {
  /** RFC 6962's leaf hash, as stored. */
  readonly hash: Uint8Array
  readonly entry: Uint8Array
}

/** 256 hashes of one level of tiles, and the root of the subtree they span. */
export interface StoredTile {
  readonly level: number
  readonly index: number
  readonly root: Uint8Array
  /** One after the other. */
  readonly hashes: Uint8Array
}

/** A checkpoint as it was signed: there is one for a size, and it stays. */
export interface SignedCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  /** The signed note, whole. */
  readonly note: string
  /** In milliseconds since 1970; never less than that of a checkpoint signed before. */
  readonly time: number
}

/** What is left of the body of a record. */
export type Body =
  | { readonly state: 'kept'; readonly body: JsonObject }
  | { readonly state: 'forgotten'; readonly time: number }
  | { readonly state: 'none' }
  | { readonly state: 'unreadable'; readonly reason: string }

/** How the tree was persisted with its head: what `fsck` holds against the entries. */
export interface PersistedHead extends Head {
  /** The roots of the perfect subtrees, left to right, one after the other. */
  readonly peaks: Uint8Array
}

/**
 * A log and what is kept beside it. Every promise is rejected with a `StoreFailure` where the store fails; what was
 * rejected may still be in the log (a connection that is cut takes the answer with it), and is safely tried again under
 * the same id.
 */
export interface LedgerStore {
  /** Resolves when the entry has its place in the log and would survive a crash. At most 65,535 bytes. */
  append(entry: Uint8Array, options?: AppendOptions): Promise<Appended>
  head(): Promise<PersistedHead>
  find(id: string): Promise<StoredEntry | null>
  /** At most `count` entries from `first` on, in order. */
  entries(first: number, count: number): Promise<readonly StoredEntry[]>
  /** The first `width` hashes of a tile, full or at the right edge; null where the log has not so many. */
  tile(level: number, index: number, width: number): Promise<Uint8Array | null>
  /** At most `count` full tiles of a level from `first` on, in order. */
  fullTiles(level: number, first: number, count: number): Promise<readonly StoredTile[]>
  body(id: string): Promise<Body>
  /**
   * Deletes the body of a record and its key, for good; the log still verifies. `none`: there was no body. What deleting
   * reaches is said in docs/decisions/0005.
   */
  forget(id: string): Promise<'forgotten' | 'none'>
  /** Keeps a checkpoint before its signature is shown to anyone; answers the one that is kept for its size. */
  keepCheckpoint(checkpoint: SignedCheckpoint): Promise<SignedCheckpoint>
  /** The checkpoint signed for a size, the latest without one. */
  checkpoint(size?: number): Promise<SignedCheckpoint | null>
  /** At most `count` checkpoints of a size over `after`, smallest first. */
  checkpoints(after: number, count: number): Promise<readonly SignedCheckpoint[]>
  /** What the database finds wrong with itself, in its own words: damaged pages, ids that are there twice. */
  integrity(): Promise<readonly string[]>
  /** The store's clock: in milliseconds since 1970, never less than it said before, also across restarts. */
  now(): number
  /** Waits for the appends under way, then closes. */
  close(): Promise<void>
}
