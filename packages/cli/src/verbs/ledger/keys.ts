import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseVerifierKey } from '@bylaw/ledger'
import { type HeldKey, isRotating, readKeyFile } from '@bylaw/ledger/node'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { folderOf, type StoreOptions } from './store.ts'

/** Which private key a verb signs with. */
export interface KeyOptions extends StoreOptions {
  /** A file; `log.key` in the store's folder unless given. */
  readonly key?: string
}

/** Where the private key of a log lies. */
export const keyFile = (options: KeyOptions): string => options.key ?? join(folderOf(options), 'log.key')

export const hasKey = (options: KeyOptions): boolean => existsSync(keyFile(options))

/**
 * Reads the private key of a log.
 * @throws WrongUse where it can't be read, or is being changed
 */
export function heldKey(options: KeyOptions): HeldKey {
  const file = keyFile(options)
  if (isRotating(file))
    throw new WrongUse(`a change of the key in ${file} was begun and not ended: run bylaw ledger rotate-key`)
  const held = readKeyFile(file)
  if (held.ok) return held
  throw new WrongUse(`the log's key is needed: ${held.reason} (say --key FILE)`)
}

/**
 * A public key, as it stands or from a file that holds it.
 * @param where the option it was given with
 * @throws WrongUse where it is none
 */
export function publicKey(given: string, where: string): string {
  const isWritten = /\+[0-9a-f]{8}\+/.test(given)
  if (!isWritten && !existsSync(given))
    throw new WrongUse(`${where} ${given}: it is neither a public key, \`name+id+key\`, nor a file that holds one`)
  const text = isWritten ? given : textOf(given)
  const key = parseVerifierKey(text)
  if (key.ok) return text
  throw new WrongUse(`${where} ${given}: ${key.reason}`)
}

/**
 * The public keys of witnesses, and how many of them must have cosigned.
 * @throws WrongUse where they make no quorum
 */
export function witnessesOf({ witness = [], quorum }: WitnessOptions): {
  witnesses: readonly string[]
  quorum: number
} {
  const witnesses = witness.map((given) => publicKey(given, '--witness'))
  return { witnesses, quorum: quorum === undefined ? witnesses.length : quorumOf(quorum, witnesses.length) }
}

export interface WitnessOptions {
  readonly witness?: readonly string[]
  readonly quorum?: string
}

/** @throws WrongUse where it is no number of so many witnesses */
export function quorumOf(text: string, witnesses: number): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= witnesses) return Number(text)
  throw new WrongUse(`--quorum ${text}: write a whole number from 0 to ${witnesses}, that of the witnesses given`)
}

/** @throws WrongUse where the file can't be read */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new WrongUse(`cannot read ${file}: ${reasonOf(error)}`)
  }
}
