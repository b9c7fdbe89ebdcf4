import type { TableCell, TableRow } from '../engine/table.ts'

/** What one row was in what it is compared with. */
export interface Difference {
  /** Null: it is not declared there. */
  readonly old: TableRow | null
  /** Whether what is decided is another value. */
  readonly decided: boolean
  /** Levels whose cell is otherwise. */
  readonly levels: readonly string[]
}

/** What is otherwise; null where nothing is. */
export function differenceOf(old: TableRow | null, now: TableRow): Difference | null {
  const levels = Object.keys(now.levels)
  if (old === null) return { old, decided: true, levels }
  const changed = levels.filter((level) => {
    const before = old.levels[level]
    return before === undefined || toldOf(before) !== toldOf(now.levels[level]!)
  })
  const decided = old.value !== now.value
  return decided || changed.length > 0 ? { old, decided, levels: changed } : null
}

/** All that a cell shows, to be compared. */
const toldOf = ({
  speaks,
  value,
  raise,
  tighten,
  grantable,
  choose,
  grants,
  statements,
  conditional,
}: TableCell): string =>
  JSON.stringify([speaks ? value : null, raise, tighten, grantable, choose, grants, statements, conditional])

/** How many cells are otherwise, over all rows. */
export function countCells(differences: readonly (Difference | null)[]): number {
  return differences.reduce((sum, each) => sum + (each === null ? 0 : each.levels.length + (each.decided ? 1 : 0)), 0)
}
