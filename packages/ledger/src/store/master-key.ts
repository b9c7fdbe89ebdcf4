import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StoreFailure } from './failure.ts'
import { syncFolder } from './sync-folder.ts'

/** The key that wraps the keys of bodies. */
export interface MasterKey {
  /** 32 bytes, secret. */
  readonly key: Uint8Array
  /** Four bytes that name it, so that a body sealed under another key is told from a damaged one. */
  readonly id: Uint8Array
}

const LENGTH = 32
const FILE = 'master.key'
const VARIABLE = 'BYLAW_MASTER_KEY'

/** Throws a RangeError unless `key` has 32 bytes. */
export function masterKey(key: Uint8Array): MasterKey {
  if (key.length !== LENGTH) throw new RangeError(`a master key has ${LENGTH} bytes`)
  const id = createHash('sha256').update('bylaw master key id\n').update(key).digest().subarray(0, 4)
  return { key, id }
}

/**
 * The master key of `BYLAW_MASTER_KEY` (64 hex digits); null where that is not set.
 * @throws StoreFailure `no-key` where it holds no key
 */
export function masterKeyOfEnvironment(): MasterKey | null {
  const text = process.env[VARIABLE]
  return text === undefined ? null : parsed(text, VARIABLE)
}

/**
 * The master key of the environment, else that of the file `master.key` (0600) in the folder, which is made where there
 * is none.
 * @throws StoreFailure `no-key` where what is there is no key, and whatever the file system throws
 */
export function findMasterKey(folder: string): MasterKey {
  const file = join(folder, FILE)
  return masterKeyOfEnvironment() ?? parsed(readKey(file) ?? makeKey(folder, file), file)
}

function parsed(text: string, where: string): MasterKey {
  if (/^[0-9a-f]{64}\n?$/i.test(text)) return masterKey(Buffer.from(text.trim(), 'hex'))
  throw new StoreFailure('no-key', `\`${where}\` holds no key: 64 hex digits are expected`)
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Written whole under another name first: nobody ever reads half a key, and of two that make one, one wins. */
function makeKey(folder: string, file: string): string {
  const draft = join(folder, `${FILE}.${randomBytes(8).toString('hex')}`)
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, `${randomBytes(LENGTH).toString('hex')}\n`)
    fsyncSync(descriptor)
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(descriptor)
    rmSync(draft, { force: true })
  }
  syncFolder(folder)
  return readFileSync(file, 'utf8')
}
