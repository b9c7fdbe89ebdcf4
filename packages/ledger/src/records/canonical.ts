import { concatBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { Sha256 } from '../log/hash.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/**
 * RFC 8785 JSON. A lone surrogate, which has no UTF-8, becomes U+FFFD, so that whatever came over the wire can be
 * recorded. Throws a TypeError for what `JSON.stringify` could not write either.
 */
export function canonicalJson(value: unknown): string {
  const text = directly(value) ?? directly(JSON.parse(wellFormed(value)))
  if (text === undefined) throw new TypeError('only JSON can be recorded')
  return text
}

function directly(value: unknown): string | undefined {
  try {
    return canonicalize(value)
  } catch {
    return undefined
  }
}

/** `JSON.stringify` writes lone surrogates, and nothing else, as escapes from `\ud800` to `\udfff`. */
function wellFormed(value: unknown): string {
  const json = JSON.stringify(value)
  if (json === undefined) throw new TypeError('only JSON can be recorded')
  return json.replaceAll(/\\(?:\\|ud[89a-f]..)/g, (found) => (found === '\\\\' ? found : '\\ufffd'))
}

/** SHA-256 over parts, each after its length in four bytes: no two lists of parts can be taken for each other. */
export const hashParts = (sha256: Sha256, ...parts: readonly Uint8Array[]): Uint8Array =>
  sha256(concatBytes(...parts.flatMap((part) => [lengthOf(part), part])))

function lengthOf(part: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, part.length)
  return bytes
}
