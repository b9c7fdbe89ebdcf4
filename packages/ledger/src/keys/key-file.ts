import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Answer, refuse } from '../log/answer.ts'
import { parseVerifierKey } from '../log/key.ts'
import { generateKey, readSigner } from '../log/signer.ts'
import { syncFolder } from '../store/sync-folder.ts'
import type { Held } from './rotation.ts'

/** A private key from a file, and its public key to hand out. */
export interface HeldKey extends Held {
  readonly vkey: string
}

/** Reads a private key from its file, which nobody but its owner may read (0600). The reason never repeats the key. */
export function readKeyFile(file: string): Answer<HeldKey> {
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      return refuse(`others may read the private key in \`${file}\`: make it yours alone with \`chmod 600\``)
    return readHeld(readFileSync(file, 'utf8').trim())
  } catch (error) {
    return refuse(`\`${file}\` could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
  }
}

/** Reads a private key as text. */
export function readHeld(privateKey: string): Answer<HeldKey> {
  const read = readSigner(privateKey)
  if (!read.ok) return read
  const key = parseVerifierKey(read.vkey)
  return key.ok ? { ok: true, signer: read.signer, vkey: read.vkey, key } : key
}

/** The key in the file; a new one under this name where there is no file. Of two that make one, one wins. */
export function findKeyFile(file: string, name: string, type?: number): Answer<HeldKey> {
  if (!exists(file)) {
    const draft = draftOf(file)
    try {
      writeSecret(draft, generateKey(name, type).privateKey)
      linkSync(draft, file)
      syncFolder(dirname(file))
    } catch (error) {
      if (error instanceof RangeError) return refuse(error.message)
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST') return refuse(`\`${file}\` could not be written: ${code ?? 'unknown'}`)
    } finally {
      rmSync(draft, { force: true })
    }
  }
  const held = readKeyFile(file)
  return held.ok && held.key.name !== name
    ? refuse(`the key in \`${file}\` is that of \`${held.key.name}\`, not of \`${name}\``)
    : held
}

/** Puts another key in place of the one in the file. */
export function replaceKeyFile(file: string, next: string): void {
  renameSync(next, file)
  syncFolder(dirname(file))
}

export function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}

const draftOf = (file: string) => `${file}.${randomBytes(8).toString('hex')}`

function writeSecret(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    chmodSync(file, 0o600)
    writeSync(descriptor, `${text}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
