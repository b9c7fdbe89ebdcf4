import { type Answer, refuse } from '../log/answer.ts'
import { same } from '../log/bytes.ts'
import { decodeEntries, entriesPath, TILE_WIDTH } from '../log/tiles.ts'
import { native } from '../store/hashing.ts'
import type { JsonObject, LedgerStore } from '../store/store.ts'
import { CanonicalScanner } from '../verify/canonical.ts'
import { type LogReport, type VerifyOptions, verifyLog } from '../verify/log.ts'
import { decodeBodies } from './bodies.ts'
import { sentence } from './bounded.ts'
import { bodiesPath } from './paths.ts'
import { CHECKPOINT, type Source } from './target.ts'

export interface Imported {
  /** In leaves. */
  readonly size: number
  readonly report: LogReport
}

/**
 * Reads a log from its files into a store, with the bodies that they disclose. The log is verified before anything is
 * written, and again by what was written: only then its checkpoint is kept. A store that holds a beginning of this log,
 * from an import that was interrupted, is completed; one that holds anything else is refused. Never rejects.
 */
export async function importLog(source: Source, store: LedgerStore, options: VerifyOptions): Promise<Answer<Imported>> {
  const report = await verifyLog(source, options)
  if (!report.ok || report.checkpoint === null) return refuse(`nothing was imported: ${report.reason}`)
  const { size, root } = report.checkpoint
  try {
    const before = (await store.head()).size
    if (before > size) return refuse(`the store holds ${before} entries already, and the log has ${size}`)
    const scanner = new CanonicalScanner()
    for (let first = 0; first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first)
      const fault = await importBundle(source, store, scanner, { first, width, before })
      if (fault !== null) return refuse(fault)
    }
    const head = await store.head()
    if (head.size !== size || !same(head.root, root))
      return refuse('the store holds another tree than the log: it was written meanwhile; import into an empty one')
    const note = new TextDecoder().decode((await source.read(CHECKPOINT)) ?? undefined)
    await store.keepCheckpoint({ size, root, note, time: store.now() })
    return { ok: true, size, report }
  } catch (error) {
    return refuse(`the log could not be imported: ${sentence(error)}`)
  }
}

interface Place {
  readonly first: number
  readonly width: number
  /** How many leaves the store held before. */
  readonly before: number
}

/** All entries of a bundle at once, in the order of the log: each must get the place that it has there. */
async function importBundle(source: Source, store: LedgerStore, scanner: CanonicalScanner, place: Place) {
  const { first, width, before } = place
  const index = first / TILE_WIDTH
  const entries = decodeEntries((await source.read(entriesPath(index, width))) ?? new Uint8Array())
  if (entries?.length !== width) return `\`${entriesPath(index, width)}\` changed while it was read`
  const present = before > first ? await store.entries(first, Math.min(width, before - first)) : []
  if (present.some(({ hash }, at) => !same(hash, native.leafHash(entries[at]!))))
    return `the store holds another entry than the log from leaf ${first} on: import into an empty one`
  const bodies = await bodiesIn(source, index, width)
  const appended = entries.slice(present.length).map(async (entry, at) => {
    const leaf = first + present.length + at
    const id = scanner.idOf(entry)
    const body = bodies.get(leaf)
    const done = await store.append(entry, { ...(id ? { id } : {}), ...(body ? { body } : {}) })
    return done.index === leaf
  })
  const inOrder = (await Promise.all(appended)).every(Boolean)
  return inOrder ? null : 'the store took the entries in another order: it is written to by somebody else'
}

async function bodiesIn(source: Source, index: number, width: number): Promise<ReadonlyMap<number, JsonObject>> {
  const bodies = new Map<number, JsonObject>()
  const file = await source.read(bodiesPath(index, width))
  for (const { line } of file === null ? [] : decodeBodies(file)) if (line.ok) bodies.set(line.index, line.bodies)
  return bodies
}
