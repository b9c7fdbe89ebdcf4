import type { Arguments, Assertion } from '@bylaw/core'
import { useState } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import { axisLabel, axisOf } from './axes.ts'
import type { Explained } from './stations.ts'

interface GridProps {
  readonly explained: Explained
  readonly args: Arguments | undefined
}

/** The decision over every value of one or two facts. */
export function Grid({ explained, args }: GridProps) {
  const { place, go } = useHouse()
  const { opened } = useOpen()
  const [shown, setShown] = useState(place.query.rows !== undefined)
  const { behavior } = explained.decision
  const first = explained.facts.map(({ reading }) => reading.name)
  const factOf = (name: string | undefined) => opened.facts.find((fact) => fact.name === name)
  const rows = factOf(place.query.rows ?? first[0] ?? opened.facts[0]?.name)
  const wanted = place.query.columns ?? first.find((name) => name !== rows?.name)
  const columns = wanted === rows?.name ? undefined : factOf(wanted)
  const choose = (name: 'rows' | 'columns', value: string) =>
    go({ query: { ...place.query, [name]: value } }, 'replace')
  if (rows === undefined || opened.digest === null || args !== undefined) return null
  return (
    <details class="play-part play-fold" open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
      <summary>
        <h2>Over every value of two facts</h2>
      </summary>
      <p class="play-axes">
        <FactChoice label="Rows" value={rows.name} choose={(value) => choose('rows', value)} />
        <FactChoice label="Columns" value={columns?.name ?? 'none'} none choose={(value) => choose('columns', value)} />
      </p>
      {shown && (
        <Cells
          behavior={behavior}
          rows={axisOf(rows)}
          columns={columns === undefined ? null : axisOf(columns)}
          label={`${behavior} over ${rows.name}${columns === undefined ? '' : ` and ${columns.name}`}`}
        />
      )}
    </details>
  )
}

interface FactChoiceProps {
  readonly label: string
  readonly value: string
  readonly none?: boolean
  choose(value: string): void
}

function FactChoice({ label, value, none = false, choose }: FactChoiceProps) {
  const { opened } = useOpen()
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {none && <option value="none">nothing</option>}
        {opened.facts.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

interface CellsProps {
  readonly behavior: string
  readonly rows: readonly Assertion[]
  readonly columns: readonly Assertion[] | null
  readonly label: string
}

function Cells({ behavior, rows, columns, label }: CellsProps) {
  const { place, go } = useHouse()
  const { opened } = useOpen()
  const { facts } = place.lens
  const axes = columns === null ? [rows] : [rows, columns]
  const values = valueIn(useAnswer('grid', [opened.key, behavior, facts, axes]))
  const scale = opened.behaviors.find(({ id }) => id === behavior)?.values ?? []
  if (values === null || values.length !== rows.length) return null
  const goTo = (chosen: readonly Assertion[]) => {
    const others = facts.filter(({ name }) => !axes.some((axis) => axis[0]!.name === name))
    go({ lens: { facts: [...others, ...chosen.filter(({ by }) => by !== 'none')] } }, 'replace')
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, by keyboard as well
    <section class="play-cells" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <code>{rows[0]!.name}</code>
            </th>
            {(columns ?? [null]).map((column) => (
              <th key={column === null ? '' : axisLabel(column)} scope="col">
                {column === null ? 'value' : axisLabel(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, y) => (
            <tr key={axisLabel(row)}>
              <th scope="row">{axisLabel(row)}</th>
              {(columns ?? [null]).map((column, x) => (
                <Cell
                  key={column === null ? '' : axisLabel(column)}
                  value={values[y]?.[x] ?? null}
                  scale={scale}
                  onChoose={() => goTo(column === null ? [row] : [row, column])}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface CellProps {
  readonly value: string | null
  readonly scale: readonly string[]
  onChoose(): void
}

/** One decision, the stronger in colour the looser it is. */
function Cell({ value, scale, onChoose }: CellProps) {
  const strength = scale.length < 2 || value === null ? 0 : scale.indexOf(value) / (scale.length - 1)
  return (
    <td>
      <button type="button" style={{ '--strength': `${Math.round(strength * 34)}%` }} onClick={onChoose}>
        {value ?? 'not declared'}
      </button>
    </td>
  )
}
