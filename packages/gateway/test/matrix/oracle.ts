import type { Cell } from './cells.ts'
import { called, isHarmless } from './script.ts'
import { refusalCode } from './upstream.ts'

/**
 * What the client gets, in a word.
 * - `all`: everything that the model answered
 * - `less`: its answer without calls and parts that may not leave, each named in a note
 * - `refusal`: words of the house in place of all of it
 * - `cut`: its words up to where they went too far, then words of the house
 * - `late`: all its words, for they were checked when they had left; then words of the house, and no calls
 * - `broken`: some of its words, then an error within the stream, which ends well-formed
 * - `failed`: nothing of it, and an error within the stream
 * - `error`: an error, and nothing else
 */
export type Gets = 'all' | 'less' | 'refusal' | 'cut' | 'late' | 'broken' | 'failed' | 'error'

type Call = 'permitted' | 'denied' | 'asked'

/** What has to come of a cell. */
export interface Expected {
  readonly gets: Gets
  readonly status: number
  /** Which of its words leave: the first, the forbidden one, the last. */
  readonly words: { readonly opening: boolean; readonly forbidden: boolean; readonly closing: boolean }
  readonly calls: readonly Call[]
  /** Whether the part leaves that nobody can read. */
  readonly opaque: boolean
  /** How often the model is asked. */
  readonly asked: number
  readonly record: {
    readonly state: 'complete' | 'failed' | 'cut-off'
    readonly error: string | null
    /** `what behavior outcome act` */
    readonly checks: readonly string[]
    readonly calls: readonly string[]
  }
}

/** What has to come of a cell: out of what the design and the configuration say, and without any code of the gateway. */
export function expected(cell: Cell): Expected {
  switch (cell.trouble) {
    case 'upstream refuses':
      return unanswered(cell, 422, 1, cell.called === 'messages' ? null : refusalCode)
    case 'store fails at first':
      return unanswered(cell, 503, 0, 'not_recorded')
    case 'upstream breaks off':
      return cell.streaming === 'plain' ? unanswered(cell, 502, 1, 'upstream_unreachable') : brokenOff(cell)
    case 'store fails midway':
      return writtenMidway(cell) ? unwritten(cell) : answered(cell)
    case 'store fails at the end':
      return unended(cell)
    default:
      return answered(cell)
  }
}

const enforced = ({ check }: Cell): boolean => check !== 'none' && check !== 'observe'

const judged = ({ trouble }: Cell): boolean => trouble !== 'judge fails' && trouble !== 'judge times out'

/** Whether the check finds against the answer, or comes to nothing, which under `enforce` is no permission. */
const bad = (cell: Cell): boolean => cell.check !== 'none' && !(judged(cell) && isHarmless(cell.trouble))

const refused = (cell: Cell): boolean => enforced(cell) && bad(cell)

/** How the words leave: an answer that comes whole is always checked whole before. */
function leaving(cell: Cell): 'at once' | 'hold' | 'window' {
  if (!enforced(cell)) return 'at once'
  if (cell.streaming === 'plain' || cell.check === 'hold') return 'hold'
  return cell.check === 'window' ? 'window' : 'at once'
}

const nothing = { opening: false, forbidden: false, closing: false }
const wordsOf = ({ trouble }: Cell) => ({ opening: true, forbidden: !isHarmless(trouble), closing: true })
const first = { opening: true, forbidden: false, closing: false }

const outcomes = { permitted: 'permitted', denied: 'blocked', asked: 'ask' } as const
const behaviors = { permitted: 'read_file', denied: 'delete_file', asked: 'send_mail' } as const

/** Calls are decided one by one, and none may leave that stands in an answer which may not. */
function decided(cell: Cell): readonly string[] {
  return called[cell.tools].map((kind) => {
    return `tool.request.${behaviors[kind]} ${refused(cell) ? 'blocked' : outcomes[kind]}`
  })
}

const permittedCalls = (cell: Cell): readonly Call[] =>
  refused(cell) ? [] : called[cell.tools].filter((kind) => kind === 'permitted')

/** A part that nobody can read leaves where nothing is enforced, in the format that it came in. */
const opaqueLeaves = (cell: Cell): boolean =>
  cell.modality === 'opaque' && !enforced(cell) && cell.served === cell.called

