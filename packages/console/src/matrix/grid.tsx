// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are moved through is a grid
// biome-ignore-all lint/a11y/noRedundantRoles: rows are laid out as grids, and some browsers then forget what they are
import type { SeenRow } from '@bylaw/core'
import { useMemo, useRef } from 'preact/hooks'
import { Level } from '../ui/level.tsx'
import type { Stop } from './moving.ts'
import type { Selected } from './query.ts'
import { type Columns, columnOf, countColumns, GridRow, PartRow } from './row.tsx'
import type { Item } from './rows.ts'
import { useGrowing } from './stable.ts'
import { type Choosing, useCursor, useInView } from './use-cursor.ts'

interface GridProps extends Choosing {
  readonly items: readonly Item[]
  readonly columns: Columns
  readonly seen: ReadonlyMap<string, SeenRow>
  readonly selected: Selected | null
  /** Said to be loading by a screen reader. */
  readonly busy: boolean
}

const keyOf = (item: Item): string => (item.is === 'part' ? `part ${item.id}` : item.row.row.behavior)

/** The behaviors as rows, the levels as columns: one tab stop, and arrow keys inside. */
export function Grid({ items, columns, seen, selected, select, draftNext, close, busy }: GridProps) {
  const table = useRef<HTMLTableElement>(null)
  const width = countColumns(columns)
  const stops = useMemo<readonly Stop[]>(
    () => items.map((item) => ({ key: keyOf(item), columns: item.is === 'part' ? 1 : width })),
    [items, width],
  )
  const { active, onKeyDown, onClick } = useCursor({ table, stops, columns, selected, select, draftNext, close })
  const shown = useGrowing(items.length, stops.findIndex(({ key }) => key === active.key) + 12)
  useInView(table, selected, columns)
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
