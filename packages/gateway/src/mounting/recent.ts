/** What was used last, by key; what was used longest ago gives way. */
export class Recent<T> {
  readonly #size: number
  readonly #items = new Map<string, T>()

  constructor(size: number) {
    this.#size = size
  }

  get(key: string): T | undefined {
    const item = this.#items.get(key)
    if (item !== undefined) this.set(key, item)
    return item
  }

  set(key: string, item: T): void {
    this.#items.delete(key)
    this.#items.set(key, item)
    if (this.#items.size > this.#size) this.#items.delete(this.#items.keys().next().value!)
  }
}
