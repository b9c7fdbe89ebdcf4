import type { LedgerRecord } from '@bylaw/ledger'
import type { Cell } from './cells.ts'
import type { Tried } from './run.ts'
import { marks } from './script.ts'

/** What was broken in a cell of that which holds in all of them, whatever the oracle says of it; in words. */
export function brokenLaws(tried: Tried): readonly string[] {
  return laws.filter(([, holds]) => !holds(tried)).map(([law]) => law)
}

type Law = readonly [law: string, holds: (tried: Tried) => boolean]

const laws: readonly Law[] = [
  ['the arguments of a call that is denied never leave', (tried) => !leaves(tried, marks.denied)],
  ['the arguments of a call that waits for a person never leave', (tried) => !leaves(tried, marks.asked)],
  [
    'forbidden words leave only where they may',
    (tried) => mayOverstep(tried.seen.cell) || !leaves(tried, marks.forbidden),
  ],
  [
    'the answer says under which id it is recorded',
    ({ seen }) => /^dec_[0-9a-f]{32,}$/.test(headerOf(seen, 'decision')),
  ],
  ['the answer says under which policy it was given', ({ seen }) => headerOf(seen, 'policy') === seen.policy],
  [
    'the content type is that of the answer',
    ({ seen }) => (seen.headers['content-type'] ?? '').startsWith(typeOf(seen)),
  ],
  ['the decision is in the ledger', ({ kept }) => kept !== null],
  ['the ledger says under which policy it was', ({ seen, kept }) => kept?.leaf.policy === seen.policy],
  ['the leaf and the record say the same', agrees],
  ['a record holds no content', ({ kept }) => Object.values(marks).every((mark) => !kept?.text.includes(mark))],
  ['a decision is explained as soon as it is answered', isExplained],
  ['the model sees the image that was sent', ({ seen, asked }) => asked.every((body) => shows(body, seen.cell))],
  ['the model is told the policy', ({ asked }) => asked.every((body) => body.includes('Help toward weapons'))],
]

/** Words that nobody judges, that are observed only, or that are checked when they have left. */
function mayOverstep({ check, streaming }: Cell): boolean {
  return check === 'none' || check === 'observe' || (check === 'after' && streaming === 'streamed')
}

const leaves = ({ seen }: Tried, mark: string): boolean => Buffer.from(seen.bytes).includes(mark)

const headerOf = ({ headers }: Tried['seen'], name: string): string => headers[`bylaw-${name}`] ?? ''

const typeOf = ({ cell, status }: Tried['seen']): string =>
  cell.streaming === 'streamed' && status === 200 ? 'text/event-stream' : 'application/json'

const shows = (body: string, { modality }: Cell): boolean => body.includes(marks.image) === (modality === 'image')

function agrees({ kept }: Tried): boolean {
  if (kept === null) return false
  const { leaf, record } = kept
  const outcomes = (of: LedgerRecord['checks'] | LedgerRecord['tools']): string =>
    'digest' in of ? 'left out' : of.map(({ outcome }) => outcome).join()
  const said = (of: readonly { readonly outcome: string }[]): string => of.map(({ outcome }) => outcome).join()
  return (
    leaf.outcome === record.state &&
    outcomes(leaf.checks) === said(record.checks) &&
    outcomes(leaf.tools) === said(record.toolCalls)
  )
}

/** A record whose end could not be written is open until it can be. */
function isExplained({ seen, kept }: Tried): boolean {
  if (seen.explanation === null) return true
  const { status, state } = seen.explanation
  const ended = kept?.record.state
  return status === 200 && state === (ended === 'cut-off' ? 'open' : ended)
}
