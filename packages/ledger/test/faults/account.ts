import { same } from '../../src/log/bytes.ts'
import { verifyCheckpoint } from '../../src/log/checkpoint.ts'
import { verifyConsistency } from '../../src/log/verify.ts'
import { fsck, type LedgerStore, proveConsistency } from '../../src/node.ts'
import { pair } from '../store/fixed.ts'

/** What a log was seen to promise. */
export class Account {
  readonly acknowledged = new Map<string, number>()
  /** By size, in leaves. */
  readonly checkpoints = new Map<number, Uint8Array>()
  readonly faults: string[] = []
  readonly rejected: string[] = []

  /** Takes one line of an appender. */
  take(line: string): void {
    const [kind, first, ...rest] = line.split(' ')
    if (kind === 'A') this.#acknowledge(first!, Number(rest[0]))
    else if (kind === 'C') this.#checkpoint(Buffer.from(first!, 'base64').toString())
    else if (kind === 'R') this.faults.push(`not signed: ${line.slice(2)}`)
    else if (kind === 'F') this.rejected.push(line.slice(2))
  }

  /** Holds what was promised against the log as it is: answers what is not so. */
  async check(store: LedgerStore): Promise<readonly string[]> {
    const faults = [...this.faults]
    const { problems } = await fsck(store)
    const { size, root } = await store.head()
    faults.push(...problems.map(({ where, reason }) => `${where}: ${reason}`))
    await this.#checkEntries(store, size, faults)
    for (const [size1, root1] of this.checkpoints) {
      if (size1 === 0) continue
      const proof = size1 > size ? [] : await proveConsistency(store, size1, size)
      const answer = verifyConsistency({ size1, size2: size, root1, root2: root, proof })
      if (!answer.ok) faults.push(`the checkpoint of size ${size1} is not consistent with the last: ${answer.reason}`)
    }
    return faults
  }

  async #checkEntries(store: LedgerStore, size: number, faults: string[]): Promise<void> {
    const indexes = new Map<string, number>()
    for (let first = 0; first < size; first += 1000) {
      for (const { id, index, entry } of await store.entries(first, 1000)) {
        if (indexes.has(id)) faults.push(`${id} is in the log twice`)
        indexes.set(id, index)
        if (Buffer.from(entry).toString() !== `entry ${id}`) faults.push(`${id} is not what was appended`)
      }
    }
    for (const [id, index] of this.acknowledged) {
      if (indexes.get(id) !== index) faults.push(`${id} was acknowledged at ${index}, and is at ${indexes.get(id)}`)
    }
  }

  #acknowledge(id: string, index: number): void {
    const before = this.acknowledged.get(id)
    if (before !== undefined && before !== index)
      this.faults.push(`${id} was acknowledged at ${before} and at ${index}`)
    this.acknowledged.set(id, index)
  }

  #checkpoint(note: string): void {
    const read = verifyCheckpoint(note, pair.vkey)
    if (!read.ok) {
      this.faults.push(read.reason)
      return
    }
    const before = this.checkpoints.get(read.size)
    if (before && !same(before, read.root)) this.faults.push(`two roots were signed for size ${read.size}`)
    this.checkpoints.set(read.size, read.root)
  }
}
