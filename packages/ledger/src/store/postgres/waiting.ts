import { clash, StoreFailure } from '../failure.ts'
import { native } from '../hashing.ts'
import type { Sealed } from '../sealing.ts'
import type { Appended } from '../store.ts'

/** An entry on its way into the log. */
export interface Arrival {
  readonly id: string
  readonly entry: Uint8Array
  readonly hash: Uint8Array
  readonly sealed: Sealed | null
}

/** Where an id stands in the log, and which entry it names. */
export interface Place {
  readonly index: number
  readonly hash: Uint8Array
}

interface Caller extends Arrival {
  /** By `performance.now()`. */
  readonly deadline: number
  readonly resolve: (appended: Appended) => void
  readonly reject: (reason: StoreFailure) => void
}

const MOST_ROWS = 1000
const MOST_BYTES = 4_000_000

/** Callers that wait for their entries to have a place: those still here, and those that are in the inbox already. */
export class WaitingRoom {
  readonly #patience: number
  #here: Caller[] = []
  #posted: Caller[] = []

  /** In milliseconds. */
  constructor(patience: number) {
    this.#patience = patience
  }

  get empty(): boolean {
    return this.#here.length === 0 && this.#posted.length === 0
  }

  enter(id: string, entry: Uint8Array, sealed: Sealed | null): Promise<Appended> {
    const deadline = performance.now() + this.#patience
    const hash = native.leafHash(entry)
    return new Promise((resolve, reject) => {
      this.#here.push({ id, entry, hash, sealed, deadline, resolve, reject })
    })
  }

  /** Who goes together: enough to share a transaction. They are to be settled, posted or put back. */
  take(): readonly Caller[] {
    let rows = 0
    for (let bytes = 0; rows < this.#here.length && rows < MOST_ROWS && bytes < MOST_BYTES; rows++) {
      const { entry, sealed } = this.#here[rows]!
      bytes += entry.length + (sealed?.sealed.length ?? 0)
    }
    return this.#here.splice(0, rows)
  }

  putBack(callers: readonly Caller[]): void {
    this.#here.unshift(...callers)
  }

  post(callers: readonly Caller[]): void {
    this.#posted.push(...callers)
  }

  get posted(): readonly string[] {
    return this.#posted.map(({ id }) => id)
  }

  /** Answers those in the inbox whose ids have a place by now. */
  settlePosted(places: ReadonlyMap<string, Place>): void {
    this.#posted = this.#posted.filter((caller) => !settled(caller, places))
  }

  /** Answers those who waited too long: they may still get their place, and can ask again. */
  expire(why: StoreFailure | null, now: number = performance.now()): void {
    const patient = (caller: Caller, failure: () => StoreFailure) => {
      if (caller.deadline > now) return true
      caller.reject(failure())
      return false
    }
    const late = () => why ?? new StoreFailure('busy', 'the database took too long: try again')
    const stored = () =>
      new StoreFailure('busy', 'the entry is stored, but nobody gave it a place yet: ask again under the same id')
    this.#here = this.#here.filter((caller) => patient(caller, late))
    this.#posted = this.#posted.filter((caller) => patient(caller, stored))
  }
}

/** Answers a caller; false where its id has no place yet. */
export function settled(caller: Caller, places: ReadonlyMap<string, Place>): boolean {
  const { id, hash, resolve, reject } = caller
  const place = places.get(id)
  if (place === undefined) return false
  if (Buffer.from(hash).equals(place.hash)) resolve({ id, index: place.index })
  else reject(clash(id))
  return true
}
