import { Worker } from 'node:worker_threads'
import { StoreFailure } from '../failure.ts'
import type { Reply, Request, WriterData } from './messages.ts'

interface Asked {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: StoreFailure) => void
}

/** What rows leave behind is short-lived: a young generation may grow to 192 MB by default, and keeps what it took. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 }

/** The near side of the writer's thread. A thread that dies rejects what it was asked; the next question starts another. */
export class WriterThread {
  readonly #data: WriterData
  #worker: Worker | null = null
  #asked: Asked[] = []

  constructor(data: WriterData) {
    this.#data = data
  }

  /** Rejected with a `StoreFailure`. `handedOver` are not to be used any more. */
  ask(request: Request, handedOver: readonly ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start()
      this.#worker.ref()
      this.#asked.push({ resolve, reject })
      this.#worker.postMessage(request, handedOver)
    })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === null) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    await this.ask({ ask: 'close' }).catch(() => {})
    worker.ref()
    await ended
  }

  #start(): Worker {
    const source = import.meta.url.endsWith('.ts')
    const file = source ? new URL('./thread.ts', import.meta.url) : new URL('./thread.js', import.meta.url)
    const worker = new Worker(file, { workerData: this.#data, name: 'ledger', resourceLimits })
    worker.on('message', (reply: Reply) => {
      const asked = this.#asked.shift()!
      if (this.#asked.length === 0) worker.unref()
      if (reply.ok) asked.resolve(reply.value)
      else asked.reject(new StoreFailure(reply.code, reply.message))
    })
    worker.on('error', (error) => this.#ended(worker, error))
    worker.on('exit', () => this.#ended(worker, null))
    return worker
  }

  #ended(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    const asked = this.#asked
    this.#asked = []
    const failure = new StoreFailure('failed', 'the thread that writes the ledger ended: try again', { cause })
    for (const { reject } of asked) reject(failure)
  }
}
