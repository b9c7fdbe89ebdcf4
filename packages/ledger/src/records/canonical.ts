import canonicalize from 'canonicalize'

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
  const plain = sorted(value)
  const text = plain === notPlain ? undefined : JSON.stringify(plain)
  if (text !== undefined && !text.includes('\\ud')) return text
  try {
    return canonicalize(value)
  } catch {
    return undefined
  }
}

const notPlain = Symbol('not plain')

/**
 * Plain data with its keys in order, of which `JSON.stringify` writes RFC 8785 JSON itself, many times faster: it writes
 * strings and numbers as the RFC does. `notPlain` where it would not, for numbers that are none, keys that count as
 * indices (which objects put first) and anything with a prototype of its own.
 */
function sorted(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : notPlain
  if (typeof value !== 'object') return notPlain
  if (Array.isArray(value)) return sortedList(value)
  if (Object.getPrototypeOf(value) !== Object.prototype) return notPlain
  const ordered: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) {
    const member = sorted((value as Record<string, unknown>)[key])
    if (member === notPlain || key === '__proto__' || (key >= '0' && key < ':')) return notPlain
    ordered[key] = member
  }
  return ordered
}

function sortedList(list: readonly unknown[]): unknown {
  const items: unknown[] = []
  for (const item of list) {
    const member = sorted(item)
    if (member === notPlain) return notPlain
    items.push(member)
  }
  return items
}

/** `JSON.stringify` writes lone surrogates, and nothing else, as escapes from `\ud800` to `\udfff`. */
function wellFormed(value: unknown): string {
  const json = JSON.stringify(value)
  if (json === undefined) throw new TypeError('only JSON can be recorded')
  return json.replaceAll(/\\(?:\\|ud[89a-f]..)/g, (found) => (found === '\\\\' ? found : '\\ufffd'))
}

/** Parts, each after its length in four bytes: no two lists of parts can be taken for each other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0))
  let at = 0
  for (const part of parts) {
    for (const shift of [24, 16, 8, 0]) bytes[at++] = part.length >>> shift
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
