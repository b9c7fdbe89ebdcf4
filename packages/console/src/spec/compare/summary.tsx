import type { DiffResult, PolicyDiff } from '@bylaw/core'
import { Link } from '../../app/link.tsx'
import { type Loaded, valueIn } from '../../app/loaded.ts'
import type { ComparedSection } from '../../engine/compare.ts'
import { covers, type Meaning, meaningOf, meanings, type Told } from './meaning.ts'

/** A section that differs, and what that means; null where that is not known. */
export interface Changed {
  readonly section: ComparedSection
  readonly told: readonly Told[] | null
}

interface SummaryProps {
  readonly sections: readonly ComparedSection[]
  readonly changed: readonly Changed[]
  readonly meaning: PolicyDiff | null
  readonly diff: Loaded<DiffResult>
  /** Whether both policies decide anything. */
  readonly decidable: boolean
}

/** How much is written otherwise, and how much is decided otherwise. */
export function Summary({ sections, changed, meaning, diff, decidable }: SummaryProps) {
  const count = (state: ComparedSection['state']) => sections.filter((section) => section.state === state).length
  const states = (['changed', 'added', 'removed', 'same'] as const).flatMap((state) =>
    count(state) === 0 ? [] : [`${count(state)} ${state === 'same' ? 'the same' : state}`],
  )
  return (
    <div class="spec-summary">
      <p role="status">
        Sections: {states.join(', ')}. <DecidedOtherwise meaning={meaning} diff={diff} decidable={decidable} />
      </p>
      {meaning !== null && (
        <>
          <Counts changed={changed} meaning={meaning} />
          <Elsewhere changed={changed} meaning={meaning} />
        </>
      )}
    </div>
  )
}

function DecidedOtherwise({ meaning, diff, decidable }: Pick<SummaryProps, 'meaning' | 'diff' | 'decidable'>) {
  const found = valueIn(diff)
  if (!decidable) return <>One of the two is refused, so what is decided can’t be compared.</>
  if (diff.state === 'failed') return <>What is decided could not be compared: {diff.error.message}</>
  if (found !== null && 'error' in found) return <>What is decided could not be compared: {found.error}</>
  if (meaning === null) return <>What is decided is being compared.</>
  if (meaning.textOnly) return <>Nothing is decided otherwise, whoever says what: only words have changed.</>
  const behaviors = behaviorsOf(meaning).length
  const left = meaning.left.length === 0 ? '' : ` ${meaning.left.length} could not be compared in full.`
  return (
    <>
      {behaviors} {behaviors === 1 ? 'behavior comes' : 'behaviors come'} out otherwise.{left}
    </>
  )
}

const behaviorsOf = ({ changes, reach, added, removed }: PolicyDiff): readonly string[] => [
  ...new Set([...changes, ...reach].map(({ behavior }) => behavior).concat(added.behaviors, removed.behaviors)),
]

function Counts({ changed, meaning }: { readonly changed: readonly Changed[]; readonly meaning: PolicyDiff }) {
  const found = changed.map(({ section, told }) => meaningOf(told ?? [], section, meaning))
  const names = (Object.keys(meanings) as Meaning[]).filter((name) => found.includes(name))
  return (
    <ul class="spec-counts" aria-label="Sections by what their changes mean">
      {names.map((name) => {
        const { word, shape, says } = meanings[name]
        return (
          <li key={name} class={`spec-meaning spec-meaning-${name}`} title={says}>
            <span aria-hidden="true">{shape}</span> {word}: {found.filter((each) => each === name).length}
          </li>
        )
      })}
    </ul>
  )
}

/** Behaviors that come out otherwise though no section listed here speaks of them. */
function Elsewhere({ changed, meaning }: { readonly changed: readonly Changed[]; readonly meaning: PolicyDiff }) {
  const here = changed.flatMap(({ section }) => section.behaviors)
  const others = behaviorsOf(meaning).filter((behavior) => !here.some((name) => covers(name, behavior)))
  if (others.length === 0) return null
  return (
    <details class="spec-written">
      <summary>
        {others.length} {others.length === 1 ? 'behavior comes' : 'behaviors come'} out otherwise and no changed section
        speaks of {others.length === 1 ? 'it' : 'them'}
      </summary>
      <p class="spec-chips">
        {others.map((behavior) => (
          <Link key={behavior} class="spec-chip" to={{ screen: 'play', query: { behavior } }}>
            {behavior}
          </Link>
        ))}
      </p>
    </details>
  )
}
