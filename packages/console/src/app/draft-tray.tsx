import { useState } from 'preact/hooks'
import { type Draft, isEmpty, noDraft } from '../place/draft.ts'
import { Words } from '../ui/words.tsx'
import { useAnswer, useHouse } from './house.ts'
import { Link } from './link.tsx'
import { useRested, valueIn } from './loaded.ts'

/** What was changed and not yet made, what it comes to, and the way back. There on every screen. */
export function DraftTray() {
  const { draft, setDraft, place } = useHouse()
  const [told, setTold] = useState(false)
  const [discarded, setDiscarded] = useState<{ readonly draft: Draft; readonly version: string | null } | null>(null)
  const sum = useSum()
  const { version } = place.lens
  if (isEmpty(draft)) {
    if (discarded === null || discarded.version !== version) return null
    return <Discarded back={() => setDraft(discarded.draft)} leave={() => setDiscarded(null)} />
  }
  const discard = () => {
    setDiscarded({ draft, version })
    setDraft(noDraft)
  }
  return (
    <aside class="draft" aria-label="Draft">
      <p class="draft-sum" role="status">
        <b>{counted(Math.max(draft.done.length, 1), 'change')} in a draft.</b> {sum}
      </p>
      {told && draft.done.length > 0 && (
        <ol class="draft-done">
          {draft.done.map((each, at) => (
            <li key={`${at} ${each}`}>
              <Words text={each} />
            </li>
          ))}
        </ol>
      )}
      <p class="draft-actions">
        {draft.done.length > 0 && (
          <button type="button" class="button button-quiet" aria-expanded={told} onClick={() => setTold(!told)}>
            {told ? 'Hide them' : 'Show them'}
          </button>
        )}
        <ToEffects />
        <button type="button" class="button button-quiet" onClick={discard}>
          Discard
        </button>
      </p>
    </aside>
  )
}

/** What the draft comes to; empty while that is not known. */
function useSum(): string {
  const { open } = useHouse()
  const found = valueIn(open)
  const both =
    found !== null &&
    found.opened.digest !== null &&
    found.mounted.digest !== null &&
    found.opened.key !== found.mounted.key
  const drafted = useRested(both ? found.opened.key : null)
  const settled = both && drafted === found.opened.key
  const compared = valueIn(useAnswer('diff', settled ? [found.mounted.key, drafted] : null))
  if (found?.opened.digest === null) return 'As it stands it would be refused.'
  return compared !== null && 'changes' in compared ? sumOf(compared) : ''
}

/** The way to what the draft does in every situation: who is in the playground stays with what is played there. */
function ToEffects() {
  const { place } = useHouse()
  const kept = place.screen === 'play' ? place.query : {}
  return (
    <Link class="button button-quiet" to={{ screen: 'play', query: { ...kept, show: 'effects' }, anchor: 'effects' }}>
      What it does everywhere
    </Link>
  )
}

interface DiscardedProps {
  back(): void
  leave(): void
}

/** A draft is work: what was discarded can be had back. */
function Discarded({ back, leave }: DiscardedProps) {
  return (
    <aside class="draft" aria-label="Draft">
      <p class="draft-sum" role="status">
        The draft was discarded.
      </p>
      <p class="draft-actions">
        <button type="button" class="button button-quiet" onClick={back}>
          Bring it back
        </button>
        <button type="button" class="button button-quiet" aria-label="Hide this" onClick={leave}>
          ×
        </button>
      </p>
    </aside>
  )
}

interface Summed {
  readonly changes: readonly { readonly behavior: string; readonly direction: string }[]
  readonly reach: readonly unknown[]
}

function sumOf({ changes, reach }: Summed): string {
  const parts = [
    ['looser', 'looser'],
    ['tighter', 'tighter'],
    ['changed', 'another value'],
  ].map(([direction, word]) => {
    const behaviors = new Set(
      changes.filter((change) => change.direction === direction).map(({ behavior }) => behavior),
    )
    return [behaviors.size, word] as const
  })
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${word} for ${counted(count, 'behavior')}`)
  if (told.length > 0) return `In some situation: ${told.join(', ')}.`
  return reach.length > 0 ? 'No decision changes, but what levels could reach does.' : 'No decision changes.'
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
