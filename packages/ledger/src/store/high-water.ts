import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { decodeBase64, encodeBase64 } from '../log/base64.ts'
import { isHash } from '../log/bytes.ts'
import { parseDecimal } from '../log/decimal.ts'
import { syncFolder } from './sync-folder.ts'

/** A tree that somebody outside was shown. */
export interface Published {
  readonly size: number
  readonly root: Uint8Array
}

/** Somewhere that remembers what was published: a folder, a bucket, a witness, a high-water file. */
export interface Publication {
  /** For messages. */
  readonly name: string
  /** The largest tree shown there, null for none. Rejected where that can't be told. */
  latest(): Promise<Published | null>
}

/**
 * A file with the largest tree ever signed. It stands outside the ledger's folder, so that a backup of the folder that is
 * put back does not put back the file. One process signs at a time.
 */
export class HighWater implements Publication {
  readonly name: string
  readonly #file: string

  constructor(file: string) {
    this.#file = file
    this.name = file
  }

  /** Where the mark of a ledger's folder is, unless somebody says otherwise: beside it. */
  static beside(folder: string): HighWater {
    return new HighWater(`${folder.replace(/[/\\]+$/, '')}.high-water`)
  }

  async latest(): Promise<Published | null> {
    return this.#mark()
  }

  /** Durable when it returns. Does nothing for a smaller tree. */
  async raise({ size, root }: Published): Promise<void> {
    const latest = this.#mark()
    if (latest !== null && latest.size >= size) return
    const draft = `${this.#file}.${randomBytes(8).toString('hex')}`
    const descriptor = openSync(draft, 'wx', 0o600)
    writeSync(descriptor, `${size} ${encodeBase64(root)}\n`)
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(draft, this.#file)
    syncFolder(dirname(this.#file))
  }

  #mark(): Published | null {
    const text = this.#read()
    if (text === null) return null
    const [, digits, base64] = /^(\d+) (\S+)\n$/.exec(text) ?? []
    const size = parseDecimal(digits ?? '', 'the size')
    const root = decodeBase64(base64 ?? '')
    if (!size.ok || !isHash(root))
      throw new Error('the high-water mark can not be read: a size and a root are expected')
    return { size: size.value, root }
  }

  #read(): string | null {
    try {
      return readFileSync(this.#file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
}
