import type { Decision } from '@bylaw/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useHouse, useOpen } from '../app/house.ts'
import { Level } from '../ui/level.tsx'
import { Words } from '../ui/words.tsx'
import { type Decider, decidersOf, type ToldChange } from './deciders.ts'
import type { Explained } from './stations.ts'
import { type Tries, useTries } from './use-tries.ts'

/** What would change the decision, by who could do it; each can be tried. */
export function Changes({ explained, decision }: { readonly explained: Explained; readonly decision: Decision }) {
  const { place } = useHouse()
  const { opened, mounted } = useOpen()
  const tries = useTries()
  const [onlyHere, setOnlyHere] = useState(false)
  const [refused, setRefused] = useState<ToldChange | null>(null)
  const part = useRef<HTMLElement>(null)
  const { as, facts } = place.lens
  const deciders = decidersOf((opened.digest === null ? mounted : opened).levels, explained.changes, as)
  const attempt = async (change: ToldChange) => {
    const done = await tries.attempt(decision.behavior, decision.value, change, onlyHere && facts.length > 0)
    setRefused(done ? null : change)
  }
  return (
    <section class="play-part" ref={part} tabIndex={-1} aria-labelledby="play-changes-title">
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
      <Outcome tries={tries} decision={decision} leave={() => part.current?.focus()} />
      {deciders.length === 0 && (
        <p class="play-nobody">
          <span aria-hidden="true">✕</span> <b>Nobody.</b>{' '}
          {decision.kind === 'bright-line' ? 'This is a bright line.' : 'No word from any level changes it here.'}
        </p>
      )}
      {deciders.map((decider) => (
        <DeciderShown
          key={decider.who}
          decider={decider}
          away={opened.digest === null}
          refused={refused}
          attempt={attempt}
        />
      ))}
    </section>
  )
}

interface DeciderProps {
  readonly decider: Decider
  /** The draft is refused: nothing can be written into it. */
  readonly away: boolean
  readonly refused: ToldChange | null
  attempt(change: ToldChange): void
}

const first = 4

function DeciderShown({ decider: { who, level, changes }, ...others }: DeciderProps) {
  const [all, setAll] = useState(false)
  const shown = all || changes.length <= first + 1 ? changes : changes.slice(0, first)
  return (
    <div class="play-decider">
      <h3>
        <Level level={level} short /> {who}
      </h3>
      <ul class="play-changes">
        {shown.map((change) => (
          <ChangeShown key={change.told} change={change} {...others} />
        ))}
      </ul>
      {shown.length < changes.length && (
        <button type="button" class="play-more" onClick={() => setAll(true)}>
          {changes.length - shown.length} more
        </button>
      )}
    </div>
  )
}

interface ChangeProps extends Omit<DeciderProps, 'decider'> {
  readonly change: ToldChange
}

function ChangeShown({ change, away, refused, attempt }: ChangeProps) {
  const { told } = change
  return (
    <li>
      <p>
        <Words text={`${told.charAt(0).toUpperCase()}${told.slice(1)}.`} />
      </p>
      <button
        type="button"
        class="button button-quiet"
        disabled={away}
        aria-label={`Try it: ${told.replaceAll('`', '')}`}
        onClick={() => attempt(change)}
      >
        Try it
      </button>
      {refused === change && <p class="play-wrong">This can’t be written into the files as they stand.</p>}
    </li>
  )
}

/** What came of the last thing tried, and the way back. */
interface OutcomeProps {
  readonly tries: Tries
  readonly decision: Decision
  /** The focus goes there once there is nothing left to take back. */
  leave(): void
}

function Outcome({ tries: { last, undo }, decision, leave }: OutcomeProps) {
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
      </p>
      <button
        type="button"
        class="button button-quiet"
        onClick={() => {
          undo()
          leave()
        }}
      >
        Undo
      </button>
    </section>
  )
}
