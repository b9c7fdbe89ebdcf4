import { createHash } from 'node:crypto'

/**
 * RFC 6962, section 2.1, as it stands there: recursive, over the entries themselves. The oracle of the tests; it shares
 * nothing with the package, not even the hash.
 */
export class NaiveTree {
  readonly #entries: readonly Uint8Array[]
  /** The same subtrees occur in proof after proof. */
  readonly #roots = new Map<string, Uint8Array>()

  constructor(entries: readonly Uint8Array[]) {
    this.#entries = entries
  }

  /** MTH(D[begin:end]). */
  root(begin: number, end: number): Uint8Array {
    const name = `${begin}:${end}`
    const root = this.#roots.get(name) ?? this.#rootOf(begin, end)
    this.#roots.set(name, root)
    return root
  }

  #rootOf(begin: number, end: number): Uint8Array {
    if (begin === end) return sha256()
    if (end - begin === 1) return sha256(Uint8Array.of(0), this.#entries[begin]!)
    const k = largestPowerBelow(end - begin)
    return sha256(Uint8Array.of(1), this.root(begin, begin + k), this.root(begin + k, end))
  }

  /** PATH(m, D[begin:end]), m counted from `begin`. */
  path(m: number, begin: number, end: number): Uint8Array[] {
    const n = end - begin
    if (n === 1) return []
    const k = largestPowerBelow(n)
    return m < k
      ? [...this.path(m, begin, begin + k), this.root(begin + k, end)]
      : [...this.path(m - k, begin + k, end), this.root(begin, begin + k)]
  }

  /** PROOF(m, D[0:end]). */
  proof(m: number, end: number): Uint8Array[] {
    return this.#subproof(m, 0, end, true)
  }

  #subproof(m: number, begin: number, end: number, whole: boolean): Uint8Array[] {
    const n = end - begin
    if (m === n) return whole ? [] : [this.root(begin, end)]
    const k = largestPowerBelow(n)
    return m <= k
      ? [...this.#subproof(m, begin, begin + k, whole), this.root(begin + k, end)]
      : [...this.#subproof(m - k, begin + k, end, false), this.root(begin, begin + k)]
  }
}

function largestPowerBelow(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
