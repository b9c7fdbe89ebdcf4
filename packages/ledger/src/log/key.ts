import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, quoted, refuse } from './answer.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { schemes } from './scheme.ts'

/** A public key under a name. */
export interface VerifierKey {
  readonly name: string
  /** Four bytes that a signature line names the key by. */
  readonly keyId: Uint8Array
  /** The signature type: 0x01 Ed25519, 0x04 a timestamped cosignature. */
  readonly type: number
  readonly publicKey: Uint8Array
}

export const KEY_ID_LENGTH = 4
const LONGEST_KEY = 8_192

/** Whether a key may be called so: not empty, no spaces, no plus, no control characters. */
export const isKeyName = (name: string): boolean => name.isWellFormed() && /^[^\p{White_Space}\p{Cc}+]+$/u.test(name)

/** The first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key). */
export const keyIdOf = (name: string, type: number, publicKey: Uint8Array): Uint8Array =>
  sha256(concatBytes(utf8ToBytes(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, KEY_ID_LENGTH)

/** `name+hex8(key id)+base64(type ‖ public key)`, the form in which a public key is handed out. */
export const printVerifierKey = ({ name, keyId, type, publicKey }: VerifierKey): string =>
  `${name}+${bytesToHex(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`

/** Reads a public key: of a type known here, sound, and with the id that belongs to it. */
export function parseVerifierKey(vkey: string): Answer<VerifierKey> {
  const parts = keyParts(vkey)
  if (parts === null) return refuse(`${quoted(vkey)} is not a public key: write \`name+id+key\``)
  const { name, id, type, material: publicKey } = parts
  const scheme = schemes.get(type)
  if (scheme === undefined) return refuse(`the key of ${quoted(name)} is of a type not known here: ${type}`)
  if (!scheme.isKey(publicKey)) return refuse(`the key of ${quoted(name)} is no sound public key`)
  const keyId = keyIdOf(name, type, publicKey)
  if (bytesToHex(keyId) !== id) return refuse(`the id ${quoted(id)} is not that of the key of ${quoted(name)}`)
  return { ok: true, name, keyId, type, publicKey }
}

/** The parts of a written key: `material` is what follows the type byte. Null where it has another form. */
export function keyParts(text: unknown) {
  if (typeof text !== 'string' || text.length > LONGEST_KEY) return null
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  const bytes = base64 === undefined ? null : decodeBase64(base64)
  if (name === undefined || id === undefined || bytes === null || bytes.length < 2 || !isKeyName(name)) return null
  return { name, id, type: bytes[0]!, material: bytes.slice(1) }
}
