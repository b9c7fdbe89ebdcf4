import { useMemo } from 'preact/hooks'
import { commandLine, diffLine, offerCommand, quoted } from '../app/copying.ts'
import { useHouse, useOpen } from '../app/house.ts'
import { Empty, Failed, Loading, Stale, Untitled } from '../app/states.tsx'
import { isEmpty } from '../place/draft.ts'
import { Bar } from './bar.tsx'
import { Grid } from './grid.tsx'
import { Marks, Shares } from './legend.tsx'
import { Panel } from './panel.tsx'
import { type MatrixQuery, type Selected, type Show, shows, unfiltered } from './query.ts'
import { Refused } from './refused.tsx'
import { filtered, itemsOf, type Row } from './rows.ts'
import './bar.css'
import './grid.css'
import './cell.css'
import './panel.css'
import './modes.css'
import { useStable } from './stable.ts'
import { Strip } from './strip.tsx'
import { useDrafting } from './use-drafting.ts'
import { type MatrixData, useMatrix } from './use-matrix.ts'
import { useQuery } from './use-query.ts'

/** Who may change what: every behavior, across the chain of command. */
export function MatrixScreen() {
  const { opened } = useOpen()
  const house = useHouse()
  const { as } = house.place.lens
  offerCommand(diffLine(house) ?? (() => commandLine(house, ['matrix', ...(as === null ? [] : ['--as', quoted(as)])])))
  return opened.digest === null ? <Refused /> : <Matrix />
}

function Matrix() {
  const { draft } = useHouse()
  const matrix = useMatrix()
  const { query, change, select, close } = useQuery(matrix.levels)
  const { selected } = query
  const { rows, left, items, columns } = useLaidOut(matrix, query)
  const drafting = useDrafting()
  const rowOf = (behavior: string) => rows.find(({ row }) => row.behavior === behavior) ?? null
  const chosen = selected === null ? null : rowOf(selected.behavior)
  const draftNext = (at: Selected): void => {
    const row = rowOf(at.behavior)
    if (row !== null) drafting.next(at, row)
  }
  if (rows.length === 0 && (matrix.failed !== null || matrix.busy)) return <Unanswered failed={matrix.failed} />
  return (
    <div
      class={`matrix${chosen === null ? '' : ' matrix-open'}${isEmpty(draft) ? '' : ' matrix-drafted'}`}
      data-ready={matrix.busy ? undefined : ''}
    >
      <Head matrix={matrix} rows={rows} query={query} change={change} />
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

/** The rows that the query leaves, in its order, and the columns beside them. */
function useLaidOut(matrix: MatrixData, query: MatrixQuery) {
  const { place } = useHouse()
  const { as } = place.lens
  const { levels } = matrix
  const rows = useStable(matrix.rows, ({ row }) => row.behavior)
  const left = useMemo(() => filtered(rows, query), [rows, place.query])
  const items = useMemo(() => itemsOf(left, query.sort, levels), [left, query.sort, levels.join()])
  const columns = useMemo(() => ({ levels, as: levels.includes(as ?? '') ? as : null }), [levels.join(), as])
  return { rows, left, items, columns }
}

/** There is nothing to show yet, or nothing could be had. */
function Unanswered({ failed }: { readonly failed: Error | null }) {
  const { retry } = useHouse()
  return (
    <Untitled title="Matrix">
      {failed !== null ? <Failed what="The matrix" error={failed} retry={retry} /> : <Loading what="the matrix" />}
    </Untitled>
  )
}

interface HeadProps {
  readonly matrix: MatrixData
  readonly rows: readonly Row[]
  readonly query: MatrixQuery
  change(step: Partial<MatrixQuery>): void
}

/** What stands above the grid: who may change how much, the bar, what differs and what could not be had. */
function Head({ matrix: { levels, base, gone, failed, comparison }, rows, query, change }: HeadProps) {
  const table = useMemo(() => rows.map(({ row }) => row), [rows])
  return (
    <>
      <div class="matrix-head">
        <h1>Who may change what</h1>
        <Shares rows={table} levels={levels} />
      </div>
      <Bar query={query} change={change} levels={levels} counts={countsOf(rows)} comparing={base !== null} />
      {base !== null && <Strip rows={rows} gone={gone} base={base} />}
      {failed !== null && <Stale>Not all of this could be asked anew: {failed.message}</Stale>}
      {comparison !== null && (
        <p class="notice notice-bad" role="alert">
          What it is compared with could not be opened: {comparison.message}
        </p>
      )}
    </>
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
