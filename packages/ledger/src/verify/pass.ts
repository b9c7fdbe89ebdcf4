import { same } from '../log/bytes.ts'
import { HASH_LENGTH, type Hashing } from '../log/hash.ts'
import { entriesPath, TILE_WIDTH, tilePath } from '../log/tiles.ts'
import type { Source } from '../publish/target.ts'
import { type ReadBundle, readBundle } from './bundle.ts'
import { type Damage, Findings } from './damage.ts'
import { type Files, readFile } from './reading.ts'
import type { RecordChecker } from './records.ts'
import { damageOfTile, type ExpectedTile, Tree } from './tree.ts'

/** A leaf on which its entry and its tile disagree. */
interface Dispute {
  readonly index: number
  readonly inEntries: Damage
  readonly inTile: Damage
}

/** One account of the leaves: that of the entries, or that of the lowest tiles. */
interface Account {
  readonly tree: Tree
  /** What is wrong above, if this account is the right one. */
  readonly above: Findings
}

/**
 * One pass over all leaves. As long as the entries and the lowest tiles agree there is one tree; where they first differ
 * it is forked, and the signed root tells in the end which of the two was right.
 */
export class LeafPass {
  readonly #source: Source
  readonly #hashing: Hashing
  readonly #records: RecordChecker
  readonly #findings: Findings
  readonly #most: number
  readonly #disputes: Dispute[] = []
  #entries: Account
  #tiles: Account | null = null
  #disputed = 0

  constructor(source: Source, hashing: Hashing, records: RecordChecker, findings: Findings, most: number) {
    this.#source = source
    this.#hashing = hashing
    this.#records = records
    this.#findings = findings
    this.#most = most
    this.#entries = { tree: new Tree(hashing), above: new Findings(most) }
  }

  get isFull(): boolean {
    return this.#findings.isFull || this.#disputed >= this.#most
  }

  /** Takes the next bundle; false where nothing tells what its leaves are, so that the pass ends here. */
  async take(files: Files): Promise<boolean> {
    if (await this.#takeQuickly(files)) {
      await this.#above((tree) => tree.completed())
      return true
    }
    const bundle = readBundle(files, this.#hashing)
    for (const damage of files.damage) this.#findings.add(damage)
    if (bundle === null) {
      const path = entriesPath(files.index, files.width)
      const what = 'neither the entries nor the tile of these leaves can be read: nothing after them can be judged'
      this.#findings.add({ path, offset: null, index: files.index * TILE_WIDTH, what })
      return false
    }
    for (const damage of bundle.damage) this.#findings.add(damage)
    this.#grow(files, bundle)
    this.#look(files, bundle)
    await this.#above((tree) => tree.completed())
    return true
  }

  /** Takes a bundle in which there is nothing to be said, which is nearly every one; false for any other. */
  async #takeQuickly(files: Files): Promise<boolean> {
    const quick = await files.quick
    if (quick === null || this.#tiles !== null) return false
    this.#entries.tree.appendBundle(quick.root)
    for (const [at, id] of quick.ids.entries()) this.#records.ids.add(id, files.index * TILE_WIDTH + at)
    return true
  }

  #grow({ index, width }: Files, bundle: ReadBundle): void {
    if (bundle.differing.length > 0 && this.#tiles === null) {
      const above = new Findings(this.#most)
      above.addAll(this.#entries.above)
      this.#tiles = { tree: this.#entries.tree.fork(), above }
    }
    for (let at = 0; at < width; at++) this.#entries.tree.append(bundle.computed[at]!)
    if (this.#tiles !== null) for (let at = 0; at < width; at++) this.#tiles.tree.append(bundle.stated[at]!)
    for (const at of bundle.differing) this.#dispute(index, width, at, bundle.found[at]!.offset)
  }

  #dispute(bundle: number, width: number, at: number, offset: number): void {
    this.#disputed++
    if (this.#disputes.length >= this.#most) return
    const index = bundle * TILE_WIDTH + at
    const inEntries = {
      path: entriesPath(bundle, width),
      offset,
      index,
      what: 'the entry is not the one that was logged',
    }
    const inTile = {
      path: tilePath(0, bundle, width),
      offset: at * HASH_LENGTH,
      index,
      what: 'the hash is not that of the entry',
    }
    this.#disputes.push({ index, inEntries, inTile })
  }

  /** What a leaf says is looked at where it is the one that was logged, as far as its tile knows. */
  #look(files: Files, { found, differing }: ReadBundle): void {
    const path = entriesPath(files.index, files.width)
    for (let at = 0, next = 0; at < found.length; at++) {
      if (differing[next] === at) next++
      else this.#records.entry(found[at]!.entry, files.index * TILE_WIDTH + at, path, found[at]!.offset)
    }
    if (files.bodies !== null) this.#records.bodies(files.bodies, files, found)
  }

  async #above(expected: (tree: Tree) => readonly ExpectedTile[]): Promise<void> {
    const byEntries = expected(this.#entries.tree)
    const byTiles = this.#tiles === null ? byEntries : expected(this.#tiles.tree)
    for (const [at, tile] of byEntries.entries()) {
      const damage: Damage[] = []
      const bytes = await readFile(this.#source, tilePath(tile.level, tile.index, tile.hashes.length), damage)
      for (const each of damage) this.#findings.add(each)
      for (const each of damageOfTile(tile, bytes)) this.#entries.above.add(each)
      if (this.#tiles !== null) for (const each of damageOfTile(byTiles[at]!, bytes)) this.#tiles.above.add(each)
    }
  }

  /** Ends the pass, when all leaves were taken: adds what the signed root shows, and says whether it was reached. */
  async end(root: Uint8Array): Promise<boolean> {
    await this.#above((tree) => tree.partial())
    if (same(this.#entries.tree.root(), root)) {
      for (const { inTile } of this.#disputes) this.#findings.add(inTile)
      this.#findings.addAll(this.#entries.above)
      return true
    }
    if (this.#tiles !== null && same(this.#tiles.tree.root(), root)) {
      for (const { inEntries } of this.#disputes) this.#findings.add(inEntries)
      this.#findings.addAll(this.#tiles.above)
      return true
    }
    this.#undecided()
    return false
  }

  /** Adds what can be said where neither account leads to the signed root. */
  #undecided(): void {
    for (const { inEntries, inTile } of this.#disputes) {
      this.#findings.add({ ...inEntries, what: 'the entry or its hash in the tile was changed' })
      this.#findings.add({ ...inTile, what: 'this hash or its entry was changed' })
    }
    this.#findings.addAll(this.#entries.above)
  }
}
