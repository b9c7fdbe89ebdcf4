/** A minute, in milliseconds. */
const window = 60_000

/** So many get through in a window: from one address, and in all. */
const most = { address: 10, all: 100 }

/**
 * Lets only so many through in a minute. It counts those it lets through, so that what it remembers is never more than
 * these, whoever knocks. What stands before the gateway has one address: then the lower number is for all behind it.
 */
export class Turnstile {
  #began = 0
  #all = 0
  readonly #addresses = new Map<string, number>()

  /**
   * @param now milliseconds since 1970
   * @returns null for one that gets through, else after how many seconds to try again
   */
  pass(address: string, now: number): number | null {
    if (now < this.#began || now >= this.#began + window) this.#begin(now)
    const before = this.#addresses.get(address) ?? 0
    if (this.#all >= most.all || before >= most.address) return Math.ceil((this.#began + window - now) / 1000)
    this.#all++
    this.#addresses.set(address, before + 1)
    return null
  }

  #begin(now: number): void {
    this.#began = now
    this.#all = 0
    this.#addresses.clear()
  }
}
