import { useState } from 'preact/hooks'
import { isEmpty, noDraft } from '../place/draft.ts'
import { useAnswer, useHouse } from './house.ts'
import { Link } from './link.tsx'
import { valueOf } from './loaded.ts'

/** What was changed and not yet made, what it comes to, and the way back. There on every screen. */
export function DraftTray() {
  const { draft, setDraft, open } = useHouse()
  const [told, setTold] = useState(false)
  const found = valueOf(open)
  const both = found !== null && found.opened.digest !== null && found.mounted.digest !== null && found.opened.key !== found.mounted.key
  const compared = valueOf(useAnswer('diff', both ? [found.mounted.key, found.opened.key] : null))
  if (isEmpty(draft)) return null
  const refused = found !== null && found.opened.digest === null
  return (
    <aside class="draft" aria-label="Draft">
      <p class="draft-sum" role="status">
        <b>{counted(Math.max(draft.done.length, 1), 'change')} in a draft.</b>{' '}
        {refused ? 'As it stands it would be refused.' : compared !== null && 'changes' in compared ? sum(compared) : ''}
      </p>
      {told && draft.done.length > 0 && (
        <ol class="draft-done">
          {draft.done.map((each, place) => (
            <li key={`${place} ${each}`}>{each}</li>
          ))}
        </ol>
      )}
      <p class="draft-actions">
        {draft.done.length > 0 && (
          <button type="button" class="button button-quiet" aria-expanded={told} onClick={() => setTold(!told)}>
            {told ? 'Hide them' : 'Show them'}
          </button>
        )}
        <Link class="button button-quiet" to={{ screen: 'play', query: { show: 'effects' } }}>
          What it does elsewhere
        </Link>
        <button type="button" class="button button-quiet" onClick={() => setDraft(noDraft)}>
          Discard
        </button>
      </p>
    </aside>
  )
}

function sum({ changes, reach }: { readonly changes: readonly { direction: string }[]; readonly reach: readonly unknown[] }) {
  const of = (direction: string) => changes.filter((change) => change.direction === direction).length
  const parts = [
    [of('looser'), 'got looser'],
    [of('tighter'), 'got tighter'],
    [of('changed'), 'became another'],
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${counted(count, 'decision')} ${what}`)
  if (told.length > 0) return `${told.join(', ')}.`
  return reach.length > 0 ? 'No decision changes, but what levels could reach does.' : 'No decision changes.'
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
