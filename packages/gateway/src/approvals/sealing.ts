import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16

/** Keeps content so that only who has the master key reads it: what a person has to see to approve, notes of flags. */
export class Sealing {
  readonly #key: Uint8Array

  /** @param master 32 bytes, the ledger's master key: the key that seals is derived from it (HKDF-SHA-256) */
  constructor(master: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), 'bylaw gateway content v1', 32))
  }

  /**
   * Nonce (12 bytes), text, tag (16): AES-256-GCM.
   * @param owner what the text belongs to, an id: under another one it can't be opened
   */
  seal(owner: string, text: string): Uint8Array {
    const nonce = randomBytes(NONCE)
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(Buffer.from(owner))
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }

  /** Null where it was sealed under another key or for another owner, was damaged or is no longer there. */
  open(owner: string, sealed: Uint8Array): string | null {
    if (sealed.length < NONCE + TAG) return null
    const end = sealed.length - TAG
    const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(0, NONCE), { authTagLength: TAG })
    decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(end))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, end)), decipher.final()]).toString('utf8')
    } catch {
      return null
    }
  }
}
