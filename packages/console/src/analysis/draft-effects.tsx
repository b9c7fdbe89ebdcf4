import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Link } from '../app/link.tsx'
import type { Answer } from '../engine/questions.ts'
import { Words } from '../ui/words.tsx'
import { counted } from './free.ts'
import { restOf } from './route.ts'

export type Effects = Answer<'effects'>

const answers = { holds: 'proved', refuted: 'refuted', undecided: 'undecided' } as const

/** So many are shown at first. */
const few = 8

/** What a draft adds to the findings and takes away, and what it proves and refutes. */
export function DraftEffects({ effects }: { readonly effects: Effects }) {
  const [all, setAll] = useState(false)
  const told = toldEffects(effects)
  return (
    <section class="analysis-effects" aria-label="What the draft does to the analysis">
      <p role="status">
        <b>With the draft:</b> {inSum(effects)}
      </p>
      {told.length > 0 && <ul>{all ? told : told.slice(0, few)}</ul>}
      {told.length > few && (
        <p>
          <button type="button" class="button button-quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${told.length}`}
          </button>
        </p>
      )}
    </section>
  )
}

function inSum({ findings: { fresh, gone }, invariants, envelope }: Effects): string {
  const parts = [
    ...(fresh.length > 0 ? [counted(fresh.length, 'new finding')] : []),
    ...(gone.length > 0 ? [`${counted(gone.length, 'finding')} gone`] : []),
    ...(invariants.length > 0 ? [`${counted(invariants.length, 'invariant')} answered otherwise`] : []),
    ...(envelope.length > 0 ? [`${counted(envelope.length, 'behavior')} with another reach`] : []),
  ]
  return parts.length === 0 ? 'nothing here is otherwise.' : `${parts.join(', ')}.`
}

/** New findings and other answers first: what is gone needs no more doing. */
function toldEffects({ findings: { fresh, gone }, invariants, envelope }: Effects): readonly ComponentChildren[] {
  return [
    ...fresh.map(({ id, message }) => (
      <li key={`new ${id}`}>
        <b>New</b>{' '}
        <Link to={{ rest: restOf({ part: 'findings', of: id }) }}>
          <Words text={message} />
        </Link>
      </li>
    )),
    ...invariants.map(({ name, was, now }) => (
      <li key={`invariant ${name}`}>
        <b>{now === null ? 'No longer stated' : `Now ${answers[now]}`}</b>
        {was !== null && <span class="soft"> (was {answers[was]})</span>}{' '}
        {now === null ? name : <Link to={{ rest: restOf({ part: 'invariants', of: name }) }}>{name}</Link>}
      </li>
    )),
    ...envelope.map(({ name, was, now }) => (
      <li key={`envelope ${name}`}>
        <b>{now === null ? 'Not declared any more' : `Loosest: ${now}`}</b>
        {was !== null && <span class="soft"> (was {was})</span>}{' '}
        {now === null ? name : <Link to={{ rest: restOf({ part: 'envelope', of: name }) }}>{name}</Link>}
      </li>
    )),
    ...gone.map(({ id, message }) => (
      <li key={`gone ${id}`}>
        <b>Gone</b> <Words text={message} />
      </li>
    )),
  ]
}
