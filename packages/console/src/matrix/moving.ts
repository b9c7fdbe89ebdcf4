/** A cell of the grid: the key of its row, and its column. */
export interface Cell {
  readonly key: string
  readonly column: number
}

/** A row as far as moving goes: a heading has one column. */
export interface Stop {
  readonly key: string
  readonly columns: number
}

const page = 10

/**
 * Where a key leads from a cell, as in a spreadsheet; null where it leads nowhere. From a heading, the column that one
 * came with is kept.
 * @param ctrl with Home and End: to the first and the last row
 */
export function moved(stops: readonly Stop[], from: Cell, key: string, ctrl: boolean): Cell | null {
  const at = Math.max(
    0,
    stops.findIndex((stop) => stop.key === from.key),
  )
  const stop = stops[at]
  if (stop === undefined) return null
  const column = Math.min(from.column, stop.columns - 1)
  const to = (row: number, col: number): Cell => ({
    key: stops[Math.min(Math.max(row, 0), stops.length - 1)]!.key,
    column: col,
  })
  const last = Math.max(...stops.map(({ columns }) => columns)) - 1
  const steps: Readonly<Record<string, () => Cell>> = {
    ArrowDown: () => to(at + 1, from.column),
    ArrowUp: () => to(at - 1, from.column),
    PageDown: () => to(at + page, from.column),
    PageUp: () => to(at - page, from.column),
    ArrowRight: () => to(at, Math.min(column + 1, stop.columns - 1)),
    ArrowLeft: () => to(at, Math.max(column - 1, 0)),
    Home: () => (ctrl ? to(0, 0) : to(at, 0)),
    End: () => (ctrl ? to(stops.length - 1, last) : to(at, stop.columns - 1)),
  }
  return steps[key]?.() ?? null
}

/** The next row, headings passed over; the same one at the ends. */
export function nextRow(stops: readonly Stop[], from: Cell, by: 1 | -1): Cell {
  const at = stops.findIndex((stop) => stop.key === from.key)
  const others = by === 1 ? stops.slice(at + 1) : stops.slice(0, Math.max(at, 0)).toReversed()
  const next = others.find(({ columns }) => columns > 1)
  return next === undefined ? from : { key: next.key, column: from.column }
}
