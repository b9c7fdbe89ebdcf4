import type { ComponentChildren } from 'preact'
import { useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { Empty } from '../app/states.tsx'
import type { Answer } from '../engine/questions.ts'
import type { Effects } from './draft-effects.tsx'
import { Envelope } from './envelope.tsx'
import { EnvelopeDetail } from './envelope-detail.tsx'
import { filterOf, fitting } from './filtering.ts'
import { FindingDetail } from './finding-detail.tsx'
import { Findings } from './findings.tsx'
import { InvariantDetail } from './invariant-detail.tsx'
import { Invariants, type Proved, provedFitting } from './invariants.tsx'
import { useDetailKeys } from './moving.ts'
import { type Reached, showing, showingOf } from './reaching.ts'
import { neighbours, type Part, type Route, restOf } from './route.ts'

interface PartsProps {
  readonly route: Route
  readonly found: Answer<'found'> | null
  readonly proofs: readonly Proved[] | null
  readonly rows: readonly Reached[] | null
  readonly effects: Effects | null
}

/** The list of a part, or one thing of it. */
export function Parts({ route, found, proofs, rows, effects }: PartsProps) {
  const { place } = useHouse()
  const { opened } = useOpen()
  const { part, of } = route
  if (part === 'findings') {
    if (found === null) return null
    if (of === null) return <Findings all={found} />
    const one = found.found.find(({ id }) => id === of)
    const ids = fitting(found.found, filterOf(place.query)).map(({ id }) => id)
    const gone = effects?.findings.gone.some(({ id }) => id === of) ?? false
    return (
      <Detail route={route} all={ids} there={one !== undefined} gone={gone}>
        {one !== undefined && <FindingDetail key={of} found={one} />}
      </Detail>
    )
  }
  if (part === 'invariants') {
    if (proofs === null) return null
    if (of === null) return <Invariants proofs={proofs} />
    const one = proofs.find(({ invariant }) => invariant === of)
    const names = provedFitting(proofs, place.query).map(({ invariant }) => invariant)
    return (
      <Detail route={route} all={names} there={one !== undefined}>
        {one !== undefined && <InvariantDetail key={of} proof={one} />}
      </Detail>
    )
  }
  if (rows === null) return null
  const was = new Map(effects?.envelope.map(({ name, was }) => [name, was]))
  if (of === null) return <Envelope rows={rows} before={was} />
  const one = rows.find(({ behavior }) => behavior === of)
  const valuesOf = (id: string) => opened.behaviors.find((behavior) => behavior.id === id)?.values ?? []
  const ids = showing(rows, valuesOf, showingOf(place.query)).map(({ behavior }) => behavior)
  return (
    <Detail route={route} all={ids} there={one !== undefined && valuesOf(of).length > 0}>
      {one !== undefined && valuesOf(of).length > 0 && <EnvelopeDetail key={of} row={one} />}
    </Detail>
  )
}

interface DetailProps {
  readonly route: Route
  /** Names of all in the list, in its order. */
  readonly all: readonly string[]
  readonly there: boolean
  /** Whether the draft took it away. */
  readonly gone?: boolean
  readonly children: ComponentChildren
}

const lists: Readonly<Record<Part, string>> = {
  findings: 'All findings',
  invariants: 'All invariants',
  envelope: 'All behaviors',
}

function Detail({ route, all, there, gone = false, children }: DetailProps) {
  const { part, of } = route
  const [before, after] = neighbours(all, of ?? '')
  useDetailKeys(route, all)
  const link = (to: string | null, text: string) =>
    to !== null && <Link to={{ rest: restOf({ part, of: to }) }}>{text}</Link>
  return (
    <>
      <p class="analysis-back">
        <Link to={{ rest: restOf({ part, of: null }) }}>← {lists[part]}</Link>
        {link(before, 'Previous')}
        {link(after, 'Next')}
      </p>
      {there ? (
        children
      ) : (
        <Empty title={gone ? 'The draft takes this away' : 'This is not there'}>
          <p>
            {gone
              ? 'With the draft it is not found any more. Discard the draft to see it again.'
              : 'This version has nothing by that name. A link to a finding names its line, which may have moved.'}
          </p>
        </Empty>
      )}
    </>
  )
}
