import type { BreakerConfig } from '../config/upstreams.ts'

/**
 * A circuit breaker: after so many failures in a row an upstream is left alone for a while; then one request tries it, and
 * what becomes of that one decides.
 */
export class Breaker {
  readonly #config: BreakerConfig
  readonly #now: () => number
  #failures = 0
  /** When one may try again, in milliseconds since 1970; null while it is closed. */
  #until: number | null = null
  #trying = false

  constructor(config: BreakerConfig, now: () => number = Date.now) {
    this.#config = config
    this.#now = now
  }

  /** Milliseconds that the upstream is left alone yet; 0 where it may be asked. */
  get rest(): number {
    if (this.#until === null) return 0
    return this.#trying ? this.#config['cool-off'] * 1000 : Math.max(0, this.#until - this.#now())
  }

  /** Whether the upstream failed so often that it is left alone: until one that tries it succeeds. */
  get open(): boolean {
    return this.#until !== null
  }

  /** Whether it may be asked now. Who is told so has to say what came of it. */
  admits(): boolean {
    if (this.rest > 0) return false
    this.#trying = this.#until !== null
    return true
  }

  succeeded(): void {
    this.#failures = 0
    this.#until = null
    this.#trying = false
  }

  failed(): void {
    this.#failures++
    if (!this.#trying && this.#failures < this.#config.failures) return
    this.#trying = false
    this.#until = this.#now() + this.#config['cool-off'] * 1000
  }

  /** What came of it says nothing of the upstream: the client went away. */
  undecided(): void {
    this.#trying = false
  }
}
