import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { TILE_WIDTH } from '../log/tiles.ts'
import type { BundleFiles } from './bundle.ts'
import type { Seed } from './ids.ts'
import { type QuickBundle, quickBundle } from './quick.ts'
import type { RecordCheck } from './records.ts'

/** Looks at bundles, here or in threads of its own. */
export interface BundleChecker {
  /** Null where there is something to be said about the bundle. Never rejects. */
  check(files: BundleFiles): Promise<QuickBundle | null>
  close(): Promise<unknown>
}

/** What a thread starts with. */
export interface CheckerData {
  readonly check: RecordCheck
  readonly seed: Seed
}

/** Below so many leaves starting threads takes longer than it saves. */
const WORTH_THREADS = 20_000
const MOST_THREADS = 4

/** For a log of `size` leaves: as many threads as there are processors, none for a small one. */
export function checkerFor(size: number, check: RecordCheck, seed: Seed): BundleChecker {
  const threads = check === 'schema' || size < WORTH_THREADS ? 0 : Math.min(MOST_THREADS, availableParallelism())
  if (threads === 0) return { check: async (files) => quickBundle(files, check, seed), close: async () => {} }
  const workers = Array.from({ length: threads }, () => new CheckerThread({ check, seed }))
  let next = 0
  return {
    check: (files) => workers[next++ % threads]!.check(files),
    close: () => Promise.all(workers.map((worker) => worker.close())),
  }
}

/** A thread; one that fails says nothing about its bundles, so that they are looked at here. */
class CheckerThread {
  readonly #worker: Worker
  readonly #waiting: ((bundle: QuickBundle | null) => void)[] = []
  #failed = false

  constructor(data: CheckerData) {
    const source = import.meta.url.endsWith('.ts')
    const file = source
      ? new URL('./checker-thread.ts', import.meta.url)
      : new URL('./checker-thread.js', import.meta.url)
    this.#worker = new Worker(file, { workerData: data, name: 'verify' })
    this.#worker.on('message', (bundle: QuickBundle | null) => this.#waiting.shift()?.(bundle))
    this.#worker.on('error', () => this.#fail())
    this.#worker.on('exit', () => this.#fail())
  }

  check({ index, width, entries, tile }: BundleFiles): Promise<QuickBundle | null> {
    if (this.#failed || entries === null || tile === null || width < TILE_WIDTH) return Promise.resolve(null)
    const copies = [new Uint8Array(entries), new Uint8Array(tile)] as const
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      const files: BundleFiles = { index, width, entries: copies[0], tile: copies[1] }
      this.#worker.postMessage(files, [copies[0].buffer, copies[1].buffer])
    })
  }

  close(): Promise<number> {
    return this.#worker.terminate()
  }

  #fail(): void {
    this.#failed = true
    for (const resolve of this.#waiting.splice(0)) resolve(null)
  }
}
