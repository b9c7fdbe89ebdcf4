import type { DecisionRecord } from '../record.ts'
import type { Batch } from './decisions.ts'

/** How long a record that has ended may lie here, in milliseconds. */
const lingering = 500

interface Waiting {
  readonly record: DecisionRecord
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface BatchingOptions {
  /** Writes a batch whole or not at all; of one id there is one record in it. */
  write(batch: Batch): Promise<void>
  /** Called when nothing is left to drop. False: not done, to be tried again. */
  scrub(): Promise<boolean>
}

/** Writes that come in the same turn of the event loop, or while others are being written, go in one batch. */
export class Batching {
  readonly #options: BatchingOptions
  #waiting: Waiting[] = []
  #ended: string[] = []
  #flushing: Promise<void> | null = null
  #scrubbing: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: BatchingOptions) {
    this.#options = options
  }

  write(record: DecisionRecord): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the state of the gateway is closed'))
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ record, resolve, reject }) === 1) setImmediate(() => this.#flushSoon())
    })
  }

  drop(id: string): void {
    this.#ended.push(id)
    this.#scrubLater()
  }

  /** Writes and drops what is left. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#scrubbing !== null) clearTimeout(this.#scrubbing)
    await this.#flushed()
    await this.#options.scrub()
  }

  #flushSoon(): void {
    this.#flushing ??= this.#flushAll()
  }

  async #flushed(): Promise<void> {
    await this.#flushing
    this.#flushing ??= this.#flushAll()
    await this.#flushing
  }

  /** Never rejects: whoever waits for a write that fails is told. */
  async #flushAll(): Promise<void> {
    do {
      const [waiting, ended] = [this.#waiting, this.#ended]
      this.#waiting = []
      this.#ended = []
      await this.#flush(waiting, ended)
    } while (this.#waiting.length > 0)
    this.#flushing = null
  }

  /** What is not dropped for a failure is dropped the next time. */
  async #flush(waiting: readonly Waiting[], ended: readonly string[]): Promise<void> {
    if (waiting.length === 0 && ended.length === 0) return
    const gone = new Set(ended)
    const latest = new Map(waiting.map(({ record }) => [record.id, record]))
    try {
      await this.#options.write({ records: [...latest.values()].filter(({ id }) => !gone.has(id)), ended })
      for (const { resolve } of waiting) resolve()
    } catch (error) {
      this.#ended.push(...ended)
      for (const { reject } of waiting) reject(error)
    }
  }

  #scrubLater(): void {
    if (this.#closed) return
    this.#scrubbing ??= setTimeout(() => this.#scrub(), lingering).unref()
  }

  async #scrub(): Promise<void> {
    await this.#flushed()
    const done = this.#ended.length === 0 && (await this.#options.scrub().catch(() => false))
    this.#scrubbing = null
    if (!done) this.#scrubLater()
  }
}
