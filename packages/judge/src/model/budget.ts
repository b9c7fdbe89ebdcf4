const lengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Tokens that may be spent in each window of time. */
export interface BudgetConfig {
  readonly tokens: number
  readonly per: keyof typeof lengths
}

/** What a call may cost, taken before it is made and corrected after it. */
export interface Reservation {
  /** @param tokens what it did cost; null where nobody says, and the estimate stands */
  settle(tokens: number | null): void
}

/** Keeps to a budget within this process: what is reserved counts as spent until it is settled. */
export class Budget {
  readonly #config: BudgetConfig
  readonly #now: () => number
  #window = 0
  #spent = 0

  constructor(config: BudgetConfig, now: () => number = Date.now) {
    this.#config = config
    this.#now = now
  }

  /** @returns null where the budget of this window does not suffice */
  reserve(tokens: number): Reservation | null {
    const window = Math.floor(this.#now() / lengths[this.#config.per])
    if (window !== this.#window) {
      this.#window = window
      this.#spent = 0
    }
    if (this.#spent + tokens > this.#config.tokens) return null
    this.#spent += tokens
    return { settle: (actual) => this.#settle(window, tokens, actual) }
  }

  #settle(window: number, reserved: number, actual: number | null): void {
    if (window === this.#window && actual !== null) this.#spent += actual - reserved
  }
}
