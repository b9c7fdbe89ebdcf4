// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved through is a grid
// biome-ignore-all lint/a11y/noRedundantRoles: rows are laid out as grids, and some browsers then forget what they are
import type { SeenRow } from '@bylaw/core'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useKeys } from '../app/keys.ts'
import { Level } from '../ui/level.tsx'
import { type Cell, moved, nextRow, type Stop } from './moving.ts'
import type { Selected } from './query.ts'
import { type Columns, columnOf, countColumns, GridRow, levelAt, PartRow } from './row.tsx'
import type { Item } from './rows.ts'
import { useGrowing } from './stable.ts'

interface GridProps {
  readonly items: readonly Item[]
  readonly columns: Columns
  readonly seen: ReadonlyMap<string, SeenRow>
  readonly selected: Selected | null
  /** `keep`: only where the panel is open. */
  select(selected: Selected, how: 'open' | 'keep'): void
  draftNext(selected: Selected): void
  close(): void
  /** Said to be loading by a screen reader. */
  readonly busy: boolean
}

const isHeading = ({ key }: Cell): boolean => key.startsWith('part ')

const keyOf = (item: Item): string => (item.is === 'part' ? `part ${item.id}` : item.row.row.behavior)

/** The behaviors as rows, the levels as columns: one tab stop, and arrow keys inside. */
export function Grid({ items, columns, seen, selected, select, draftNext, close, busy }: GridProps) {
  const table = useRef<HTMLTableElement>(null)
  const width = countColumns(columns)
  const stops = useMemo<readonly Stop[]>(
    () => items.map((item) => ({ key: keyOf(item), columns: item.is === 'part' ? 1 : width })),
    [items, width],
  )
  const [wanted, setWanted] = useState<Cell>({ key: '', column: 0 })
  const active = stops.some(({ key }) => key === wanted.key) ? wanted : firstOf(stops, selected, columns)
  // The next key may come before this is drawn anew.
  const at = useRef(active)
  at.current = active
  const shown = useGrowing(items.length, stops.findIndex(({ key }) => key === active.key) + 12)

  const goTo = (cell: Cell): void => {
    at.current = cell
    setWanted(cell)
    focusCell(table.current, cell)
    if (!isHeading(cell)) select(chosen(cell, columns), 'keep')
  }
  useEffect(() => {
    if (selected === null) return
    const cell = { key: selected.behavior, column: columnOf(selected.level, columns.levels) }
    const show = (): void => cellOf(table.current, cell)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    show()
    // Rows that were not drawn before have their height only now.
    const frame = requestAnimationFrame(show)
    return () => cancelAnimationFrame(frame)
  }, [selected?.behavior, selected?.level])
  const step = (by: 1 | -1) => () => goTo(nextRow(stops, at.current, by))
  useKeys([
    { keys: 'j', does: 'Next behavior', run: step(1) },
    { keys: 'k', does: 'Previous behavior', run: step(-1) },
  ])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey || event.shiftKey || cellAt(event.target) === null) return
    const heading = isHeading(at.current)
    if (!heading && !event.ctrlKey && event.key === 'Enter') select(chosen(at.current, columns), 'open')
    else if (!heading && !event.ctrlKey && event.key === ' ') draftNext(chosen(at.current, columns))
    else if (event.key === 'Escape' && selected !== null) close()
    else {
      const next = moved(stops, at.current, event.key, event.ctrlKey)
      if (next === null) return
      goTo(next)
    }
    event.preventDefault()
  }
  const onClick = (event: MouseEvent): void => {
    const cell = cellAt(event.target)
    if (cell === null) return
    at.current = cell
    setWanted(cell)
    if (!isHeading(cell)) select(chosen(cell, columns), 'open')
  }
  return (
    <div class="matrix-box">
      <table
        ref={table}
        role="grid"
        class={columns.as === null ? 'matrix-grid' : 'matrix-grid matrix-asking'}
        style={{ '--matrix-levels': columns.levels.length }}
        aria-label="Who may change what"
        aria-rowcount={items.length + 1}
        aria-colcount={width}
        aria-busy={busy || shown < items.length}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <Head columns={columns} />
        <tbody role="rowgroup">
          {items.slice(0, shown).map((item, place) => {
            const key = keyOf(item)
            const here = key === active.key
            if (item.is === 'part')
              return <PartRow key={key} item={item} index={place + 2} span={width} active={here} />
            const about = selected?.behavior === key ? columnOf(selected.level, columns.levels) : null
            return (
              <GridRow
                key={key}
                row={item.row}
                index={place + 2}
                columns={columns}
                seen={seen.get(key) ?? null}
                active={here ? active.column : null}
                selected={about}
              />
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Head({ columns: { levels, as } }: { readonly columns: Columns }) {
  const after = ['May move', ...(as === null ? [] : ['Could ask'])]
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        <th role="columnheader" scope="col" aria-colindex={1} class="matrix-name">
          Behavior
        </th>
        <th role="columnheader" scope="col" aria-colindex={2}>
          Decided
        </th>
        {levels.map((level, place) => (
          <th
            key={level}
            role="columnheader"
            scope="col"
            aria-colindex={place + 3}
            class={as !== null && level !== as ? 'matrix-dim' : ''}
          >
            <Level level={level} />
            {level === as && <span class="matrix-viewing">viewing</span>}
          </th>
        ))}
        {after.map((title, place) => (
          <th key={title} role="columnheader" scope="col" aria-colindex={levels.length + 3 + place}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function firstOf(stops: readonly Stop[], selected: Selected | null, columns: Columns): Cell {
  const open = stops.find(({ key }) => key === selected?.behavior)
  if (open !== undefined) return { key: open.key, column: columnOf(selected!.level, columns.levels) }
  const first = stops.find((stop) => stop.columns > 1) ?? stops[0]
  return { key: first?.key ?? '', column: 0 }
}

const chosen = ({ key, column }: Cell, { levels }: Columns): Selected => ({
  behavior: key,
  level: levelAt(column, levels),
})

function cellAt(target: EventTarget | null): Cell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-col]') : null
  const row = cell?.closest<HTMLElement>('[data-key]')
  return cell && row ? { key: row.dataset.key!, column: Number(cell.dataset.col) } : null
}

function cellOf(table: HTMLTableElement | null, { key, column }: Cell): HTMLElement | undefined {
  const row = [...(table?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].find((each) => each.dataset.key === key)
  const cells = row?.querySelectorAll<HTMLElement>('[data-col]')
  return cells?.[Math.min(column, cells.length - 1)]
}

/** Puts the focus on a cell, or on the link in a heading. */
export function focusCell(table: HTMLTableElement | null, at: Cell): void {
  const cell = cellOf(table, at)
  const goal = cell?.querySelector<HTMLElement>('a') ?? cell
  goal?.focus()
}
