import { COSIGNATURE, ED25519, generateKey, readSigner, type Signer } from '../../src/index.ts'

/** A key that is the same in every run. */
export function testKey(name: string, type: number, byte: number): { readonly vkey: string; readonly signer: Signer } {
  const { privateKey } = generateKey(name, type, new Uint8Array(32).fill(byte))
  const read = readSigner(privateKey)
  if (!read.ok) throw new Error(read.reason)
  return read
}

export const log = testKey('log.example/a', ED25519, 1)
export const otherLog = testKey('log.example/b', ED25519, 2)
export const witnesses = [3, 4, 5].map((byte) => testKey(`witness.example/${byte}`, COSIGNATURE, byte))
