import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, answering, quoted, refuse } from '../log/answer.ts'
import { canonicalJson, type Json, joined } from './canonical.ts'

/** Something kept beside the log, of which the log holds a salted digest: its fields can be disclosed one by one. */
export type Body = { readonly [field: string]: Json }

/** One field of a body, with what it takes to check it. Of the other fields it tells how many there are, and no more. */
export interface Disclosure {
  readonly name: string
  readonly value: Json
  /** The field's own, 32 bytes in lower-case hex: it says nothing about the salts of other fields. */
  readonly salt: string
  /** The digests of the other fields, in lower-case hex, ascending. */
  readonly others: readonly string[]
}

/** SHA-256 and its HMAC, as somebody computes them: the portable ones, or a platform's faster ones. */
export interface Digests {
  /** As lower-case hex. */
  readonly hex: (bytes: Uint8Array) => string
  readonly hmac: (key: Uint8Array, message: Uint8Array) => Uint8Array
}

const portable: Digests = {
  hex: (bytes) => bytesToHex(sha256(bytes)),
  hmac: (key, message) => hmac(sha256, key, message),
}

const SALT_LENGTH = 32
const labels = {
  salt: utf8ToBytes('bylaw salt v1'),
  field: utf8ToBytes('bylaw field v1'),
  body: utf8ToBytes('bylaw body v1'),
}
const MOST_FIELDS = 10_000

/** Random bytes for the next salts: asking for many at once costs about as much as asking for one. */
let pool = new Uint8Array(0)

/** 32 random bytes. Who has them can tell whether a guessed body is the right one; who has not, can't. */
export function newSalt(): Uint8Array {
  if (pool.length === 0) pool = randomBytes(64 * SALT_LENGTH)
  const salt = pool.slice(0, SALT_LENGTH)
  pool = pool.subarray(SALT_LENGTH)
  return salt
}

/**
 * The digest of a body, lower-case hex. With H for SHA-256 over parts, each after its length in four bytes:
 *
 *     salt of a field = HMAC-SHA-256(salt, "bylaw salt v1" ‖ name)
 *     field           = H("bylaw field v1", salt of the field, name, RFC 8785 JSON of the value)
 *     body            = H("bylaw body v1", the digests of its fields, ascending)
 *
 * Throws a RangeError for a salt that is not 32 bytes long, or more than 10,000 fields.
 */
export function commit(body: Body, salt: Uint8Array, digests: Digests = portable): string {
  const names = Object.keys(body)
  if (names.length > MOST_FIELDS) throw new RangeError(`a body has at most ${MOST_FIELDS} fields`)
  const fields = names.map((name) => digestOfField(name, body[name]!, saltOf(name, salt, digests), digests))
  return digestOfBody(fields, digests)
}

/** Discloses one field; null where the body has none of this name. Throws as `commit` does. */
export function disclose(body: Body, salt: Uint8Array, name: string): Disclosure | null {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (value === undefined) return null
  const others = Object.keys(body).filter((other) => other !== name)
  return {
    name,
    value,
    salt: bytesToHex(saltOf(name, salt, portable)),
    others: others
      .map((other) => digestOfField(other, body[other]!, saltOf(other, salt, portable), portable))
      .toSorted(),
  }
}

/** Whether this is a field of the body with this digest. Never throws, whatever it is given. */
export function verifyDisclosure(disclosure: Disclosure, digest: string): Answer<Pick<Disclosure, 'name' | 'value'>> {
  return answering(() => {
    const { name, value, salt, others } = disclosure
    if (typeof name !== 'string') return refuse('a disclosure names its field')
    if (!isDigest(digest) || !isDigest(salt))
      return refuse('the digest and the salt must be 32 bytes in lower-case hex')
    if (!Array.isArray(others) || others.length >= MOST_FIELDS || !others.every(isDigest)) {
      return refuse(`the other fields must be a list of digests, fewer than ${MOST_FIELDS}`)
    }
    const found = digestOfBody([...others, digestOfField(name, value, hexToBytes(salt), portable)], portable)
    return found === digest
      ? { ok: true, name, value }
      : refuse(`${quoted(name)} is not a field of this body with this value`)
  })
}

/** Whether this is the whole body with this digest. Never throws, whatever it is given. */
export function verifyBody(body: Body, salt: Uint8Array, digest: string): Answer<object> {
  return answering(() => {
    if (typeof body !== 'object' || Array.isArray(body)) return refuse('a body is a JSON object')
    return commit(body, salt) === digest ? { ok: true } : refuse('this is not the body, or not its salt')
  })
}

const isDigest = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

function saltOf(name: string, salt: Uint8Array, digests: Digests): Uint8Array {
  if (salt.length !== SALT_LENGTH) throw new RangeError(`a salt has ${SALT_LENGTH} bytes`)
  return digests.hmac(salt, concatBytes(labels.salt, utf8ToBytes(name)))
}

function digestOfField(name: string, value: Json, salt: Uint8Array, { hex }: Digests): string {
  const parts = [labels.field, salt, utf8ToBytes(name), utf8ToBytes(canonicalJson(value))]
  return hex(joined(parts))
}

const digestOfBody = (fields: readonly string[], { hex }: Digests): string =>
  hex(joined([labels.body, ...fields.toSorted().map((field) => hexToBytes(field))]))
