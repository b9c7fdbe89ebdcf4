import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { MasterKey } from './master-key.ts'
import type { Body, JsonObject } from './store.ts'

/** A body as it is kept. */
export interface Sealed {
  /** Which master key (4 bytes), nonce (12), wrapped key (32), tag (16). */
  readonly sealedKey: Uint8Array
  /** Nonce (12), body, tag (16). */
  readonly sealed: Uint8Array
}

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16
const KEY_ID = 4

/** Seals a body under a random key of its own, which is wrapped by the master key; both are bound to the record's id. */
export function seal(id: string, body: Uint8Array, master: MasterKey): Sealed {
  const key = randomBytes(32)
  const sealedKey = Buffer.concat([master.id, encrypt(key, master.key, `bylaw body key\n${id}`)])
  return { sealedKey, sealed: encrypt(body, key, `bylaw body\n${id}`) }
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
    const key = decrypt(sealedKey!.subarray(KEY_ID), master.key, `bylaw body key\n${id}`)
    const text = decrypt(sealed!, key, `bylaw body\n${id}`).toString('utf8')
    return { state: 'kept', body: JSON.parse(text) as JsonObject }
  } catch {
    return { state: 'unreadable', reason: 'the body or its key was damaged, or belongs to another record' }
  }
}

function encrypt(plain: Uint8Array, key: Uint8Array, bound: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(bound))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(bytes: Uint8Array, key: Uint8Array, bound: string): Buffer {
  const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG })
  cipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(-TAG))
  return Buffer.concat([cipher.update(bytes.subarray(NONCE, -TAG)), cipher.final()])
}
