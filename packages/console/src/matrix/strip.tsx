import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import { countCells } from './differences.ts'
import type { Row } from './rows.ts'
import { counted, list } from './told.ts'

interface StripProps {
  readonly rows: readonly Row[]
  /** Behaviors that are declared only in what is compared with. */
  readonly gone: readonly string[]
  /** What is compared with, for the engine. */
  readonly base: string
}

/** What it comes to: here, and in any situation. */
export function Strip({ rows, gone, base }: StripProps) {
  const { place, go, list: shelf } = useHouse()
  const { opened } = useOpen()
  const { compared } = place.lens
  const name = valueIn(shelf)?.find((each) => each.name === compared)?.title ?? compared?.slice(0, 12)
  const cells = countCells(rows.map(({ difference }) => difference))
  const behaviors = rows.filter(({ difference }) => difference !== null).length
  const decided = rows.filter(({ difference }) => difference?.decided).length
  const anywhere = valueIn(useAnswer('diff', [base, opened.key]))
  return (
    <div class="matrix-strip">
      <p role="status">
        <b>{compared === null ? 'With the draft' : `Compared with ${name}`}:</b>{' '}
        {cells === 0
          ? 'every cell is the same in this situation.'
          : `${counted(cells, 'cell')} in ${counted(behaviors, 'behavior')} ${cells === 1 ? 'differs' : 'differ'}, ${counted(decided, 'decision')} among them.`}{' '}
        {anywhere !== null && ('error' in anywhere ? anywhere.error : told(anywhere))}
        {gone.length > 0 && ` Declared only there: ${list(gone, 'and')}.`}
      </p>
      {compared !== null && (
        <button type="button" class="button button-quiet" onClick={() => go({ lens: { compared: null } })}>
          Stop comparing
        </button>
      )}
    </div>
  )
}

interface Anywhere {
  readonly textOnly: boolean
  readonly changes: readonly { readonly direction: string; readonly behavior: string }[]
  readonly reach: readonly unknown[]
  readonly left: readonly unknown[]
}

function told({ textOnly, changes, reach, left }: Anywhere): string {
  if (textOnly) return 'Only the text differs; no decision does, whoever says what.'
  const ids = (direction: string): number =>
    new Set(changes.filter((each) => each.direction === direction).map(({ behavior }) => behavior)).size
  const parts = [
    [ids('looser'), 'looser'],
    [ids('tighter'), 'tighter'],
    [ids('changed'), 'another value'],
  ] as const
  const some = parts.filter(([count]) => count > 0).map(([count, word]) => `${word} for ${count}`)
  const decided = some.length > 0 ? `In some situation: ${list(some, 'and')}.` : 'No decision differs in any situation'
  const reached = some.length > 0 ? '' : reach.length > 0 ? ', but what levels could reach does.' : '.'
  return `${decided}${reached}${left.length > 0 ? ` Not all could be looked at for ${left.length}.` : ''}`
}
