interface Call<V> {
  readonly result: Promise<V>
  readonly over: AbortController
  waiting: number
}

/** Calls that have not come back: who asks for the same meanwhile waits for the same answer. */
export class InFlight<V> {
  readonly #calls = new Map<string, Call<V>>()

  /**
   * Waits for the call of this key, and makes it where nobody did. It is given up when nobody waits for it any more.
   * @param signal ends this wait, not that of others
   * @param make its signal ends the call
   * @returns null where the signal ended the wait
   */
  async join(key: string, signal: AbortSignal, make: (signal: AbortSignal) => Promise<V>): Promise<V | null> {
    if (signal.aborted) return null
    const call = this.#calls.get(key) ?? this.#begin(key, make)
    const gone = Promise.withResolvers<null>()
    const leave = (): void => gone.resolve(null)
    signal.addEventListener('abort', leave, { once: true })
    call.waiting++
    try {
      return await Promise.race([call.result, gone.promise])
    } finally {
      signal.removeEventListener('abort', leave)
      call.waiting--
      if (call.waiting === 0) this.#end(key, call)
    }
  }

  #begin(key: string, make: (signal: AbortSignal) => Promise<V>): Call<V> {
    const over = new AbortController()
    const call = { result: make(over.signal), over, waiting: 0 }
    this.#calls.set(key, call)
    return call
  }

  #end(key: string, call: Call<V>): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key)
    call.over.abort()
  }
}
