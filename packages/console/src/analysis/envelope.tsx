import { commandLine, offerCommand } from '../app/copying.ts'
import { useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { Empty } from '../app/states.tsx'
import { writtenFact } from '../place/lens.ts'
import { Span } from '../ui/span.tsx'
import { Row } from './findings.tsx'
import { counted, freeFlags } from './free.ts'
import { GrantForm } from './grants.tsx'
import { useListKeys } from './moving.ts'
import { usePiecemeal } from './piecemeal.ts'
import { couldChange, type Reached, showing, showingOf } from './reaching.ts'
import { restOf } from './route.ts'
import { inOneLine } from './situation.tsx'
import { WordsChoice } from './words-choice.tsx'

interface EnvelopeProps {
  readonly rows: readonly Reached[]
  /** By behavior: the loosest it could get without the draft, where that is another value. */
  readonly before: ReadonlyMap<string, string | null>
}

/** Every behavior with what is decided and the loosest that any words could make of it. */
export function Envelope({ rows, before }: EnvelopeProps) {
  const house = useHouse()
  const { place, go } = house
  const { opened } = useOpen()
  const values = new Map(opened.behaviors.map((behavior) => [behavior.id, behavior.values]))
  const valuesOf = (behavior: string) => values.get(behavior) ?? []
  const shown = showing(rows, valuesOf, showingOf(place.query))
  const pieces = usePiecemeal(shown)
  useListKeys()
  offerCommand(() => commandLine(house, ['envelope', ...freeFlags(place.query.words ?? '')]))
  return (
    <section aria-label="Envelope">
      <EnvelopeBar rows={rows} />
      <p class="analysis-note">
        <b>{rows.filter(couldChange).length}</b> of {counted(rows.length, 'behavior')} could become another value by
        what others say.{' '}
        {place.lens.facts.length > 0
          ? 'The situation in the lens is taken as given; about the rest anything may be said.'
          : 'About the situation anything may be said, too.'}
      </p>
      <details class="analysis-grants" open={place.query.want !== undefined}>
        <summary>Who could be given more</summary>
        <GrantForm behavior={null} />
      </details>
      {shown.length === 0 && (
        <Empty
          title="No behavior fits"
          action={
            <button type="button" class="button" onClick={() => go({ query: {} }, 'replace')}>
              Show all
            </button>
          }
        >
          <p>{counted(rows.length, 'behavior')} left out by the filter.</p>
        </Empty>
      )}
      <ul class="analysis-list">
        {pieces.map((row) => (
          <EnvelopeItem
            key={row.behavior}
            row={row}
            values={valuesOf(row.behavior)}
            before={before.get(row.behavior)}
          />
        ))}
      </ul>
    </section>
  )
}

interface ItemProps {
  readonly row: Reached
  readonly values: readonly string[]
  readonly before: string | null | undefined
}

function EnvelopeItem({ row, values, before }: ItemProps) {
  const { behavior, kind, value, envelope, witness, said } = row
  const given = new Set(useHouse().place.lens.facts.map(writtenFact))
  const notGiven = (witness?.facts ?? []).filter((fact) => !given.has(writtenFact(fact)))
  return (
    <li class="analysis-reach">
      <Row rest={restOf({ part: 'envelope', of: behavior })} class="analysis-row">
        <code>{behavior}</code>
      </Row>
      <Span values={values} value={value} reach={envelope} kind={kind} />
      <p>
        {value}
        {loosest(row)}
        {before !== undefined && <span class="analysis-before"> without the draft {before ?? 'not there'}</span>}
      </p>
      <p class="soft analysis-way">{[...said, inOneLine(notGiven)].filter((each) => each !== '').join('; ')}</p>
    </li>
  )
}

function loosest({ kind, value, envelope, bound, undecided, reachable }: Reached) {
  const others = reachable.filter((each) => each !== value)
  if (kind === 'bright-line') return ', a bright line'
  if (kind === 'choice') return others.length === 0 ? '' : <b>, or {others.join(', ')}</b>
  return (
    <>
      {envelope !== value && <b> → {envelope}</b>}
      {bound !== null && <b> (perhaps {bound})</b>}
      {undecided !== null && <b> (at least)</b>}
    </>
  )
}

const shows = [
  ['', 'All'],
  ['open', 'Could change'],
  ['shut', 'As decided, whatever is said'],
  ['unsure', 'Not told for certain'],
] as const

function EnvelopeBar({ rows }: { readonly rows: readonly Reached[] }) {
  const { place, go } = useHouse()
  const { query } = place
  const { text, show, sort } = showingOf(query)
  const count = (each: string): number => showing(rows, () => [], { text: '', show: each, sort: 'name' }).length
  return (
    <div class="analysis-bar">
      <ul class="analysis-facets" aria-label="Which behaviors">
        {shows.map(([each, title]) => (
          <li key={each}>
            <Link
              class="analysis-facet"
              to={{ query: { ...query, show: each } }}
              aria-current={each === show ? 'true' : undefined}
            >
              {title} <b>{count(each)}</b>
            </Link>
          </li>
        ))}
      </ul>
      <label class="analysis-filter">
        <span class="heard">Filter the behaviors</span>
        <input
          type="search"
          data-filter
          placeholder="Filter by name"
          value={text}
          onInput={({ currentTarget }) => go({ query: { ...query, q: currentTarget.value } }, 'replace')}
        />
      </label>
      <label class="analysis-choice">
        Order{' '}
        <select
          value={sort}
          onChange={({ currentTarget }) => go({ query: { ...query, sort: currentTarget.value } }, 'replace')}
        >
          <option value="">widest first</option>
          <option value="name">by name</option>
        </select>
      </label>
      <WordsChoice />
    </div>
  )
}
