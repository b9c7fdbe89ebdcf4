import type { EnvelopeRow } from '@bylaw/core'
import type { Shelfmark, TableRow } from '../engine/table.ts'
import { type Difference, differenceOf } from './differences.ts'
import type { MatrixQuery } from './query.ts'

/** One behavior as the grid shows it. */
export interface Row {
  readonly row: TableRow
  readonly shelfmark: Shelfmark | null
  /** How far words could move it; null while that is asked. */
  readonly reach: Reach | null
  /** What is otherwise in what it is compared with; null where nothing is, or nothing is compared. */
  readonly difference: Difference | null
  /** How many statements about it stand under a condition. */
  readonly conditional: number
}

export type Reach = Pick<EnvelopeRow, 'envelope' | 'reachable' | 'bound' | 'undecided'>

/** A heading of the grid, or a row. */
export type Item =
  | { readonly is: 'part'; readonly id: string | null; readonly title: string; readonly count: number }
  | { readonly is: 'row'; readonly row: Row }

/** Puts together what the engine answered. */
export function rowsOf(
  table: readonly TableRow[],
  shelfmarks: readonly Shelfmark[],
  reaches: readonly EnvelopeRow[],
  before: readonly TableRow[] | null,
): readonly Row[] {
  const places = new Map(shelfmarks.map((each) => [each.behavior, each]))
  const found = new Map(reaches.map((each) => [each.behavior, each]))
  const old = before === null ? null : new Map(before.map((each) => [each.behavior, each]))
  return table.map((row) => {
    const reached = found.get(row.behavior)
    return {
      row,
      shelfmark: places.get(row.behavior) ?? null,
      reach: reached === undefined ? null : pickReach(reached),
      difference: old === null ? null : differenceOf(old.get(row.behavior) ?? null, row),
      conditional: Object.values(row.levels).reduce((sum, { conditional }) => sum + conditional, 0),
    }
  })
}

const pickReach = ({ envelope, reachable, bound, undecided }: EnvelopeRow): Reach => ({
  envelope,
  reachable,
  bound,
  undecided,
})

/** The rows that the query leaves. */
export function filtered(rows: readonly Row[], query: MatrixQuery): readonly Row[] {
  const words = query.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return rows.filter((each) => isLeft(each, query) && words.every((word) => textOf(each).includes(word)))
}

function isLeft({ row, conditional, difference }: Row, { on, kind, show }: MatrixQuery): boolean {
  if (on !== null && row.levels[on]?.on !== true) return false
  if (kind !== null && row.kind !== kind) return false
  const of = {
    hardcoded: row.hardcoded,
    softcoded: !row.hardcoded,
    configured: row.configured,
    conditional: conditional > 0,
    differs: difference !== null,
  }
  return show.every((each) => of[each])
}

const textOf = ({ row, shelfmark }: Row): string =>
  [row.behavior, row.title, row.value, shelfmark?.title, shelfmark?.part?.title, row.authority, row.kind]
    .join(' ')
    .toLowerCase()

/** The rows in the order asked for; in the spec's own with a heading wherever another part begins. */
export function itemsOf(rows: readonly Row[], sort: MatrixQuery['sort'], levels: readonly string[]): readonly Item[] {
  if (sort !== 'spec') return sorted(rows, sort, levels).map((row) => ({ is: 'row', row }))
  const parts = new Map<string, Row[]>()
  for (const row of rows) {
    const part = row.shelfmark?.part?.id ?? ''
    parts.set(part, [...(parts.get(part) ?? []), row])
  }
  return [...parts.values()].flatMap((inside): readonly Item[] => {
    const part = inside[0]!.shelfmark?.part ?? null
    const heading = {
      is: 'part',
      id: part?.id ?? null,
      title: part?.title ?? 'In no section',
      count: inside.length,
    } as const
    return [heading, ...inside.map((row) => ({ is: 'row', row }) as const)]
  })
}

function sorted(rows: readonly Row[], sort: MatrixQuery['sort'], levels: readonly string[]): readonly Row[] {
  const rank = ({ row }: Row): number =>
    row.kind === 'bright-line' ? -1 : [...levels, 'guideline'].indexOf(row.authority)
  const name = ({ row }: Row): string => row.title ?? row.behavior
  const byName = (a: Row, b: Row): number => name(a).localeCompare(name(b))
  if (sort === 'room') return rows.toSorted((a, b) => room(b) - room(a) || byName(a, b))
  if (sort === 'authority') return rows.toSorted((a, b) => rank(a) - rank(b) || byName(a, b))
  return rows.toSorted(byName)
}

/** How many values further words could take it; of a choice, how many others there are to be had. */
export function room({ row, reach }: Row): number {
  if (reach === null) return 0
  if (row.kind === 'choice') return reach.reachable.filter((value) => value !== row.value).length
  return row.values.indexOf(reach.envelope) - row.values.indexOf(row.value)
}
