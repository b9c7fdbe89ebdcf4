import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { isSoundKey, verifyEd25519 } from './ed25519.ts'

/** The signature types of C2SP signed-note that are known here. */
export const ED25519 = 0x01
export const COSIGNATURE = 0x04

/** What a verified signature says beyond the text: the time of a cosignature, in seconds since 1970. */
export interface Said {
  readonly time: number | null
}

/** How the signatures of one type are checked. Another type joins by an entry in `schemes`. */
interface Scheme {
  readonly isKey: (publicKey: Uint8Array) => boolean
  /** Null where the signature is not the key's over this text. */
  readonly verify: (signature: Uint8Array, text: string, publicKey: Uint8Array) => Said | null
}

export const schemes: ReadonlyMap<number, Scheme> = new Map([
  [ED25519, { isKey: isSoundKey, verify: verifyPlain }],
  [COSIGNATURE, { isKey: isSoundKey, verify: verifyTimed }],
])

function verifyPlain(signature: Uint8Array, text: string, publicKey: Uint8Array): Said | null {
  return verifyEd25519(signature, utf8ToBytes(text), publicKey) ? { time: null } : null
}

const TIME_LENGTH = 8

function verifyTimed(signature: Uint8Array, text: string, publicKey: Uint8Array): Said | null {
  if (signature.length !== TIME_LENGTH + 64) return null
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))
  if (!Number.isSafeInteger(time)) return null
  return verifyEd25519(signature.subarray(TIME_LENGTH), timedMessage(text, time), publicKey) ? { time } : null
}

/** What a cosigner signs: the checkpoint's text after the time, in seconds since 1970. */
export const timedMessage = (text: string, time: number): Uint8Array =>
  utf8ToBytes(`cosignature/v1\ntime ${time}\n${text}`)

/** The bytes of a cosignature: the time before what the key signed. */
export function timedSignature(time: number, signature: Uint8Array): Uint8Array {
  const head = new Uint8Array(TIME_LENGTH)
  new DataView(head.buffer).setBigUint64(0, BigInt(time))
  return concatBytes(head, signature)
}
