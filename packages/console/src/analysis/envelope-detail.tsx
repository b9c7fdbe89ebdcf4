import { commandLine, offerCommand } from '../app/copying.ts'
import { useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import type { OpenedBehavior } from '../engine/opened.ts'
import { freeFlags, freeLevels, listed } from './free.ts'
import { GrantForm } from './grants.tsx'
import { useArrival } from './moving.ts'
import { couldChange, type Reached } from './reaching.ts'
import { Situations } from './situations.tsx'
import { WitnessShown } from './witness.tsx'
import { WordsChoice } from './words-choice.tsx'

/** One behavior: what is decided, what words could make of it, and the shortest way there. */
export function EnvelopeDetail({ row }: { readonly row: Reached }) {
  const { behavior: id, witness, said, envelope, undecided } = row
  const house = useHouse()
  const { opened } = useOpen()
  const behavior = opened.behaviors.find((each) => each.id === id)!
  const heading = useArrival(id)
  const chosen = house.place.query.words ?? ''
  const { facts } = house.place.lens
  offerCommand(() => commandLine(house, ['envelope', '--behavior', id, ...freeFlags(chosen)]))
  return (
    <article class="analysis-detail">
      <header>
        <p class="analysis-finding-head">
          <code class="soft">{id}</code>
        </p>
        <h2 ref={heading} tabIndex={-1}>
          {behavior.title ?? id}
        </h2>
        <p>{inWords(row, freeLevels(opened, chosen))}</p>
        {facts.length > 0 && <p class="soft">The situation in the lens is taken as given.</p>}
        <WordsChoice />
        <p class="analysis-actions">
          <Link class="button button-quiet" to={{ screen: 'play', query: { behavior: id } }}>
            Open in the playground
          </Link>
          <Link class="button button-quiet" to={{ screen: 'matrix', query: { sel: id } }}>
            Who may change it
          </Link>
        </p>
      </header>
      <Ladder behavior={behavior} row={row} />
      {undecided !== null && (
        <p class="notice">This is not complete: {undecided}. What is shown as out of reach is not proved to be.</p>
      )}
      <Opaque row={row} />
      {witness !== null && (
        <section>
          <h3>The shortest way to {envelope}</h3>
          <WitnessShown key={JSON.stringify(witness)} witness={witness} said={said} values={{ [id]: envelope }} />
        </section>
      )}
      <Situations row={row} />
      {behavior.kind !== 'bright-line' && (
        <section class="analysis-grants">
          <h3>Who could be given more</h3>
          <GrantForm key={id} behavior={id} />
        </section>
      )}
    </article>
  )
}

function inWords(row: Reached, free: readonly string[]): string {
  const { kind, value, envelope, reachable } = row
  const whose = free.length === 0 ? 'With only what is mounted said' : `Whatever ${listed(free)} say`
  if (kind === 'bright-line') return `It is a bright line: always ${value}. Nobody may change it, root included.`
  if (!couldChange(row)) return `It is ${value}. ${whose}, it stays so.`
  if (kind === 'choice')
    return `It is ${value}. Words could make it ${listed(reachable.filter((each) => each !== value))}.`
  if (value === envelope) return `It is ${value}. Whether words could make it looser can’t be told for certain.`
  if (free.length === 0) return `It is ${value}. ${whose}, it could get as loose as ${envelope}.`
  return `It is ${value}. The loosest that words of ${listed(free)} could make of it is ${envelope}.`
}

/** Its values, one below the other: what is decided, what words could reach, and what no words reach. */
function Ladder({ behavior, row }: { readonly behavior: OpenedBehavior; readonly row: Reached }) {
  return (
    <section>
      <h3>{behavior.kind === 'scale' ? 'From the tightest to the loosest' : 'Its values'}</h3>
      <ol class="analysis-ladder">
        {behavior.values.map((value) => {
          const state = stateOf(value, behavior, row)
          return (
            <li key={value} class={`analysis-rung analysis-rung-${state}`}>
              <b>{value}</b> <span class="analysis-rung-state">{states[state]}</span>
              {behavior.describe[value] !== undefined && <p class="soft">{behavior.describe[value]}</p>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** What of its conditions can't be tried out in full. */
function Opaque({ row: { opaque, bound } }: { readonly row: Reached }) {
  if (opaque.length === 0) return null
  return (
    <div class="notice">
      <p>
        It also depends on what no list of situations exhausts
        {bound === null ? ', though it could get no looser by that' : `: by that it could get as loose as ${bound}`}.
      </p>
      <ul>
        {opaque.map((condition) => (
          <li key={condition}>
            <code>{condition}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}

type State = 'decided' | 'tighter' | 'reach' | 'perhaps' | 'out'

const states: Readonly<Record<State, string>> = {
  decided: 'decided',
  tighter: 'tighter than decided',
  reach: 'could become so',
  perhaps: 'can’t be told for certain',
  out: 'out of reach of any words',
}

function stateOf(value: string, { values, kind }: OpenedBehavior, row: Reached): State {
  if (value === row.value) return 'decided'
  if (kind !== 'scale') return row.reachable.includes(value) ? 'reach' : row.undecided === null ? 'out' : 'perhaps'
  const at = values.indexOf(value)
  if (at < values.indexOf(row.value)) return 'tighter'
  if (at <= values.indexOf(row.envelope)) return 'reach'
  return row.undecided !== null || at <= values.indexOf(row.bound ?? row.envelope) ? 'perhaps' : 'out'
}
