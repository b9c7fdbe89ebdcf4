// biome-ignore-all lint/a11y/noRedundantRoles: rows are laid out as grids, and some browsers then forget what they are
import type { SeenRow } from '@bylaw/core'
import { useMemo } from 'preact/hooks'
import { Link } from '../app/link.tsx'
import { Level } from '../ui/level.tsx'
import { DecidedCell, LevelCell, MoveCell, NameCell, titleOf } from './cell.tsx'
import type { Item, Row } from './rows.ts'

/** What all rows of a grid share. */
export interface Columns {
  readonly levels: readonly string[]
  /** The level that views; its column stands out, and what it could ask for is another column. */
  readonly as: string | null
}

/** The column of a level; the behavior's own stands for the behavior as a whole. */
export const columnOf = (level: string | null, levels: readonly string[]): number =>
  level === null || !levels.includes(level) ? 0 : levels.indexOf(level) + 2

/** The level of a column; null for one that is no level's. */
export const levelAt = (column: number, levels: readonly string[]): string | null => levels[column - 2] ?? null

export const countColumns = ({ levels, as }: Columns): number => levels.length + 3 + (as === null ? 0 : 1)

interface RowProps {
  readonly row: Row
  /** One-based, the header's included. */
  readonly index: number
  readonly columns: Columns
  readonly seen: SeenRow | null
  /** The column that has the grid's tab stop; null where it is in another row. */
  readonly active: number | null
  /** The column that the panel is about. */
  readonly selected: number | null
}

/** One behavior of the grid. */
export function GridRow({ row, index, columns, seen, active, selected }: RowProps) {
  return useMemo(
    () => draw({ row, index, columns, seen, active, selected }),
    [row, index, columns, seen, active, selected],
  )
}

function draw({ row: shown, index, columns, seen, active, selected }: RowProps) {
  const { row, difference } = shown
  const { levels, as } = columns
  const at = (column: number) => ({
    role: column === 0 ? ('rowheader' as const) : ('gridcell' as const),
    'data-col': column,
    'aria-colindex': column + 1,
    tabIndex: active === column ? 0 : -1,
    'aria-selected': selected === column,
  })
  const [move, asks] = [levels.length + 2, levels.length + 3]
  return (
    <tr role="row" aria-rowindex={index} data-key={row.behavior} class="matrix-row">
      <th scope="row" class="matrix-name" {...at(0)}>
        <NameCell row={row} />
      </th>
      <td class={`matrix-decided${difference?.decided ? ' matrix-differs' : ''}`} data-label="decided" {...at(1)}>
        <DecidedCell row={shown} />
      </td>
      {levels.map((level, place) => {
        const differs = difference?.levels.includes(level) ?? false
        const old = (differs && difference?.old?.levels[level]) || null
        const finds = level === as ? (seen?.above.value ?? null) : null
        const dim = as !== null && level !== as
        return (
          <td
            key={level}
            class={`matrix-cell${dim ? ' matrix-dim' : ''}${differs ? ' matrix-differs' : ''}`}
            title={titleOf(row, level, old, finds)}
            data-label={level}
            {...at(place + 2)}
          >
            <LevelCell row={row} level={level} old={old} finds={finds} />
          </td>
        )
      })}
      <td class="matrix-move" data-label="may move" {...at(move)}>
        <MoveCell row={shown} />
      </td>
      {as !== null && (
        <td class="matrix-asks" data-label="could ask" {...at(asks)}>
          <Asks seen={seen} />
        </td>
      )}
    </tr>
  )
}

/** Whom a level could ask, and for what: the weakest that may. */
function Asks({ seen }: { readonly seen: SeenRow | null }) {
  const [first, ...others] = seen?.asks ?? []
  if (first === undefined) return <span class="soft">nobody</span>
  return (
    <>
      <span class="matrix-value">
        <Level level={first.level} /> {first.how === 'vouch' ? 'to vouch' : `for ${first.value}`}
      </span>
      {others.length > 0 && <span class="matrix-by">and {others.length} more</span>}
    </>
  )
}

interface PartRowProps {
  readonly item: Extract<Item, { is: 'part' }>
  readonly index: number
  readonly span: number
  readonly active: boolean
}

const heading = { role: 'rowheader' } as const

/** The heading of a part of the spec. */
export function PartRow({ item, index, span, active }: PartRowProps) {
  return (
    <tr role="row" aria-rowindex={index} data-key={`part ${item.id}`} class="matrix-part">
      <th {...heading} scope="rowgroup" colSpan={span} aria-colindex={1}>
        <span class="matrix-part-words">
          {item.id === null ? (
            <span data-col={0} tabIndex={active ? 0 : -1}>
              {item.title}
            </span>
          ) : (
            <span data-col={0} class="matrix-part-link">
              <Link to={{ screen: 'spec', rest: [item.id] }} tabIndex={active ? 0 : -1}>
                {item.title}
              </Link>
            </span>
          )}
          <span class="soft">{item.count}</span>
        </span>
      </th>
    </tr>
  )
}
