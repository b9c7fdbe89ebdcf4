import type { DecisionChange, PolicyDiff, ReachChange } from '@bylaw/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import { useRested, valueIn } from '../app/loaded.ts'
import { isEmpty } from '../place/draft.ts'
import { Words } from '../ui/words.tsx'
import { listed, ordered, turns, where } from './effects.ts'

/** What the draft does in every other situation. Nothing where there is no draft. */
export function Elsewhere() {
  const { draft, place, go } = useHouse()
  const { mounted, opened } = useOpen()
  const both = mounted.digest !== null && opened.digest !== null && mounted.key !== opened.key
  const shown = place.query.show === 'effects'
  const settled = useRested(opened.key) === opened.key
  const result = valueIn(useAnswer('diff', both && shown && settled ? [mounted.key, opened.key] : null))
  const part = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    if (place.anchor !== 'effects') return
    part.current?.scrollIntoView({ block: 'start' })
    part.current?.querySelector('summary')?.focus({ preventScroll: true })
  }, [place])
  if (isEmpty(draft)) return null
  const turn = (event: { readonly currentTarget: HTMLDetailsElement }) => {
    if (event.currentTarget.open !== shown)
      go({ query: { ...place.query, show: event.currentTarget.open ? 'effects' : '' } }, 'replace')
  }
  return (
    <details ref={part} class="play-part play-fold play-elsewhere" open={shown} onToggle={turn}>
      <summary>
        <h2>What the draft does everywhere</h2>
      </summary>
      {!both && (
        <p class="soft">{opened.digest === null ? 'As it stands the draft is refused.' : 'Nothing changes.'}</p>
      )}
      {both && result === null && <p class="soft">Looking at every situation …</p>}
      {both && result !== null && ('error' in result ? <p>{result.error}</p> : <Effects diff={result} />)}
    </details>
  )
}

function Effects({ diff }: { readonly diff: PolicyDiff }) {
  const others = listed(diff)
  return (
    <>
      {diff.same && <p>Nothing changes, in any situation.</p>}
      {diff.changes.length > 0 && (
        <>
          <h3>Decisions that change</h3>
          <Rows rows={ordered(diff.changes)} label="Decisions that change" />
        </>
      )}
      {diff.reach.length > 0 && (
        <>
          <h3>How far levels could go</h3>
          <Rows rows={ordered(diff.reach)} label="How far levels could go" />
        </>
      )}
      {others.map((told) => (
        <p key={told}>
          <Words text={told} />
        </p>
      ))}
      {diff.left.map(({ behavior, reason }) => (
        <p key={behavior} class="play-wrong">
          <code>{behavior}</code> was not looked at in full: {reason}
        </p>
      ))}
      {!diff.same && diff.left.length === 0 && <p class="soft">Nothing else changes, in any situation.</p>}
    </>
  )
}

const first = 40

function Rows({ rows, label }: { readonly rows: readonly (DecisionChange | ReachChange)[]; readonly label: string }) {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, first)
  return (
    <>
      <ul class="play-effects" aria-label={label}>
        {shown.map((row, place) => (
          <EffectRow key={`${row.behavior} ${place}`} row={row} />
        ))}
      </ul>
      {shown.length < rows.length && (
        <button type="button" class="button button-quiet" onClick={() => setAll(true)}>
          Show all {rows.length}
        </button>
      )}
    </>
  )
}

function EffectRow({ row }: { readonly row: DecisionChange | ReachChange }) {
  const { place } = useHouse()
  const { icon, word } = turns[row.direction]
  const query = { behavior: row.behavior, show: place.query.show ?? '' }
  return (
    <li class={`play-effect play-effect-${row.direction}`}>
      <span class="play-turn">
        <span aria-hidden="true">{icon}</span> {word}
      </span>
      <span>
        {'level' in row && (
          <>
            {row.level}
            {row.granted ? ', if granted,' : ''} in{' '}
          </>
        )}
        <Link to={{ query, lens: { facts: row.facts } }} title="See it in that situation">
          <code>{row.behavior}</code>
        </Link>
        : <code>{row.old}</code> <span aria-hidden="true">→</span>
        <span class="heard">becomes</span> <code>{row.new}</code>
        {'asks' in row && row.asks !== undefined && (
          <>
            {' '}
            (asked: {row.asks.old}, now {row.asks.new})
          </>
        )}{' '}
        <span class="soft">{where(row)}</span>
      </span>
    </li>
  )
}
