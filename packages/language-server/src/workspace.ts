import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decodeText } from '@bylaw/core'

/** A file of a stack, and the level it is mounted at; null for the spec's own files, at root. */
export interface MountedFile {
  readonly level: string | null
  /** Absolute. */
  readonly path: string
}

/** One stack that a configuration makes: the spec's files, then a deployment's layers. */
export interface ConfiguredStack {
  /** The deployment; null for a configuration without any. */
  readonly name: string | null
  readonly files: readonly MountedFile[]
}

/** What lies on the disk. */
export interface Workspace {
  /** The text of a file; null where it can't be read. */
  read(path: string): string | null
  /** Changes when the file does; null where there is none. */
  stamp(path: string): string | null
  /** The stacks in which a configuration names the file; empty where none does. */
  stacks(path: string): readonly ConfiguredStack[]
}

/** Bytes of a file that are taken into memory. */
const MOST = 64 * 1024 * 1024
const CONFIGURATION = 'bylaw.yaml'

/** The file system, with the nearest `bylaw.yaml` above a file that names it. */
export class Folders implements Workspace {
  readonly #configured: (file: string) => readonly ConfiguredStack[]
  readonly #known = new Map<string, { readonly stamp: string; readonly stacks: readonly ConfiguredStack[] }>()

  /** @param configured reads a configuration; empty where it can't be read */
  constructor(configured: (file: string) => readonly ConfiguredStack[]) {
    this.#configured = configured
  }

  read(path: string): string | null {
    try {
      return statSync(path).size > MOST ? null : decodeText(path, readFileSync(path)).text
    } catch {
      return null
    }
  }

  stamp(path: string): string | null {
    try {
      const { mtimeMs, size, ino } = statSync(path)
      return `${mtimeMs} ${size} ${ino}`
    } catch {
      return null
    }
  }

  stacks(path: string): readonly ConfiguredStack[] {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const named = this.#stacksOf(join(folder, CONFIGURATION)).filter(({ files }) =>
        files.some((file) => file.path === path),
      )
      if (named.length > 0 || folder === dirname(folder)) return named
    }
  }

  #stacksOf(file: string): readonly ConfiguredStack[] {
    const stamp = this.stamp(file)
    if (stamp === null) return []
    const before = this.#known.get(file)
    if (before?.stamp === stamp) return before.stacks
    const stacks = this.#configured(file)
    this.#known.set(file, { stamp, stacks })
    return stacks
  }
}
