import { HASH_LENGTH, MAX_ENTRY_LENGTH } from '../log/hash.ts'
import { StoreFailure } from './failure.ts'
import type { JsonObject } from './store.ts'

/** In bytes of JSON: what is larger is no body of a record. */
export const MAX_BODY_LENGTH = 16_777_216

const ID = /^[\x21-\x7e]{1,200}$/

/**
 * Takes what was given for an append; answers the body as bytes.
 * @throws StoreFailure `too-long`, and `failed` for an id that can't be one or a body that is no JSON
 */
export function checked(id: string, entry: Uint8Array, body: JsonObject | undefined): Uint8Array | null {
  if (!ID.test(id)) throw new StoreFailure('failed', 'an id is 1 to 200 visible ASCII characters')
  if (entry.length > MAX_ENTRY_LENGTH) throw tooLong('an entry', entry.length, MAX_ENTRY_LENGTH)
  if (body === undefined) return null
  const bytes = Buffer.from(printed(body))
  if (bytes.length > MAX_BODY_LENGTH) throw tooLong('a body', bytes.length, MAX_BODY_LENGTH)
  return bytes
}

const tooLong = (what: string, length: number, most: number) =>
  new StoreFailure('too-long', `${what} of ${length} bytes is longer than ${most}`)

function printed(body: JsonObject): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    throw new StoreFailure('failed', 'the body can not be written as JSON', { cause })
  }
}

/** The hashes that stand one after the other in some bytes. */
export function splitHashes(bytes: Uint8Array): readonly Uint8Array[] {
  const count = Math.floor(bytes.length / HASH_LENGTH)
  return Array.from({ length: count }, (_, at) => bytes.slice(at * HASH_LENGTH, (at + 1) * HASH_LENGTH))
}
