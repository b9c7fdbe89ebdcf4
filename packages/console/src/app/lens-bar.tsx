import type { Assertion } from '@bylaw/core'
import { useState } from 'preact/hooks'
import { withoutFact } from '../place/lens.ts'
import { Level } from '../ui/level.tsx'
import { FactDialog } from './fact-dialog.tsx'
import { type House, useHouse } from './house.ts'
import { valueIn } from './loaded.ts'

/** The lens: which spec, who looks, and what is so. The same on every screen, and in the address. */
export function LensBar() {
  const house = useHouse()
  const { place, go, open } = house
  const [adding, setAdding] = useState(false)
  const { as, facts } = place.lens
  const levels = [...new Set(valueIn(open)?.opened.levels ?? [])]
  const without = (fact: Assertion) => go({ lens: { facts: withoutFact(facts, fact) } })
  return (
    <section class="lens" aria-label="Lens">
      <StackChoice house={house} />
      <label class="chip">
        <span class="chip-label">Viewing as</span>
        <select value={as ?? ''} onChange={(event) => go({ lens: { as: event.currentTarget.value || null } })}>
          <option value="">everyone</option>
          {levels.map((level) => (
            <option key={level} value={level}>
              {level}
            </option>
          ))}
        </select>
      </label>
      <ul class="lens-facts" aria-label="Situation">
        {facts.map((fact) => (
          <li key={`${fact.name}@${fact.by}`} class="chip chip-fact">
            <button type="button" class="chip-open" onClick={() => setAdding(true)}>
              {fact.name} <b>{String(fact.value)}</b>
              <Level level={fact.by} short />
            </button>
            <button type="button" class="chip-remove" aria-label={`Forget ${fact.name}`} onClick={() => without(fact)}>
              ×
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="chip chip-add" disabled={levels.length === 0} onClick={() => setAdding(true)}>
            + Situation
          </button>
        </li>
        {(facts.length > 0 || as !== null) && (
          <li>
            <button type="button" class="chip chip-clear" onClick={() => go({ lens: { facts: [], as: null } })}>
              Leave this view
            </button>
          </li>
        )}
      </ul>
      {adding && <FactDialog onClose={() => setAdding(false)} />}
    </section>
  )
}

/** Which stack is read; one that is pinned by its digest says so. */
function StackChoice({ house: { place, go, list, open } }: { readonly house: House }) {
  const shelved = valueIn(list) ?? []
  const { version } = place.lens
  const digest = valueIn(open)?.mounted.digest ?? null
  const named = shelved.find(({ name }) => name === version) ?? (version === null ? shelved[0] : undefined)
  const pinned = named === undefined && version !== null
  const kinds = [
    ['Deployments', shelved.filter(({ kind }) => kind === 'deployment')],
    ['Library', shelved.filter(({ kind }) => kind === 'library')],
  ] as const
  return (
    <label class="chip">
      <span class="chip-label">Operator</span>
      <select
        value={named?.name ?? version ?? ''}
        onChange={(event) => go({ packed: '', lens: { version: event.currentTarget.value || null } })}
      >
        {pinned && <option value={version}>{pinnedName(shelved, version)}</option>}
        {kinds.map(
          ([title, stacks]) =>
            stacks.length > 0 && (
              <optgroup key={title} label={title}>
                {stacks.map(({ name, title: stackTitle }) => (
                  <option key={name} value={name}>
                    {stackTitle ?? name}
                  </option>
                ))}
              </optgroup>
            ),
        )}
      </select>
      {digest !== null && <code class="chip-digest">{digest.slice(0, 7)}</code>}
    </label>
  )
}

function pinnedName(
  shelved: readonly { digest: string | null; name: string; title: string | null }[],
  version: string,
) {
  const now = shelved.find(({ digest }) => digest?.startsWith(version))
  return now === undefined ? `pinned ${version.slice(0, 12)}` : `${now.title ?? now.name} (pinned)`
}
