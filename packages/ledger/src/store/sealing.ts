import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { nativeDigests } from './hashing.ts'
import type { MasterKey } from './master-key.ts'
import type { Body, JsonObject } from './store.ts'

/** A body as it is kept. */
export interface Sealed {
  /** Which master key (4 bytes), nonce (16), wrapped key (32). */
  readonly sealedKey: Uint8Array
  /** Nonce (12), body, tag (16). */
  readonly sealed: Uint8Array
}

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16
const KEY_ID = 4
const KEY = 32
const KEY_NONCE = 16

/**
 * Seals a body under a random key of its own (AES-256-GCM), which is wrapped by the master key; both are bound to the
 * record's id. A wrapped key is the key XOR HMAC-SHA-256(master key, "bylaw body key v1\n" ‖ nonce ‖ id): it is random
 * itself, so that nothing but its body's tag has to tell whether it is the right one.
 */
export function seal(id: string, body: Uint8Array, master: MasterKey): Sealed {
  const key = random(KEY)
  const nonce = random(KEY_NONCE)
  const sealedKey = Buffer.concat([master.id, nonce, wrapped(key, nonce, id, master)])
  return { sealedKey, sealed: encrypt(body, key, `bylaw body\n${id}`) }
}

/** Wraps a key, and unwraps it. */
function wrapped(key: Uint8Array, nonce: Uint8Array, id: string, master: MasterKey): Uint8Array {
  const bound = Buffer.concat([Buffer.from('bylaw body key v1\n'), nonce, Buffer.from(id)])
  const pad = nativeDigests.hmac(master.key, bound)
  return key.map((byte, at) => byte ^ pad[at]!)
}

/** A body's row: all null but `forgotten` once it was forgotten. */
export interface KeptBody {
  readonly sealedKey: Uint8Array | null
  readonly sealed: Uint8Array | null
  /** When, in milliseconds since 1970. */
  readonly forgotten: number | null
}

/** Opens a body; says why where it can't be read. */
export function unseal(id: string, { sealedKey, sealed, forgotten }: KeptBody, master: MasterKey | null): Body {
  if (forgotten !== null) return { state: 'forgotten', time: forgotten }
  if (master === null) return { state: 'unreadable', reason: 'there is no master key: set `BYLAW_MASTER_KEY`' }
  try {
    if (!Buffer.from(master.id).equals(sealedKey!.subarray(0, KEY_ID))) {
      return { state: 'unreadable', reason: 'the body was sealed under another master key' }
    }
    const [nonce, kept] = [sealedKey!.subarray(KEY_ID, KEY_ID + KEY_NONCE), sealedKey!.subarray(KEY_ID + KEY_NONCE)]
    const key = wrapped(kept, nonce, id, master)
    const text = decrypt(sealed!, key, `bylaw body\n${id}`).toString('utf8')
    return { state: 'kept', body: JSON.parse(text) as JsonObject }
  } catch {
    return { state: 'unreadable', reason: 'the body or its key was damaged, or belongs to another record' }
  }
}

/** Asking for many random bytes at once costs about as much as asking for one. */
const POOL = 4096
let pool: Buffer = Buffer.alloc(0)

function random(length: number): Uint8Array {
  if (pool.length < length) pool = randomBytes(POOL)
  const bytes = Uint8Array.from(pool.subarray(0, length))
  pool = pool.subarray(length)
  return bytes
}

function encrypt(plain: Uint8Array, key: Uint8Array, bound: string): Buffer {
  const nonce = random(NONCE)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(bound))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(bytes: Uint8Array, key: Uint8Array, bound: string): Buffer {
  const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG })
  cipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(-TAG))
  return Buffer.concat([cipher.update(bytes.subarray(NONCE, -TAG)), cipher.final()])
}
