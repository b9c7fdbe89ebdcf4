import type { KeyChain } from '../keys/chain.ts'
import { isRotation, parseRotation } from '../keys/rotation.ts'
import { TILE_WIDTH } from '../log/tiles.ts'
import { decodeBodies, verifyBodies } from '../publish/bodies.ts'
import { bodiesPath } from '../publish/paths.ts'
import { parseLeaf } from '../records/leaf.ts'
import type { FoundEntry } from './bundle.ts'
import { CanonicalScanner } from './canonical.ts'
import type { Findings } from './damage.ts'
import { fingerprint, SeenIds } from './ids.ts'

/**
 * How closely entries are looked at. `canonical`: each is canonical JSON and has an id of its own. `schema`: each is
 * a record in every field, ten times slower. `any`: not at all, for the logs of others.
 */
export type RecordCheck = 'canonical' | 'schema' | 'any'

/** Looks at what the leaves hold. */
export class RecordChecker {
  readonly check: RecordCheck
  readonly #chain: KeyChain
  readonly #findings: Findings
  readonly #scanner = new CanonicalScanner()
  readonly ids = new SeenIds()
  /** Records of which bodies were disclosed. */
  disclosed = 0

  constructor(check: RecordCheck, chain: KeyChain, findings: Findings) {
    this.check = check
    this.#chain = chain
    this.#findings = findings
  }

  entry(entry: Uint8Array, index: number, path: string, offset: number): void {
    if (this.check === 'any') return
    const fault = isRotation(entry) ? this.#rotation(entry, index) : this.#record(entry, index)
    if (fault !== null) this.#findings.add({ path, offset, index, what: fault })
  }

  #record(entry: Uint8Array, index: number): string | null {
    if (!this.#scanner.scan(entry)) return 'the entry is not canonical JSON'
    if (this.#scanner.idEnd === this.#scanner.idBegin) return 'the entry has no id'
    this.#noteId(entry, index)
    const leaf = this.check === 'schema' ? parseLeaf(entry) : null
    return leaf?.ok === false ? leaf.reason : null
  }

  #rotation(entry: Uint8Array, index: number): string | null {
    const parsed = parseRotation(entry)
    if (!parsed.ok) return parsed.reason
    if (this.#scanner.scan(entry)) this.#noteId(entry, index)
    const followed = this.#chain.follow(parsed.rotation)
    return followed.ok ? null : followed.reason
  }

  #noteId(entry: Uint8Array, index: number): void {
    const { idBegin, idEnd } = this.#scanner
    this.ids.add(fingerprint(entry, idBegin, idEnd, this.ids.seed), index)
  }

  /** Holds disclosed bodies against the records that they belong to. */
  bodies(
    file: Uint8Array,
    bundle: { readonly index: number; readonly width: number },
    found: readonly FoundEntry[],
  ): void {
    const path = bodiesPath(bundle.index, bundle.width)
    let previous = -1
    for (const { offset, line } of decodeBodies(file)) {
      const place = line.ok ? line.index - bundle.index * TILE_WIDTH : -1
      const fault = line.ok ? bodiesFault(line.bodies, found[place]?.entry, place > previous) : line.reason
      if (fault !== null) this.#findings.add({ path, offset, index: line.ok ? line.index : null, what: fault })
      else this.disclosed++
      previous = Math.max(previous, place)
    }
  }
}

function bodiesFault(bodies: unknown, entry: Uint8Array | undefined, isNext: boolean): string | null {
  if (entry === undefined) return 'no leaf of this bundle has this index'
  if (!isNext) return 'the lines are not in the order of the log'
  const leaf = parseLeaf(entry)
  if (!leaf.ok) return leaf.reason
  const verified = verifyBodies(leaf.record, bodies)
  return verified.ok ? null : verified.reason
}
