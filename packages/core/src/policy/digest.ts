import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Document } from '../document/types.ts'

/** SHA-256 of a text's UTF-8, as lower-case hex. */
export const digestText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/**
 * What tells one policy from another: the rank and the text of every layer, in mounted order (a mandate's rank lies below
 * the chain's, the names of which stand in the root's text). File names do not count.
 */
export const digestPolicy = (layers: readonly { readonly rank: number; readonly digest: string }[]): string =>
  digestText(JSON.stringify(layers.map(({ rank, digest }) => [rank, digest])))

const digests = new WeakMap<Document, string>()

/** The digest of a document's text, taken once: a document never changes, and many policies are made of the same ones. */
export function digestDocument(document: Document): string {
  const digest = digests.get(document) ?? digestText(document.text)
  digests.set(document, digest)
  return digest
}
