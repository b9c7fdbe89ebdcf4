import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useHouse, useOpen } from '../app/house.ts'
import { type Choice, choicesFor } from './choices.ts'

/** Finds a behavior by its title, its id or its section, and opens it. */
export function BehaviorChooser({ chosen }: { readonly chosen: string | null }) {
  const { opened, mounted } = useOpen()
  const { go, place } = useHouse()
  const [text, setText] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const behaviors = opened.digest === null ? mounted.behaviors : opened.behaviors
  const found = useMemo(() => (text === null ? [] : choicesFor(behaviors, text)), [behaviors, text])
  const current = behaviors.find(({ id }) => id === chosen)
  const shown = chosen === null ? '' : (current?.title ?? chosen)
  const isOpen = text !== null
  useEffect(() => setAt(0), [text])
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [at])
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return
    setText(null)
    const { show: _, example: __, args: ___, ...query } = place.query
    go({ query: { ...query, behavior: choice.id } })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move !== undefined) {
      if (text === null) setText('')
      else setAt((place) => (place + move + found.length) % Math.max(found.length, 1))
    } else if (event.key === 'Enter' && isOpen) choose(found[at])
    else if (event.key === 'Escape' && isOpen) setText(null)
    else return
    event.preventDefault()
  }
  return (
    <div class="play-chooser">
      <label for="play-behavior">Behavior</label>
      <input
        id="play-behavior"
        type="text"
        role="combobox"
        autocomplete="off"
        aria-expanded={isOpen}
        aria-controls="play-behaviors"
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.length > 0 ? `play-behavior-${at}` : undefined}
        placeholder="Drugs, tone, tool.* …"
        value={text ?? shown}
        onClick={() => setText((before) => before ?? '')}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setText(null)}
      />
      <div
        id="play-behaviors"
        class="play-choices"
        role="listbox"
        aria-label="Behaviors"
        hidden={!isOpen}
        ref={list}
        onMouseDown={(event) => event.preventDefault()}
      >
        {found.map((choice, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={choice.id}
            id={`play-behavior-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            onClick={() => choose(choice)}
          >
            <span>{choice.title}</span> <code class="soft">{choice.more}</code>
          </div>
        ))}
      </div>
      {isOpen && found.length === 0 && <p class="soft">No behavior is called so.</p>}
    </div>
  )
}
