import type { Diagnostic } from '@bylaw/core'
import type { WrittenFile } from '../place/draft.ts'

/** One stack of layers that can be read here. */
export interface Shelved {
  readonly name: string
  readonly title: string | null
  /** `library`: to read, compare and try; nothing is served under it. */
  readonly kind: 'deployment' | 'library'
  /** Null where the policy is refused. */
  readonly digest: string | null
  readonly layers: readonly { readonly level: string; readonly file: string; readonly title: string | null }[]
  readonly diagnostics: readonly Pick<Diagnostic, 'severity' | 'code' | 'message' | 'file' | 'line' | 'column'>[]
}

/** The files of one stack. */
export interface Stack {
  /** Null where only the digest is known: it is not mounted any more. */
  readonly name: string | null
  readonly digest: string | null
  readonly files: readonly WrittenFile[]
}

/** Where the console's texts come from: a gateway, or the page itself. */
export interface Shelf {
  /** What the window is called after the screen. */
  readonly title: string
  list(): Promise<readonly Shelved[]>
  /** By name, digest, or the beginning of a digest. */
  stack(version: string): Promise<Stack>
  /** Keeps what is too long for an address; null where nothing keeps it. */
  readonly keep: ((value: object) => Promise<string>) | null
  kept(id: string): Promise<unknown>
}

/** Why something could not be had, in words for people. */
export class Unavailable extends Error {
  /** `offline`: nobody answered; `key`: a key is needed; `missing`: there is no such thing. */
  readonly kind: 'offline' | 'key' | 'missing' | 'failed'
  /** The id of the answer, where there is one. */
  readonly request: string | null

  constructor(kind: Unavailable['kind'], message: string, request: string | null = null) {
    super(message)
    this.kind = kind
    this.request = request
  }
}

/** There is nothing on the shelf. */
export class NothingShelved extends Error {}
