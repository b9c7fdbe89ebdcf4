import { useMemo } from 'preact/hooks'
import { commandLine, diffLine, offerCommand, quoted } from '../app/copying.ts'
import { useHouse, useOpen } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { Empty, Failed, Loading, Stale, Untitled } from '../app/states.tsx'
import { isEmpty } from '../place/draft.ts'
import { Bar } from './bar.tsx'
import { focusCell, Grid } from './grid.tsx'
import { Marks, Shares } from './legend.tsx'
import { Panel } from './panel.tsx'
import { type MatrixQuery, readQuery, type Selected, type Show, shows, unfiltered, writtenQuery } from './query.ts'
import { Refused } from './refused.tsx'
import { columnOf } from './row.tsx'
import { filtered, itemsOf, type Row } from './rows.ts'
import './bar.css'
import './grid.css'
import './cell.css'
import './panel.css'
import './modes.css'
import { useStable } from './stable.ts'
import { Strip } from './strip.tsx'
import { useDrafting } from './use-drafting.ts'
import { useMatrix } from './use-matrix.ts'

/** Who may change what: every behavior, across the chain of command. */
export function MatrixScreen() {
  const { opened } = useOpen()
  const house = useHouse()
  const { as } = house.place.lens
  offerCommand(diffLine(house) ?? (() => commandLine(house, ['matrix', ...(as === null ? [] : ['--as', quoted(as)])])))
  return opened.digest === null ? <Refused /> : <Matrix />
}

function Matrix() {
  const { place, go, draft, retry } = useHouse()
  const matrix = useMatrix()
  const query = readQuery(place.query)
  const { selected } = query
  const change = (step: Partial<MatrixQuery>, how: 'push' | 'replace' = 'replace'): void =>
    go({ query: writtenQuery({ ...query, ...step }) }, how)
  const rows = useStable(matrix.rows, ({ row }) => row.behavior)
  const table = useMemo(() => rows.map(({ row }) => row), [rows])
  const left = useMemo(() => filtered(rows, query), [rows, place.query])
  const items = useMemo(() => itemsOf(left, query.sort, matrix.levels), [left, query.sort, matrix.levels.join()])
  const drafting = useDrafting()
  const chosen = rows.find(({ row }) => row.behavior === selected?.behavior) ?? null
  const { as } = place.lens
  const columns = useMemo(
    () => ({ levels: matrix.levels, as: matrix.levels.includes(as ?? '') ? as : null }),
    [matrix.levels.join(), as],
  )

  const close = (): void => {
    if (selected === null) return
    change({ selected: null })
    const column = columnOf(selected.level, matrix.levels)
    focusCell(document.querySelector('.matrix-grid'), { key: selected.behavior, column })
  }
  useKeys([{ keys: 'Escape', does: 'Close what is selected', run: close }])
  const select = (next: Selected, how: 'open' | 'keep'): void => {
    if (how === 'keep' && selected === null) return
    change({ selected: next }, selected === null ? 'push' : 'replace')
  }
  const draftNext = (at: Selected): void => {
    const row = rows.find((each) => each.row.behavior === at.behavior)
    if (row !== undefined) drafting.next(at, row)
  }
  if (rows.length === 0 && (matrix.failed !== null || matrix.busy)) {
    return (
      <Untitled title="Matrix">
        {matrix.failed !== null ? (
          <Failed what="The matrix" error={matrix.failed} retry={retry} />
        ) : (
          <Loading what="the matrix" />
        )}
      </Untitled>
    )
  }
  return (
    <div
      class={`matrix${chosen === null ? '' : ' matrix-open'}${isEmpty(draft) ? '' : ' matrix-drafted'}`}
      data-ready={matrix.busy ? undefined : ''}
    >
      <div class="matrix-head">
        <h1>Who may change what</h1>
        <Shares rows={table} levels={matrix.levels} />
      </div>
      <Bar
        query={query}
        change={change}
        levels={matrix.levels}
        counts={countsOf(rows)}
        comparing={matrix.base !== null}
      />
      {matrix.base !== null && <Strip rows={rows} gone={matrix.gone} base={matrix.base} />}
      {matrix.failed !== null && <Stale>Not all of this could be asked anew: {matrix.failed.message}</Stale>}
      {matrix.comparison !== null && (
        <p class="notice notice-bad" role="alert">
          What it is compared with could not be opened: {matrix.comparison.message}
        </p>
      )}
      <div class="matrix-body">
        {left.length === 0 ? (
          <Nothing hidden={rows.length} clear={() => change(unfiltered)} />
        ) : (
          <Grid
            items={items}
            columns={columns}
            seen={matrix.seen}
            selected={selected}
            select={select}
            draftNext={draftNext}
            close={close}
            busy={matrix.busy}
          />
        )}
        {chosen !== null && selected !== null && (
          <Panel
            selected={selected}
            row={chosen}
            drafting={drafting}
            select={(next) => change({ selected: next })}
            close={close}
          />
        )}
      </div>
      <p class="heard" role="status">
        {left.length === rows.length ? '' : `${left.length} of ${rows.length} behaviors`}
      </p>
      <Marks />
    </div>
  )
}

function countsOf(rows: readonly Row[]): Readonly<Record<Show, number>> {
  const counted = shows.map((show) => [
    show,
    filtered(rows, { ...unfiltered, show: [show], sort: 'spec', selected: null }).length,
  ])
  return Object.fromEntries(counted)
}

function Nothing({ hidden, clear }: { readonly hidden: number; clear(): void }) {
  if (hidden === 0)
    return (
      <Empty title="No behavior is declared">The spec is prose only. A block of YAML in it declares a behavior.</Empty>
    )
  return (
    <Empty
      title="No behavior matches"
      action={
        <button type="button" class="button" onClick={clear}>
          Clear the filter
        </button>
      }
    >
      {hidden} {hidden === 1 ? 'is' : 'are'} hidden by the filter.
    </Empty>
  )
}
