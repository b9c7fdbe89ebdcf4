import type { FailureCode } from '../failure.ts'
import type { SignedCheckpoint } from '../store.ts'
import type { Row } from './writer.ts'

/** What the writer's thread is asked; every request has one answer, in order. */
export type Request =
  | { readonly ask: 'append'; readonly rows: PackedRows; readonly time: number }
  | { readonly ask: 'forget'; readonly id: string; readonly time: number }
  | { readonly ask: 'keep'; readonly checkpoint: SignedCheckpoint }
  | { readonly ask: 'close' }

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: FailureCode; readonly message: string }

/** What the thread starts with. */
export interface WriterData {
  readonly file: string
  readonly key: Uint8Array
}

/** Rows as two buffers, which are handed over and not copied. */
export interface PackedRows {
  readonly ids: readonly string[]
  /** For each row the length of its entry and of its body, −1 for no body. */
  readonly lengths: Int32Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

const HASH = 32

export function pack(rows: readonly Row[]): PackedRows {
  const lengths = new Int32Array(2 * rows.length)
  const sizeOf = ({ entry, body }: Row): number => HASH + entry.length + (body?.length ?? 0)
  const bytes = new Uint8Array(rows.reduce((sum, row) => sum + sizeOf(row), 0))
  let at = 0
  for (const [place, row] of rows.entries()) {
    const { entry, hash, body } = row
    lengths[2 * place] = entry.length
    lengths[2 * place + 1] = body?.length ?? -1
    bytes.set(hash, at)
    bytes.set(entry, at + HASH)
    if (body) bytes.set(body, at + HASH + entry.length)
    at += sizeOf(row)
  }
  return { ids: rows.map(({ id }) => id), lengths, bytes }
}

export function unpack({ ids, lengths, bytes }: PackedRows): readonly Row[] {
  let at = 0
  const next = (length: number) => {
    at += length
    return bytes.subarray(at - length, at)
  }
  return ids.map((id, row) => {
    const hash = next(HASH)
    const entry = next(lengths[2 * row]!)
    const body = lengths[2 * row + 1]!
    return { id, entry, hash, body: body < 0 ? null : next(body) }
  })
}
