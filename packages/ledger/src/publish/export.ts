import { utf8ToBytes } from '@noble/hashes/utils.js'
import { type Answer, refuse } from '../log/answer.ts'
import { TILE_WIDTH } from '../log/tiles.ts'
import { parseLeaf } from '../records/leaf.ts'
import type { LedgerStore, StoredEntry } from '../store/store.ts'
import { type DisclosedBodies, encodeBodies, verifyBodies } from './bodies.ts'
import { sentence } from './bounded.ts'
import { bodiesPath } from './paths.ts'
import { CHECKPOINT, type Target } from './target.ts'
import { type Progress, writeOnce, writeTiles } from './write.ts'

export interface ExportOptions {
  /** Whether the bodies of a record are disclosed; none unless given. */
  readonly disclose?: (id: string) => boolean
  /** The checkpoint to export at, with the signatures of its witnesses; the latest one signed unless given. */
  readonly checkpoint?: { readonly size: number; readonly note: string }
  readonly progress?: Progress
}

export interface Exported {
  /** In leaves: what was appended after the checkpoint is not exported. */
  readonly size: number
  /** Records of which bodies were disclosed. */
  readonly disclosed: number
  /** Records whose bodies were to be disclosed and don't match their digests: kept back. */
  readonly keptBack: readonly string[]
}

/** Copies a log as files, as far as its latest signed checkpoint, with the bodies that are to be disclosed. */
export async function exportLog(
  store: LedgerStore,
  target: Target,
  { disclose, checkpoint, progress }: ExportOptions = {},
): Promise<Answer<Exported>> {
  try {
    const latest = checkpoint ?? (await store.checkpoint())
    if (latest === null) return refuse('no checkpoint was signed yet: publish the log first')
    const { size, note } = latest
    await writeTiles(store, target, { size, since: 0, progress })
    const keptBack: string[] = []
    let disclosed = 0
    for (let first = 0; disclose !== undefined && first < size; first += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, size - first)
      const entries = (await store.entries(first, width)).filter(({ id }) => disclose(id))
      const lines = await linesOf(store, entries, keptBack)
      disclosed += lines.length
      if (lines.length > 0) await writeOnce(target, bodiesPath(first / TILE_WIDTH, width), encodeBodies(lines))
    }
    await target.write(CHECKPOINT, utf8ToBytes(note), { immutable: false })
    return { ok: true, size, disclosed, keptBack }
  } catch (error) {
    return refuse(`the log could not be exported: ${sentence(error)}`)
  }
}

async function linesOf(store: LedgerStore, entries: readonly StoredEntry[], keptBack: string[]) {
  const lines: DisclosedBodies[] = []
  for (const { id, index, entry } of entries) {
    const body = await store.body(id)
    if (body.state !== 'kept') continue
    const leaf = parseLeaf(entry)
    const verified = leaf.ok ? verifyBodies(leaf.record, body.body) : leaf
    if (verified.ok) lines.push({ index, bodies: verified.bodies })
    else keptBack.push(id)
  }
  return lines
}
