import { useHouse } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { type MatrixQuery, readQuery, type Selected, writtenQuery } from './query.ts'
import { columnOf } from './row.tsx'
import { focusCell } from './use-cursor.ts'

interface Query {
  readonly query: MatrixQuery
  change(step: Partial<MatrixQuery>): void
  /** `keep`: only where something is selected. */
  select(selected: Selected, how: 'open' | 'keep'): void
  /** Nothing is selected then; the focus is back in the grid. */
  close(): void
}

/** What the matrix keeps of itself in the address, and how that becomes another. */
export function useQuery(levels: readonly string[]): Query {
  const { place, go } = useHouse()
  const query = readQuery(place.query)
  const { selected } = query
  const change = (step: Partial<MatrixQuery>, how: 'push' | 'replace' = 'replace'): void =>
    go({ query: writtenQuery({ ...query, ...step }) }, how)
  const select = (next: Selected, how: 'open' | 'keep'): void => {
    if (how === 'keep' && selected === null) return
    change({ selected: next }, selected === null ? 'push' : 'replace')
  }
  const close = (): void => {
    if (selected === null) return
    change({ selected: null })
    const column = columnOf(selected.level, levels)
    focusCell(document.querySelector('.matrix-grid'), { key: selected.behavior, column })
  }
  useKeys([{ keys: 'Escape', does: 'Close what is selected', run: close }])
  return { query, change, select, close }
}
