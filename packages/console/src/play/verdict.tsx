import { useOpen } from '../app/house.ts'
import { Refusal } from '../app/refusal.tsx'
import { Failed, Stale } from '../app/states.tsx'
import { Span } from '../ui/span.tsx'
import { Words } from '../ui/words.tsx'
import { type Rung, rungsOf } from './deciders.ts'
import type { Explained } from './stations.ts'
import type { Played } from './use-played.ts'

const why = {
  refused: 'As it stands the draft is refused. This is the last decision that could be made.',
  args: 'The arguments are not a JSON object. This is the last decision that could be made.',
}

/** The decision in one sentence, and where its value stands among all that there are. */
export function Verdict({ played }: { readonly played: Played }) {
  const { explained, loaded, stale, before } = played
  const { opened } = useOpen()
  if (explained === null) {
    if (opened.digest === null)
      return (
        <section class="play-verdict" aria-label="Verdict">
          <Refusal />
        </section>
      )
    return loaded.state === 'failed' ? (
      <Failed what="The decision" error={loaded.error} />
    ) : (
      <section class="play-verdict play-verdict-none" aria-label="Verdict" />
    )
  }
  const { value } = explained.decision
  return (
    <section class={`play-verdict${stale === null ? '' : ' play-verdict-stale'}`} aria-labelledby="play-verdict-title">
      <h2 id="play-verdict-title" class="heard">
        Verdict
      </h2>
      {stale !== null && <Stale>{why[stale]}</Stale>}
      <p class="play-value" data-verdict={value ?? ''}>
        {before !== null && before !== value && (
          <>
            <s class="play-value-before">
              <span class="heard">without the draft </span>
              {before}
            </s>{' '}
            <span class="play-arrow" aria-hidden="true">
              →
            </span>{' '}
          </>
        )}
        <strong>{value ?? 'not declared'}</strong>
      </p>
      <p class="play-sentence">
        <Words text={explained.sentence} />
      </p>
      <Ladder explained={explained} />
    </section>
  )
}

const icons: Readonly<Record<Rung['state'], string>> = { decided: '●', permitted: '✓', reachable: '◐', closed: '✕' }

function Ladder({ explained }: { readonly explained: Explained }) {
  const { opened, mounted } = useOpen()
  const { decision, changes } = explained
  if (decision.value === null) return null
  const behaviors = opened.digest === null ? mounted.behaviors : opened.behaviors
  const behavior = behaviors.find(({ id }) => id === decision.behavior) ?? familyOf(behaviors, decision.behavior)
  if (behavior === undefined) return null
  const rungs = rungsOf(behavior.values, decision, changes)
  const reach = rungs.findLast(({ state }) => state === 'reachable')?.value ?? decision.value
  return (
    <>
      {decision.kind === 'scale' && (
        <p class="play-span">
          <span class="soft">tighter</span>
          <Span values={behavior.values} value={decision.value} reach={reach} kind={decision.kind} />
          <span class="soft">looser</span>
        </p>
      )}
      <ul class="play-rungs" aria-label={`Values of ${decision.behavior}`}>
        {rungs.map(({ value, state, word }) => (
          <li key={value} class={`play-rung play-rung-${state}`}>
            <p class="play-rung-head">
              <span aria-hidden="true">{icons[state]}</span> <code>{value}</code>{' '}
              <span class="play-rung-word">{word}</span>
            </p>
            {behavior.describe[value] !== undefined && <p class="soft">{behavior.describe[value]}</p>}
          </li>
        ))}
      </ul>
    </>
  )
}

/** The declaration with the longest prefix gives a concrete tool its values. */
function familyOf<B extends { readonly id: string }>(behaviors: readonly B[], id: string): B | undefined {
  return behaviors
    .filter((each) => each.id.endsWith('.*') && id.startsWith(each.id.slice(0, -1)))
    .toSorted((a, b) => b.id.length - a.id.length)[0]
}