const before = ({ modality }: Cell): readonly string[] => [
  'text - not-run -',
  ...(modality === 'image' ? ['media - not-run -'] : []),
]

const ofOpaque = (cell: Cell): readonly string[] =>
  cell.modality === 'opaque' ? [`opaque - not-run ${enforced(cell) ? 'refuse' : '-'}`] : []

/** Under `observe` it is told what would have been done, and of what was not found there is one entry for all. */
function ofText(cell: Cell): readonly string[] {
  if (cell.check === 'none') return []
  if (bad(cell)) return ['text drug-information blocked refuse']
  return [enforced(cell) ? 'text drug-information permitted -' : 'text - permitted -']
}

const checksOf = (cell: Cell): readonly string[] => [...before(cell), ...ofOpaque(cell), ...ofText(cell)]

function unanswered(cell: Cell, status: number, asked: number, error: string | null): Expected {
  const record = { state: 'failed', error, checks: before(cell), calls: [] } as const
  return { gets: 'error', status, words: nothing, calls: [], opaque: false, asked, record }
}

function answered(cell: Cell): Expected {
  const record = { state: 'complete', error: null, checks: checksOf(cell), calls: decided(cell) } as const
  const calls = permittedCalls(cell)
  const known = { status: 200, calls, opaque: opaqueLeaves(cell), asked: 1, record }
  if (!refused(cell)) {
    const less = calls.length < called[cell.tools].length || (cell.modality === 'opaque' && enforced(cell))
    return { ...known, gets: less ? 'less' : 'all', words: wordsOf(cell) }
  }
  const how = leaving(cell)
  if (how === 'at once') return { ...known, gets: 'late', words: wordsOf(cell) }
  if (how === 'window' && judged(cell)) return { ...known, gets: 'cut', words: first }
  return { ...known, gets: 'refusal', words: nothing }
}

/** A stream that has begun ends with an error in it: what was held is never let out. */
function failedStream(cell: Cell, words: Expected['words'], record: Expected['record']): Expected {
  const opaque = opaqueLeaves(cell)
  const gets = words.opening || opaque ? 'broken' : 'failed'
  return { gets, status: 200, words, calls: [], opaque, asked: 1, record }
}

function soFar(cell: Cell): Expected['words'] {
  const how = leaving(cell)
  return how === 'at once' ? wordsOf(cell) : how === 'window' ? first : nothing
}

function brokenOff(cell: Cell): Expected {
  const checks = [...before(cell), ...ofOpaque(cell)]
  return failedStream(cell, soFar(cell), { state: 'failed', error: 'upstream_unreachable', checks, calls: [] })
}

/** Between its first and its last word a record is written where calls are decided, and before a checked stream goes on. */
const writtenMidway = (cell: Cell): boolean =>
  cell.tools !== 'none' || (cell.streaming === 'streamed' && enforced(cell))

function unwritten(cell: Cell): Expected {
  if (cell.streaming === 'plain') {
    const record = { state: 'failed', error: 'not_recorded', checks: checksOf(cell), calls: decided(cell) } as const
    return { ...unanswered(cell, 503, 1, 'not_recorded'), record }
  }
  const early = cell.modality === 'opaque' && leaving(cell) !== 'hold' && enforced(cell)
  const checks = early ? [...before(cell), ...ofOpaque(cell)] : checksOf(cell)
  const calls = early ? [] : decided(cell)
  return failedStream(cell, early ? nothing : soFar(cell), { state: 'failed', error: 'not_recorded', checks, calls })
}

/**
 * The answer is over, and its end is not told as long as it is not recorded. When the store can be written again, the
 * record ends as cut off, with what was written before.
 */
function unended(cell: Cell): Expected {
  const { checks, calls } = answered(cell).record
  const record = { state: 'cut-off', error: null, checks: writtenMidway(cell) ? checks : before(cell), calls } as const
  if (cell.streaming === 'plain') return { ...unanswered(cell, 503, 1, 'not_recorded'), record }
  return { ...failedStream(cell, wordsOf(cell), record), calls: permittedCalls(cell) }
}
