import { randomBytes } from 'node:crypto'

/** Two numbers of 32 bits that a run makes up, so that nobody can make ids that all look alike. */
export type Seed = readonly [number, number]

export const newSeed = (): Seed => {
  const bytes = randomBytes(8)
  return [bytes.readInt32LE(0), bytes.readInt32LE(4)]
}

/** 53 bits over the bytes from `begin` to `end`, without it; never 0. */
export function fingerprint(bytes: Uint8Array, begin: number, end: number, seed: Seed): number {
  let one: number = seed[0]
  let other: number = seed[1]
  for (let at = begin; at < end; at++) {
    const byte = bytes[at]!
    one = Math.imul(one ^ byte, 0x9e3779b1)
    one ^= one >>> 15
    other = Math.imul(other ^ byte, 0x85ebca77)
    other ^= other >>> 13
  }
  return ((one >>> 0) & 0x1fffff) * 2 ** 32 + (other >>> 0) + 1
}

/** Two leaves whose ids look alike: whether they are the same is to be looked at. */
export interface Suspects {
  readonly first: number
  readonly second: number
}

const MOST_SUSPECTS = 1000

/** Notices ids that come twice, by their fingerprints: 16 bytes for each, in a table at most two thirds full. */
export class SeenIds {
  readonly seed: Seed = newSeed()
  readonly suspects: Suspects[] = []
  #fingerprints = new Float64Array(1 << 12)
  #places = new Float64Array(1 << 12)
  #count = 0

  add(seen: number, index: number): void {
    if (this.#count * 3 > this.#fingerprints.length * 2) this.#grow()
    const slot = this.#slotOf(seen)
    if (this.#fingerprints[slot] === seen) {
      if (this.suspects.length < MOST_SUSPECTS) this.suspects.push({ first: this.#places[slot]!, second: index })
      return
    }
    this.#fingerprints[slot] = seen
    this.#places[slot] = index
    this.#count++
  }

  #slotOf(seen: number): number {
    const mask = this.#fingerprints.length - 1
    let slot = (seen ^ (seen / 2 ** 21)) & mask
    while (this.#fingerprints[slot] !== 0 && this.#fingerprints[slot] !== seen) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [fingerprints, places] = [this.#fingerprints, this.#places]
    this.#fingerprints = new Float64Array(fingerprints.length * 2)
    this.#places = new Float64Array(fingerprints.length * 2)
    for (let at = 0; at < fingerprints.length; at++) {
      if (fingerprints[at] === 0) continue
      const slot = this.#slotOf(fingerprints[at]!)
      this.#fingerprints[slot] = fingerprints[at]!
      this.#places[slot] = places[at]!
    }
  }
}
