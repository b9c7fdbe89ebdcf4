/** Where the files of a log can be read: `checkpoint`, `tile/…`, `bodies/…`. */
export interface Source {
  /** Null where there is no such file. Rejects where it can't be told. */
  read(path: string): Promise<Uint8Array | null>
}

/** Where the files of a log are published. */
export interface Target extends Source {
  /**
   * Resolves when the file is there whole, and rejects where it may not be. `immutable`: nothing else will ever be
   * written under this path, so that whoever serves it may let it be kept forever.
   */
  write(path: string, bytes: Uint8Array, options: { readonly immutable: boolean }): Promise<void>
}

export const CHECKPOINT = 'checkpoint'

/** The longest file that is read, in bytes: a full bundle of the longest entries has 17 million. */
export const LONGEST_FILE = 64 * 1024 * 1024
