/** Remembers so many values, and forgets first what was not asked for longest. */
export class Cache<V> {
  readonly #size: number
  readonly #values = new Map<string, V>()

  constructor(size: number) {
    this.#size = size
  }

  get(key: string): V | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  set(key: string, value: V): void {
    this.#values.delete(key)
    if (this.#size === 0) return
    if (this.#values.size >= this.#size) this.#values.delete(this.#values.keys().next().value!)
    this.#values.set(key, value)
  }
}
