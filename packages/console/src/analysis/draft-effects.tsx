import { Link } from '../app/link.tsx'
import type { Answer } from '../engine/questions.ts'
import { Words } from '../ui/words.tsx'
import { counted } from './free.ts'
import { restOf } from './route.ts'

export type Effects = Answer<'effects'>

const answers = { holds: 'proved', refuted: 'refuted', undecided: 'undecided' } as const

/** What a draft adds to the findings and takes away, and what it proves and refutes. */
export function DraftEffects({ effects: { findings, invariants, envelope } }: { readonly effects: Effects }) {
  const { fresh, gone } = findings
  const parts = [
    ...(fresh.length > 0 ? [`${counted(fresh.length, 'new finding')}`] : []),
    ...(gone.length > 0 ? [`${counted(gone.length, 'finding')} gone`] : []),
    ...(invariants.length > 0 ? [`${counted(invariants.length, 'invariant')} answered otherwise`] : []),
    ...(envelope.length > 0 ? [`${counted(envelope.length, 'behavior')} with another reach`] : []),
  ]
  return (
    <section class="analysis-effects" aria-label="What the draft does to the analysis">
      <p role="status">
        <b>With the draft:</b> {parts.length === 0 ? 'nothing here is otherwise.' : `${parts.join(', ')}.`}
      </p>
      <ul>
        {fresh.map(({ id, message }) => (
          <li key={id}>
            <b>New</b>{' '}
            <Link to={{ rest: restOf({ part: 'findings', of: id }) }}>
              <Words text={message} />
            </Link>
          </li>
        ))}
        {gone.map(({ id, message }) => (
          <li key={id}>
            <b>Gone</b> <Words text={message} />
          </li>
        ))}
        {invariants.map(({ name, was, now }) => (
          <li key={name}>
            <b>{now === null ? 'No longer stated' : `Now ${answers[now]}`}</b>
            {was !== null && <span class="soft"> (was {answers[was]})</span>}{' '}
            {now === null ? name : <Link to={{ rest: restOf({ part: 'invariants', of: name }) }}>{name}</Link>}
          </li>
        ))}
        {envelope.map(({ name, was, now }) => (
          <li key={name}>
            <b>{now === null ? 'Not declared any more' : `Loosest: ${now}`}</b>
            {was !== null && <span class="soft"> (was {was})</span>}{' '}
            {now === null ? name : <Link to={{ rest: restOf({ part: 'envelope', of: name }) }}>{name}</Link>}
          </li>
        ))}
      </ul>
    </section>
  )
}
