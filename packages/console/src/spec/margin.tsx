import type { FactType } from '@bylaw/core'
import { Link } from '../app/link.tsx'
import type { OpenedFact } from '../engine/opened.ts'
import { Level } from '../ui/level.tsx'
import { Span } from '../ui/span.tsx'
import { Words } from '../ui/words.tsx'
import { isBare, type Margin, type MarginBehavior } from './margin.ts'

interface MarginProps {
  readonly title: string
  readonly margin: Margin
  /** The level that looks. */
  readonly as: string | null
  /** The behavior that is pointed at in the text. */
  readonly lit: string | null
}

/** What a section compiles to, beside its text. */
export function MarginNotes({ title, margin, as, lit }: MarginProps) {
  const { behaviors, facts, invariants, citedBy, examples } = margin
  if (isBare(margin)) return null
  return (
    <div class="spec-margin" role="note" aria-label={`What “${title}” compiles to`}>
      {behaviors.map((each) => (
        <BehaviorCard key={each.behavior.id} shown={each} as={as} lit={lit === each.behavior.id} />
      ))}
      {facts.map((fact) => (
        <FactCard key={fact.name} fact={fact} />
      ))}
      {invariants.length > 0 && (
        <ul class="spec-list" aria-label="Invariants that pin it">
          {invariants.map((name) => (
            <li key={name}>
              <span class="spec-chip-kind">invariant</span>{' '}
              <Link to={{ screen: 'analysis', rest: ['invariants', name] }}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
      {examples.count > 0 && <p class="soft">{toldExamples(examples)}</p>}
      {citedBy.length > 0 && <Citations citedBy={citedBy} />}
    </div>
  )
}

function toldExamples({ count, good, bad }: Margin['examples']): string {
  const graded = [...(good > 0 ? [`${good} good`] : []), ...(bad > 0 ? [`${bad} bad`] : [])].join(' and ')
  const examples = `${count} ${count === 1 ? 'example' : 'examples'}`
  return graded === '' ? examples : `${examples}: ${graded} ${good + bad === 1 ? 'answer' : 'answers'}`
}

function BehaviorCard({
  shown,
  as,
  lit,
}: {
  readonly shown: MarginBehavior
  readonly as: string | null
  readonly lit: boolean
}) {
  const { behavior, value, reach, who, seen } = shown
  const name = behavior.title ?? behavior.id
  return (
    <div class={lit ? 'spec-card spec-lit' : 'spec-card'}>
      <p class="spec-card-title">{name}</p>
      <p class="spec-card-id">
        <code>{behavior.id}</code>
      </p>
      {value !== null && (
        <p class="spec-card-value" title={behavior.describe[value]}>
          <Span values={behavior.values} value={value} reach={reach ?? value} kind={behavior.kind} /> <b>{value}</b>
        </p>
      )}
      {seen !== null && as !== null ? (
        <p class={seen.startsWith('may') ? 'spec-card-seen' : 'spec-card-seen spec-card-shut'}>
          <Level level={as} /> <Words text={seen} />
        </p>
      ) : (
        <WhoMay behavior={shown} who={who} />
      )}
      <p class="spec-card-links">
        <Link to={{ screen: 'play', query: { behavior: behavior.id } }} aria-label={`Try it: ${behavior.id}`}>
          Try it
        </Link>
        <Link to={{ screen: 'matrix', query: { sel: behavior.id } }} aria-label={`In the matrix: ${behavior.id}`}>
          In the matrix
        </Link>
      </p>
    </div>
  )
}

function WhoMay({
  behavior: { behavior },
  who,
}: {
  readonly behavior: MarginBehavior
  readonly who: readonly string[] | null
}) {
  if (behavior.kind === 'bright-line') return <p class="spec-card-who">Bright line: nobody may change it</p>
  if (who === null) return null
  if (who.length === 0)
    return <p class="spec-card-who">Nobody may {behavior.kind === 'scale' ? 'loosen' : 'choose'} it</p>
  return (
    <p class="spec-card-who">
      <span>{behavior.kind === 'scale' ? 'May loosen it' : 'May choose'}</span>{' '}
      {who.map((level) => (
        <Level key={level} level={level} short={who.length > 2} />
      ))}
    </p>
  )
}

function FactCard({ fact: { name, title, type, assume, vouchedBy } }: { readonly fact: OpenedFact }) {
  return (
    <div class="spec-card spec-card-fact">
      <p>
        <span class="spec-chip-kind">fact</span> <code>{name}</code>
      </p>
      {title !== null && <p>{title}</p>}
      <p class="soft">
        {toldType(type)}; assumed <code>{String(assume)}</code>
      </p>
      <p class="spec-card-who">
        <span>Vouched for by</span> <Level level={vouchedBy} />
      </p>
    </div>
  )
}

function toldType(type: FactType): string {
  if (type.kind === 'enum') return type.values.join(' · ')
  if (type.kind === 'bool') return 'true or false'
  if (type.min === null && type.max === null) return 'a number'
  return `a number${type.min === null ? '' : ` from ${type.min}`}${type.max === null ? '' : ` to ${type.max}`}`
}

function Citations({ citedBy }: Pick<Margin, 'citedBy'>) {
  return (
    <details class="spec-cited">
      <summary>
        Referred to by {citedBy.length} {citedBy.length === 1 ? 'section' : 'sections'}
      </summary>
      <ul class="spec-list">
        {citedBy.map(({ id, title }) => (
          <li key={id}>
            <Link to={{ screen: 'spec', rest: [id] }}>{title}</Link>
          </li>
        ))}
      </ul>
    </details>
  )
}
