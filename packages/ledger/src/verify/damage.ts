/** A place of a log that is not as it should be. */
export interface Damage {
  /** The file: `tile/0/000`. */
  readonly path: string
  /** In bytes, in that file; null where it can't be told. */
  readonly offset: number | null
  /** Of the leaf; null where it concerns none, or more than one. */
  readonly index: number | null
  readonly what: string
}

/** Collects what is found, up to a number: what is beyond it is counted. */
export class Findings {
  readonly #most: number
  readonly #list: Damage[] = []
  #count = 0

  constructor(most: number) {
    this.#most = most
  }

  get list(): readonly Damage[] {
    return this.#list
  }

  get count(): number {
    return this.#count
  }

  get isFull(): boolean {
    return this.#count >= this.#most
  }

  add(damage: Damage): void {
    this.#count++
    if (this.#list.length < this.#most) this.#list.push(damage)
  }

  addAll(others: Findings): void {
    for (const damage of others.list) this.add(damage)
    this.#count += others.count - others.list.length
  }
}
