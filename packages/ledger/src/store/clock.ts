/** A clock that never goes back: where the machine's does, it stands still until that has caught up. */
export class MonotoneClock {
  readonly #wall: () => number
  #latest: number

  /** `wall`: in milliseconds since 1970. `floor`: the latest time already written somewhere. */
  constructor(wall: () => number = Date.now, floor = 0) {
    this.#wall = wall
    this.#latest = floor
  }

  now(): number {
    this.raise(Math.trunc(this.#wall()))
    return this.#latest
  }

  /** Notes a time that was written: nothing earlier is answered from now on. */
  raise(time: number): void {
    if (time > this.#latest) this.#latest = time
  }

  /** How far the machine's clock is behind what was written, in milliseconds; 0 where all is well. */
  behind(): number {
    return Math.max(0, this.#latest - this.#wall())
  }
}
