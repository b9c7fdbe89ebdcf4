import { leafHash } from '../../src/log/hash.ts'
import { CompactRange } from '../../src/log/range.ts'
import { TILE_WIDTH } from '../../src/log/tiles.ts'
import type { Target } from '../../src/publish/target.ts'
import type { AppendOptions, JsonObject, LedgerStore, SignedCheckpoint, StoredEntry } from '../../src/store/store.ts'

/** A store that forgets all when the test ends; `rows` may be changed by a test to play a restored or forked one. */
export class MemoryStore implements LedgerStore {
  rows: StoredEntry[] = []
  kept = new Map<number, SignedCheckpoint>()
  bodies = new Map<string, JsonObject>()
  time = Date.parse('2026-01-31T12:00:00.000Z')

  async append(entry: Uint8Array, { id = `id-${this.rows.length}`, body }: AppendOptions = {}) {
    const found = this.rows.find((row) => row.id === id)
    if (found !== undefined) return { id, index: found.index }
    if (body !== undefined) this.bodies.set(id, body)
    this.rows.push({ id, index: this.rows.length, hash: leafHash(entry), entry })
    return { id, index: this.rows.length - 1 }
  }

  async head() {
    const range = this.#range(this.rows.length)
    return { size: range.size, root: range.root(), time: this.time, peaks: Buffer.concat(range.hashes) }
  }

  find = async (id: string) => this.rows.find((row) => row.id === id) ?? null
  entries = async (first: number, count: number) => this.rows.slice(first, first + count)

  async tile(level: number, index: number, width: number) {
    const span = TILE_WIDTH ** level
    const hashes: Uint8Array[] = []
    for (let at = index * TILE_WIDTH; at < index * TILE_WIDTH + width; at++) {
      if ((at + 1) * span > this.rows.length) return null
      hashes.push(this.#range((at + 1) * span, at * span).root())
    }
    return Buffer.concat(hashes)
  }

  fullTiles = async () => []
  integrity = async () => []
  body = async (id: string) => {
    const body = this.bodies.get(id)
    return body === undefined ? ({ state: 'none' } as const) : ({ state: 'kept', body } as const)
  }

  forget = async (id: string) => (this.bodies.delete(id) ? ('forgotten' as const) : ('none' as const))

  async keepCheckpoint(checkpoint: SignedCheckpoint) {
    const kept = this.kept.get(checkpoint.size) ?? checkpoint
    this.kept.set(checkpoint.size, kept)
    return kept
  }

  async checkpoint(size: number | undefined = Math.max(-1, ...this.kept.keys())) {
    return this.kept.get(size) ?? null
  }

  checkpoints = async () => [...this.kept.values()]
  now = () => ++this.time
  close = async () => {}

  #range(end: number, begin = 0): CompactRange {
    const range = CompactRange.of(0, [])
    for (const { hash } of this.rows.slice(begin, end)) range.append(hash)
    return range
  }
}

/** Files in memory; `fail` makes a write fail, before or after it was done. */
export class MemoryTarget implements Target {
  files = new Map<string, Uint8Array>()
  writes: string[] = []
  fail: (path: string, count: number) => 'before' | 'after' | null = () => null

  read = async (path: string) => this.files.get(path) ?? null

  async write(path: string, bytes: Uint8Array) {
    this.writes.push(path)
    const fails = this.fail(path, this.writes.length)
    if (fails === 'before') throw new Error('crashed')
    this.files.set(path, Uint8Array.from(bytes))
    if (fails === 'after') throw new Error('crashed')
  }
}
