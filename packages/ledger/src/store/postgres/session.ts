import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Client } from 'pg'
import { StoreFailure } from '../failure.ts'
import { type Address, connect, drop, lockKey } from './connect.ts'
import { failing, stateOf } from './failing.ts'
import { integrate, type Lead, type Letter, placesOf, postToInbox, readInbox, takeLead } from './statements.ts'
import { type Arrival, type Place, settled, type WaitingRoom } from './waiting.ts'

const UNIQUE_VIOLATION = '23505'

export interface SessionOptions {
  readonly address: Address
  readonly room: WaitingRoom
  readonly now: () => number
  /** How often to look without being told: for letters, for a free lead; in milliseconds. */
  readonly poll: number
}

/**
 * The one connection through which a writer appends. Whoever holds the lock on theirs leads, and integrates what waits
 * here and what others left in the inbox; everyone else leaves their entries in the inbox and waits for their places. A
 * connection that breaks is made again, and what was under way is asked again under the same ids.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #lock: string
  readonly #channel: string
  readonly #ended: Promise<void>
  #closing = false
  #awake = false
  #wake: () => void = () => {}
  #failure: StoreFailure | null = null
  /** When to look again without being told, by `performance.now()`. */
  #due = 0
  #told = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#lock = lockKey(`lead of ${options.address.schema}`)
    this.#channel = `${options.address.schema}_ledger`
    this.#ended = this.#run()
  }

  wake(): void {
    this.#awake = true
    this.#wake()
  }

  /** Resolves when nobody waits any more and the connection is closed. */
  close(): Promise<void> {
    this.#closing = true
    this.wake()
    return this.#ended
  }

  async #run(): Promise<void> {
    while (!this.#done()) {
      let client: Client | null = null
      try {
        client = await this.#connected()
        await this.#serve(client)
      } catch (error) {
        this.#failure = failing(error)
      }
      if (client !== null) drop(client)
      this.#options.room.expire(this.#failure)
      if (!this.#done()) await setTimeout(this.#options.poll)
    }
  }

  #done(): boolean {
    return this.#closing && this.#options.room.empty
  }

  async #connected(): Promise<Client> {
    const client = await connect(this.#options.address)
    client.on('notification', () => {
      this.#told = true
      this.wake()
    })
    client.on('end', () => this.wake())
    try {
      await client.query(`LISTEN ${this.#channel}`)
    } catch (error) {
      drop(client)
      throw error
    }
    return client
  }

  async #serve(client: Client): Promise<void> {
    let lead: Lead | null = null
    this.#due = 0
    while (!this.#done()) {
      await setImmediate()
      const look = this.#told || performance.now() >= this.#due
      if (look) {
        this.#told = false
        this.#due = performance.now() + this.#options.poll
        lead ??= await takeLead(client, this.#lock)
      }
      const busy = lead === null ? await this.#post(client, look) : await this.#integrate(client, lead, look)
      this.#failure = null
      this.#options.room.expire(null)
      if (!busy) await this.#sleep()
    }
  }

  /** True where more may be waiting. */
  async #integrate(client: Client, lead: Lead, look: boolean): Promise<boolean> {
    const { room } = this.#options
    const letters = look ? await readInbox(client) : []
    const callers = room.take()
    if (letters.length === 0 && callers.length === 0) {
      if (look) await this.#settlePosted(client)
      return false
    }
    try {
      const places = await this.#place(client, lead, [...callers, ...letters], letters)
      for (const caller of callers) settled(caller, places)
      room.settlePosted(places)
    } catch (error) {
      room.putBack(callers)
      throw error
    }
    if (letters.length > 0) this.#due = 0
    return true
  }

  /** Once as if all were new; where an id is known, again without those that are. */
  async #place(
    client: Client,
    lead: Lead,
    arrivals: readonly Arrival[],
    letters: readonly Letter[],
  ): Promise<ReadonlyMap<string, Place>> {
    const different = [...new Map([...arrivals].reverse().map((arrival) => [arrival.id, arrival])).values()].reverse()
    const context = { time: this.#options.now(), channel: this.#channel }
    try {
      return await integrate(client, lead, different, letters, context)
    } catch (error) {
      if (stateOf(error) !== UNIQUE_VIOLATION) throw error
    }
    const known = await placesOf(
      client,
      different.map(({ id }) => id),
    )
    if (known.size === 0) throw new StoreFailure('damaged', 'the log refuses a new entry: run `bylaw ledger fsck`')
    const fresh = different.filter(({ id }) => !known.has(id))
    return new Map([...known, ...(await integrate(client, lead, fresh, letters, context))])
  }

  async #post(client: Client, look: boolean): Promise<boolean> {
    const { room } = this.#options
    const callers = room.take()
    if (callers.length > 0) {
      try {
        await postToInbox(client, callers, this.#channel)
      } catch (error) {
        room.putBack(callers)
        throw error
      }
      room.post(callers)
    }
    if (look) await this.#settlePosted(client)
    return callers.length > 0
  }

  async #settlePosted(client: Client): Promise<void> {
    const { room } = this.#options
    if (room.posted.length > 0) room.settlePosted(await placesOf(client, room.posted))
  }

  /** Until somebody wakes it, at most until the next look. */
  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = globalThis.setTimeout(resolve, this.#options.poll)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#awake) this.#wake()
      this.#awake = false
    })
  }
}
