import { useHouse } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { counted } from './free.ts'
import { usePiecemeal } from './piecemeal.ts'
import { outcomesOf, type Reached } from './reaching.ts'
import { inOneLine } from './situation.tsx'

/** What is decided, and how loose it could get, by what is vouched for. */
export function Situations({ row }: { readonly row: Reached }) {
  const { cells, kind } = row
  if (cells.length < 2) return null
  return (
    <section>
      <h3>By what is vouched for</h3>
      <p class="analysis-note">
        {counted(cells.length, 'situation')} can be told apart. {row.opaque.length > 0 && 'Told without arguments.'}
      </p>
      <ul class="analysis-outcomes">
        {outcomesOf(row).map((outcome) => (
          <li key={`${outcome.value} ${outcome.envelope}`}>
            <b>{outcome.value}</b>
            {kind === 'scale' && outcome.envelope !== outcome.value && (
              <>
                {' '}
                → <b>{outcome.envelope}</b>
              </>
            )}{' '}
            in {counted(outcome.cells.length, 'situation')}, as where{' '}
            {inOneLine(outcome.cells[0]!.facts) || 'nobody vouches for anything'}
          </li>
        ))}
      </ul>
      <details>
        <summary>Every situation as a table</summary>
        <CellTable row={row} />
      </details>
    </section>
  )
}

function CellTable({ row: { behavior, cells, kind } }: { readonly row: Reached }) {
  const { place } = useHouse()
  const names = [...new Set(cells.flatMap(({ facts }) => facts.map(({ name }) => name)))]
  const shown = usePiecemeal(cells)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by keys
    <section class="analysis-scroll" aria-label="Every situation" tabIndex={0}>
      <table class="analysis-table">
        <thead>
          <tr>
            <th scope="col">Decided</th>
            {kind === 'scale' && <th scope="col">Loosest</th>}
            {names.map((name) => (
              <th key={name} scope="col">
                <code>{name}</code>
              </th>
            ))}
            <th scope="col">Playground</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ facts, value, envelope }) => (
            <tr key={inOneLine(facts)}>
              <td>{value}</td>
              {kind === 'scale' && (
                <td>{envelope === value ? <span class="soft">{envelope}</span> : <b>{envelope}</b>}</td>
              )}
              {names.map((name) => {
                const fact = facts.find((each) => each.name === name)
                return (
                  <td key={name}>{fact === undefined ? <span class="soft">nobody says</span> : String(fact.value)}</td>
                )
              })}
              <td>
                <Link to={{ screen: 'play', query: { behavior }, lens: { facts: [...place.lens.facts, ...facts] } }}>
                  Try<span class="heard"> where {inOneLine(facts) || 'nobody vouches for anything'}</span>
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
