import type { Row } from './writer.ts'

/** Writes some rows in one transaction; answers an index for each. */
export type Commit = (rows: readonly Row[]) => Promise<readonly number[]>

interface Waiting {
  readonly row: Row
  readonly resolve: (index: number) => void
  readonly reject: (reason: unknown) => void
}

/** Transactions under way: while one waits for the disk, the next is on its way. */
const UNDER_WAY = 2
/** So few rows rather wait for the one under way, and share the next wait for the disk. */
const FEW = 64
/** Rows and bytes of one transaction: enough to share the wait for the disk, too few to be waited for themselves. */
const MOST_ROWS = 1000
const MOST_BYTES = 4_000_000

/** Appends that come while others are being written share the next transaction, and so one wait for the disk. */
export class GroupCommit {
  readonly #commit: Commit
  #waiting: Waiting[] = []
  #underWay = 0
  #scheduled = false
  #idle: (() => void)[] = []

  constructor(commit: Commit) {
    this.#commit = commit
  }

  add(row: Row): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject })
      this.#schedule()
    })
  }

  /** Resolves when nothing is waiting or under way. */
  async drained(): Promise<void> {
    if (this.#underWay > 0 || this.#waiting.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= UNDER_WAY || this.#waiting.length === 0) return
    if (this.#underWay > 0 && this.#waiting.length < FEW) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      void this.#flush(this.#take())
    })
  }

  #take(): readonly Waiting[] {
    let rows = 0
    for (let bytes = 0; rows < this.#waiting.length && rows < MOST_ROWS && bytes < MOST_BYTES; rows++) {
      const { entry, body } = this.#waiting[rows]!.row
      bytes += entry.length + (body?.length ?? 0)
    }
    return this.#waiting.splice(0, rows)
  }

  async #flush(batch: readonly Waiting[]): Promise<void> {
    this.#underWay++
    this.#schedule()
    try {
      const indexes = await this.#commit(batch.map(({ row }) => row))
      for (const [at, { resolve }] of batch.entries()) resolve(indexes[at]!)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    this.#underWay--
    this.#schedule()
    if (this.#underWay === 0 && this.#waiting.length === 0) for (const idle of this.#idle.splice(0)) idle()
  }
}
