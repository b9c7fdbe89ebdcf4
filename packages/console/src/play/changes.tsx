import type { Decision } from '@bylaw/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useHouse, useOpen } from '../app/house.ts'
import { Level } from '../ui/level.tsx'
import { Words } from '../ui/words.tsx'
import { decidersOf, type ToldChange } from './deciders.ts'
import type { Explained } from './stations.ts'
import { type Tries, useTries } from './use-tries.ts'

/** What would change the decision, by who could do it; each can be tried. */
export function Changes({ explained, decision }: { readonly explained: Explained; readonly decision: Decision }) {
  const { place } = useHouse()
  const { opened } = useOpen()
  const tries = useTries()
  const [onlyHere, setOnlyHere] = useState(false)
  const [refused, setRefused] = useState<ToldChange | null>(null)
  const { as, facts } = place.lens
  const deciders = decidersOf(opened.levels, explained.changes, as)
  const attempt = async (change: ToldChange) => {
    const done = await tries.attempt(decision.behavior, decision.value, change, onlyHere && facts.length > 0)
    setRefused(done ? null : change)
  }
  const away = opened.digest === null
  return (
    <section class="play-part" aria-labelledby="play-changes-title">
      <div class="play-part-head">
        <h2 id="play-changes-title">What would change this</h2>
        {deciders.length > 0 && (
          <label class="play-only">
            <input
              type="checkbox"
              checked={onlyHere && facts.length > 0}
              disabled={facts.length === 0}
              onChange={({ currentTarget }) => setOnlyHere(currentTarget.checked)}
            />{' '}
            only in this situation
          </label>
        )}
      </div>
      <Outcome tries={tries} decision={decision} />
      {deciders.length === 0 && (
        <p class="play-nobody">
          <span aria-hidden="true">✕</span> <b>Nobody.</b>{' '}
          {decision.kind === 'bright-line' ? 'This is a bright line.' : 'No word from any level changes it here.'}
        </p>
      )}
      {deciders.map(({ who, level, changes }) => (
        <div key={who} class="play-decider">
          <h3>
            <Level level={level} short /> {who}
          </h3>
          <ul class="play-changes">
            {changes.map((change) => (
              <li key={change.told}>
                <p>
                  <Words text={`${change.told.charAt(0).toUpperCase()}${change.told.slice(1)}.`} />
                </p>
                <button
                  type="button"
                  class="button button-quiet"
                  disabled={away}
                  aria-label={`Try it: ${change.told.replaceAll('`', '')}`}
                  onClick={() => attempt(change)}
                >
                  Try it
                </button>
                {refused === change && <p class="play-wrong">This can’t be written into the files as they stand.</p>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** What came of the last thing tried, and the way back. */
function Outcome({ tries: { last, undo }, decision }: { readonly tries: Tries; readonly decision: Decision }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (last !== null) box.current?.focus()
  }, [last])
  if (last === null || last.behavior !== decision.behavior) return null
  return (
    <section class="play-outcome" ref={box} tabIndex={-1} aria-label="What was tried">
      <p>
        <b>Tried:</b> <Words text={last.told} />.
      </p>
      <p class="play-was">
        <code>{last.value}</code> <span aria-hidden="true">→</span> <span class="heard">became</span>{' '}
        <code>{decision.value}</code>
        {last.value === decision.value && <span class="soft"> the same as before</span>}
      </p>
      <button type="button" class="button button-quiet" onClick={undo}>
        Undo
      </button>
    </section>
  )
}
