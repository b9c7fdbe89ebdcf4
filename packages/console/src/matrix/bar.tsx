import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { useHouse } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'
import { valueIn } from '../app/loaded.ts'
import { type MatrixQuery, type Order, type Show, shows } from './query.ts'

interface BarProps {
  readonly query: MatrixQuery
  change(step: Partial<MatrixQuery>): void
  readonly levels: readonly string[]
  /** How many rows each narrowing would leave by itself. */
  readonly counts: Readonly<Record<Show, number>>
  readonly comparing: boolean
}

const names: Readonly<Record<Show, string>> = {
  hardcoded: 'Hardcoded',
  softcoded: 'Softcoded',
  configured: 'Not the default',
  conditional: '◐ Conditional',
  differs: 'Only what differs',
}

const told: Readonly<Record<Show, string>> = {
  hardcoded: 'No level below root can move it in this situation',
  softcoded: 'Some level below root can move it in this situation',
  configured: 'A statement brought its value about',
  conditional: 'Some statement about it stands under a condition',
  differs: 'Something is otherwise in what it is compared with',
}

const orderNames: Readonly<Record<Order, string>> = {
  spec: 'as in the spec',
  name: 'by name',
  room: 'most room to move',
  authority: 'who may change it',
}

/** Everything that narrows, orders and compares. */
export function Bar({ query, change, levels, counts, comparing }: BarProps) {
  const field = useRef<HTMLInputElement>(null)
  useKeys([{ keys: '/', does: 'Filter the behaviors', run: () => field.current?.focus() }])
  return (
    <search class="matrix-bar" aria-label="Behaviors">
      <input
        ref={field}
        type="search"
        class="matrix-filter"
        aria-label="Filter the behaviors"
        placeholder="Filter the behaviors"
        value={query.text}
        onInput={(event) => change({ text: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Escape' && query.text === '' && event.currentTarget.blur()}
      />
      <Choice label="On for" value={query.on ?? ''} choose={(on) => change({ on: on || null })}>
        <option value="">any level</option>
        {levels.map((level) => (
          <option key={level} value={level}>
            {level}
          </option>
        ))}
      </Choice>
      <Choice label="Kind" value={query.kind ?? ''} choose={(kind) => change({ kind: kind || null })}>
        <option value="">all kinds</option>
        <option value="scale">scales</option>
        <option value="choice">choices</option>
        <option value="bright-line">bright lines</option>
      </Choice>
      <Choice label="Order" value={query.sort} choose={(sort) => change({ sort: sort as Order })}>
        {Object.entries(orderNames).map(([order, name]) => (
          <option key={order} value={order}>
            {name}
          </option>
        ))}
      </Choice>
      <Compare />
      <Toggles query={query} change={change} counts={counts} comparing={comparing} />
    </search>
  )
}

/** What rows are narrowed to by a press. */
function Toggles({ query, change, counts, comparing }: Omit<BarProps, 'levels'>) {
  const toggle = (show: Show): void => {
    const on = query.show.includes(show)
    const others = query.show.filter((each) => each !== show && !excludes(show, each))
    change({ show: on ? others : shows.filter((each) => each === show || others.includes(each)) })
  }
  const offered = shows.filter((show) => show !== 'differs' || comparing)
  return (
    <fieldset class="matrix-toggles">
      <legend class="heard">Only</legend>
      {offered.map((show) => (
        <button
          key={show}
          type="button"
          class="matrix-toggle"
          title={told[show]}
          aria-pressed={query.show.includes(show)}
          onClick={() => toggle(show)}
        >
          {names[show]} <span class="matrix-count">{counts[show]}</span>
        </button>
      ))}
    </fieldset>
  )
}

const excludes = (show: Show, other: Show): boolean =>
  [show, other].every((each) => each === 'hardcoded' || each === 'softcoded')

interface ChoiceProps {
  readonly label: string
  readonly value: string
  choose(value: string): void
  readonly children: ComponentChildren
}

function Choice({ label, value, choose, children }: ChoiceProps) {
  return (
    <label class="matrix-choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {children}
      </select>
    </label>
  )
}

/** What stands beside: another operator, or another version of this one. */
function Compare() {
  const { place, go, list } = useHouse()
  const stacks = valueIn(list) ?? []
  const { compared, version } = place.lens
  const current = version ?? stacks[0]?.name
  const known = stacks.some(({ name }) => name === compared)
  return (
    <Choice label="Compare with" value={compared ?? ''} choose={(name) => go({ lens: { compared: name || null } })}>
      <option value="">nothing</option>
      {compared !== null && !known && <option value={compared}>{compared.slice(0, 12)}</option>}
      {stacks
        .filter(({ name }) => name !== current || name === compared)
        .map(({ name, title }) => (
          <option key={name} value={name}>
            {title ?? name}
          </option>
        ))}
    </Choice>
  )
}
