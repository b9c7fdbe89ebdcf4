import { same } from '../log/bytes.ts'
import { parseCheckpoint } from '../log/checkpoint.ts'
import { HASH_LENGTH } from '../log/hash.ts'
import { parseNote } from '../log/note.ts'
import { CompactRange } from '../log/range.ts'
import { TILE_WIDTH } from '../log/tiles.ts'
import { joinBytes } from './bytes.ts'
import { native } from './hashing.ts'
import { inPages } from './pages.ts'
import type { LedgerStore, SignedCheckpoint, StoredEntry, StoredTile } from './store.ts'

/** Something wrong, and where. */
export interface Problem {
  /** `entry 17`, `tile 3 of level 0`, `head`, `checkpoint of size 9`, `database`. */
  readonly where: string
  readonly reason: string
}

export interface Checked {
  /** Entries read. */
  readonly size: number
  readonly problems: readonly Problem[]
}

const TILE_HEIGHT = 8
/** What is read at once. */
const ENTRIES = 512
const TILES = 64
const CHECKPOINTS = 256

/**
 * Computes every hash anew from the entries and holds what is stored against it: hashes, tiles, head, signed
 * checkpoints; looks for gaps and for what should not be there. Reads a log while it grows up to where it stood.
 * `progress` is told how many entries were read. Memory stays flat; rejected with a `StoreFailure` where the store fails.
 */
export async function fsck(store: LedgerStore, progress: (entries: number) => void = () => {}): Promise<Checked> {
  const check = new Check(store)
  return check.run(progress)
}

class Check {
  readonly #store: LedgerStore
  readonly #problems: Problem[] = []
  readonly #range = CompactRange.of(0, [], native)
  readonly #completed: Omit<StoredTile, 'hashes'>[] = []
  readonly #edges: Uint8Array[][] = []
  readonly #tiles: AsyncIterator<StoredTile>[] = []

  constructor(store: LedgerStore) {
    this.#store = store
    this.#range.onNode = (height, index, hash) => this.#note(height, index, hash)
  }

  async run(progress: (entries: number) => void): Promise<Checked> {
    for (const reason of await this.#store.integrity()) this.#find('database', reason)
    const head = await this.#store.head()
    const checkpoints = inPages(
      0 - 1,
      CHECKPOINTS,
      (after) => this.#store.checkpoints(after, CHECKPOINTS),
      ({ size }) => size,
    )
    let signed = await checkpoints.next()
    const entries = inPages(
      0,
      ENTRIES,
      (first) => this.#store.entries(first, ENTRIES),
      ({ index }) => index + 1,
    )
    for (;;) {
      for (; !signed.done && signed.value.size <= this.#range.size; signed = await checkpoints.next()) {
        this.#checkpoint(signed.value)
      }
      if (this.#range.size >= head.size) break
      const next = await entries.next()
      if (next.done || !this.#entry(next.value)) break
      await this.#tilesSoFar()
      if (this.#range.size % ENTRIES === 0) progress(this.#range.size)
    }
    await this.#head(head.size, head.root, head.peaks)
    if (!signed.done && this.#range.size === head.size) {
      const newer = await this.#store.head()
      if (signed.value.size > newer.size) this.#find(`checkpoint of size ${signed.value.size}`, 'the log is shorter')
    }
    progress(this.#range.size)
    return { size: this.#range.size, problems: this.#problems }
  }

  #find(where: string, reason: string): void {
    this.#problems.push({ where, reason })
  }

  /** False where the log can't be followed any further. */
  #entry({ index, hash, entry }: StoredEntry): boolean {
    const expected = this.#range.size
    if (index !== expected) {
      this.#find(`entry ${expected}`, `it is missing: the next one is ${index}`)
      return false
    }
    if (!same(native.leafHash(entry), hash)) this.#find(`entry ${index}`, 'it has not the hash that is stored with it')
    this.#range.append(hash)
    return true
  }

  #note(height: number, index: number, hash: Uint8Array): void {
    if (height % TILE_HEIGHT !== 0) return
    const level = height / TILE_HEIGHT
    if (level > 0) this.#completed.push({ level: level - 1, index, root: hash })
    this.#edges[level] ??= []
    this.#edges[level].push(hash)
  }

  /** Holds the tiles that the last entry completed against those that are stored. */
  async #tilesSoFar(): Promise<void> {
    for (const { level, index, root } of this.#completed.splice(0)) {
      const hashes = this.#edges[level]!.splice(0, TILE_WIDTH)
      const where = `tile ${index} of level ${level}`
      const stored = await this.#tilesOf(level).next()
      if (stored.done || stored.value.index !== index) {
        this.#find(where, 'it is missing')
        continue
      }
      const wrong = hashes.findIndex((hash, at) => !same(hash, hashAt(stored.value.hashes, at)))
      if (wrong !== -1) this.#find(where, `hash ${wrong} is not that of the log`)
      if (stored.value.hashes.length !== TILE_WIDTH * HASH_LENGTH) this.#find(where, 'it has not 256 hashes')
      if (!same(root, stored.value.root)) this.#find(where, 'the root stored with it is not its own')
    }
  }

  #tilesOf(level: number): AsyncIterator<StoredTile> {
    this.#tiles[level] ??= inPages(
      0,
      TILES,
      (first) => this.#store.fullTiles(level, first, TILES),
      ({ index }) => index + 1,
    )
    return this.#tiles[level]
  }

  #checkpoint({ size, root, note }: SignedCheckpoint): void {
    const where = `checkpoint of size ${size}`
    if (!same(root, this.#range.root())) this.#find(where, 'its root is not that of the log')
    const parsed = parseNote(note)
    const said = parsed.ok ? parseCheckpoint(parsed.text) : parsed
    if (!said.ok) this.#find(where, said.reason)
    else if (said.size !== size || !same(said.root, root))
      this.#find(where, 'what was signed is not what is stored with it')
  }

  async #head(size: number, root: Uint8Array, peaks: Uint8Array): Promise<void> {
    if (this.#range.size !== size) {
      this.#find('head', `it says ${size} entries, and ${this.#range.size} can be read`)
      return
    }
    if (!same(root, this.#range.root())) this.#find('head', 'its root is not that of the log')
    if (!same(peaks, joinBytes(this.#range.hashes))) this.#find('head', 'its subtrees are not those of the log')
    const { size: now } = await this.#store.head()
    const [beyond] = await this.#store.entries(now, 1)
    if (beyond !== undefined && (await this.#store.head()).size <= beyond.index)
      this.#find(`entry ${beyond.index}`, 'it is beyond the head')
  }
}

const hashAt = (hashes: Uint8Array, at: number) => hashes.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH)
