import { type FailureCode, StoreFailure } from '../failure.ts'

/** SQLite's primary result codes, as far as something can be done about them. */
const known: Readonly<Record<number, readonly [FailureCode, string]>> = {
  5: ['busy', 'another process is writing to the ledger: try again'],
  6: ['busy', 'another process is writing to the ledger: try again'],
  8: ['read-only', 'the ledger can only be read: make its folder writable'],
  10: ['failed', 'the disk failed: nothing was acknowledged; try again, and see the system log'],
  11: ['damaged', 'the ledger is damaged: run `bylaw ledger fsck`'],
  13: ['full', 'the disk is full: make room, then try again'],
  14: ['read-only', 'the ledger can not be opened: see that its folder exists and is writable'],
  26: ['damaged', 'the file is no ledger: run `bylaw ledger fsck`, or restore it'],
}

/** What SQLite or the file system said, as a reason. */
export function failing(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error
  const { errcode, code } = error as { errcode?: number; code?: string }
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StoreFailure('full', known[13]![1], { cause: error })
  if (code === 'EROFS' || code === 'EACCES') return new StoreFailure('read-only', known[8]![1], { cause: error })
  const [kind, advice] = known[(errcode ?? 0) & 0xff] ?? ['failed', 'the ledger failed']
  return new StoreFailure(kind, `${advice} (${message})`, { cause: error })
}
