import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useKeys } from '../app/keys.ts'
import { type Cell, moved, nextRow, type Stop } from './moving.ts'
import type { Selected } from './query.ts'
import { type Columns, columnOf, levelAt } from './row.tsx'

/** What is done with a cell. */
export interface Choosing {
  /** `keep`: only where the panel is open. */
  select(selected: Selected, how: 'open' | 'keep'): void
  draftNext(selected: Selected): void
  close(): void
}

interface CursorOptions extends Choosing {
  readonly table: RefObject<HTMLTableElement | null>
  readonly stops: readonly Stop[]
  readonly columns: Columns
  readonly selected: Selected | null
}

interface Cursor {
  /** The cell that has the grid's tab stop. */
  readonly active: Cell
  onKeyDown(event: KeyboardEvent): void
  onClick(event: MouseEvent): void
}

/** Moves through a grid by keys and by mouse. */
export function useCursor({ table, stops, columns, selected, select, draftNext, close }: CursorOptions): Cursor {
  const [wanted, setWanted] = useState<Cell>({ key: '', column: 0 })
  const active = stops.some(({ key }) => key === wanted.key) ? wanted : firstOf(stops, selected, columns)
  // The next key may come before this is drawn anew.
  const at = useRef(active)
  at.current = active

  const goTo = (cell: Cell): void => {
    at.current = cell
    setWanted(cell)
    focusCell(table.current, cell)
    if (!isHeading(cell)) select(chosen(cell, columns), 'keep')
  }
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
  return { active, onKeyDown, onClick }
}

/** Scrolls to the selected cell when it becomes another one. */
export function useInView(
  table: RefObject<HTMLTableElement | null>,
  selected: Selected | null,
  { levels }: Pick<Columns, 'levels'>,
): void {
  useEffect(() => {
    if (selected === null) return
    const cell = { key: selected.behavior, column: columnOf(selected.level, levels) }
    const show = (): void => cellOf(table.current, cell)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    show()
    // Rows that were not drawn before have their height only now.
    const frame = requestAnimationFrame(show)
    return () => cancelAnimationFrame(frame)
  }, [selected?.behavior, selected?.level])
}

const isHeading = ({ key }: Cell): boolean => key.startsWith('part ')

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
